# Reboot: what was enabled comes up by itself, in whichever order machines do.

test_reboot() {
  step "the city is rebooted" reboot_machine city
  step "zhenlai is rebooted" reboot_machine zhenlai
  step "taobei is rebooted" reboot_machine taobei
  step "all areas are live again, and the total stands" within 30 stands_after_reboot
  step "after the reboots a report reaches the city" report_after_reboot
}

has_another_leader() { [ "$(leader "$1")" != "$2" ] && is_up "$1"; }

reboot_machine() {
  local before
  before=$(leader "$1")
  at "$1" systemctl reboot
  within 90 has_another_leader "$1" "$before"
  settle "$1"
}

stands_after_reboot() { areas_are_live 3 && total_is 1949; }

report_after_reboot() {
  drop zhenlai "$seeds/revised/220821-zhenlai-2017.txt" /var/lib/unionsync/node/inbox
  # 1,350 and 589.
  within 15 total_is 1939
}
