# Upgrade: from the package before, with everything kept.

test_upgrade() {
  step "the city is upgraded while it runs: its totals stand, its settings are untouched" upgrade_city
  step "zhenlai is upgraded: both nodes are started anew, a unit that was stopped stays so" \
    upgrade_office
  step "after the upgrade a correction reaches the city" correct_zhenlai
}

# What an administrator has changed, and dpkg must not.
settings_of() { sh_at "$1" 'cat /etc/unionsync/* /etc/systemd/system/unionsync-*.d/* | sha256sum'; }

main_process() { at "$1" systemctl show -P MainPID "$2"; }

# is_anew MACHINE UNIT PROCESS: it runs, and as another process than before.
is_anew() {
  local process
  [ "$(at "$1" systemctl is-active "$2")" = active ] || return 1
  process=$(main_process "$1" "$2")
  [ "$process" -gt 0 ] && [ "$process" != "$3" ]
}

# Changes settings of both kinds: the configuration, and an override of a unit.
change_settings() {
  sh_at "$1" "echo '# 本机 / ours' >> /etc/unionsync/$3.yaml"
  sh_at "$1" "mkdir -p /etc/systemd/system/$2.service.d
    printf '[Service]\nEnvironment=OFFICE=ours\n' > /etc/systemd/system/$2.service.d/ours.conf
    systemctl daemon-reload"
}

upgrade_city() {
  local process settings
  change_settings city unionsync-aggregator aggregator
  process=$(main_process city unionsync-aggregator) settings=$(settings_of city)
  install_at city "$package"
  within 15 is_anew city unionsync-aggregator "$process"
  expect "$settings" settings_of city
  within 15 total_is 1869
  within 15 areas_are_live 3
  expect inactive sh_at city 'systemctl is-active unionsync-node || true'
}

upgrade_office() {
  local process second settings
  change_settings zhenlai unionsync-node node
  enrol zhenlai 220899 unionsync-node@220899 --several
  at zhenlai systemctl stop unionsync-node@220899
  process=$(main_process zhenlai unionsync-node) settings=$(settings_of zhenlai)
  second=$(main_process zhenlai unionsync-node@220882)
  install_at zhenlai "$package"
  within 15 is_anew zhenlai unionsync-node "$process"
  within 15 is_anew zhenlai unionsync-node@220882 "$second"
  expect inactive sh_at zhenlai 'systemctl is-active unionsync-node@220899 || true'
  expect "$settings" settings_of zhenlai
  # It isn't looked for among those that live, and doctor is not to ask for it.
  at zhenlai systemctl disable --quiet unionsync-node@220899
  at zhenlai rm /etc/unionsync/node-220899.yaml
  at city unionsync keys revoke 220899
  within 15 areas_are_live 3
}

correct_zhenlai() {
  drop zhenlai "$seeds/revised/220821-zhenlai-2017.txt" /var/lib/unionsync/node/inbox
  # 1,350 and 569.
  within 15 total_is 1919
}
