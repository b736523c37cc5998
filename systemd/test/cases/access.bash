# Access: the list is read again while the daemon runs, and who is off it is out.

list=/etc/unionsync/access.list

test_access() {
  step "a reload keeps the process and every connection" reload_keeps
  step "a reload with a list that can't be used says so, and the last one holds" reload_broken
  step "an office whose key is revoked is out, and keeps its report" revoke_taobei
  step "authorized again, it sends what it kept" authorize_taobei
}

connections() { sh_at city "ss -tnH state established '( sport = :5560 or sport = :5561 )' | awk '{ print \$4 }' | sort"; }

reload_keeps() {
  local process before
  process=$(main_process city unionsync-aggregator) before=$(connections)
  at city systemctl reload unionsync-aggregator
  at zhenlai systemctl reload unionsync-node
  within 10 areas_are_live 3
  expect "$process" main_process city unionsync-aggregator
  expect "$before" connections
  note "$(wc -l <<< "$before") connections"
}

reload_broken() {
  sh_at city "cp -p $list $list.kept; echo nonsense >> $list; systemctl reload unionsync-aggregator"
  within 10 says city unionsync-aggregator 'access list is broken'
  sh_at city "mv $list.kept $list; systemctl reload unionsync-aggregator"
  within 10 says_not city unionsync-aggregator 'broken'
  areas_are_live 3
}

# What systemctl status shows of a unit.
says() { at "$1" systemctl show -P StatusText "$2" | grep -F "$3"; }
says_not() { ! says "$@"; }

revoke_taobei() {
  at city unionsync keys revoke 220802
  within 10 says taobei unionsync-node '0/1 cities live'
  sed 's/569/579/' "$seeds/220802-taobei-2017.txt" > "$work/220802-taobei-2017.txt"
  drop taobei "$work/220802-taobei-2017.txt" /var/lib/unionsync/node/inbox
  within 15 says taobei unionsync-node 'lag 1'
  total_is 1919
}

authorize_taobei() {
  at city unionsync keys authorize /root/unionsync-220802.txt --yes
  # 1,350 and 579.
  within 60 total_is 1929
  within 15 areas_are_live 3
}
