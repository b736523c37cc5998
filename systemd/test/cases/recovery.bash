# Recovery: processes that end or hang are started again, and nothing is lost.

test_recovery() {
  step "the city is back after kill -9" survives_kill city unionsync-aggregator
  step "a node is back after kill -9" survives_kill zhenlai unionsync-node
  step "the watchdog starts frozen daemons again, at the city and at an office" survives_freezing
  step "a daemon that can't come up is tried again less and less often, and is back once it can" \
    backs_off
  step "afterwards all areas are live, and the total stands" stands
}

survives_kill() {
  local process begin
  process=$(main_process "$1" "$2") begin=$EPOCHREALTIME
  at "$1" kill -9 "$process"
  within 10 is_anew "$1" "$2" "$process"
  note "$(seconds_since "$begin") s"
}

survives_freezing() {
  local city office begin
  city=$(main_process city unionsync-aggregator) office=$(main_process zhenlai unionsync-node)
  begin=$EPOCHREALTIME
  at city kill -STOP "$city"
  at zhenlai kill -STOP "$office"
  within 60 is_anew city unionsync-aggregator "$city"
  within 60 is_anew zhenlai unionsync-node "$office"
  note "$(seconds_since "$begin") s"
}

backs_off() {
  local settings=/etc/unionsync/node.yaml
  sh_at taobei "cp -p $settings /root/node.yaml; echo 'nonsense: 1' >> $settings"
  at taobei systemctl restart --no-block unionsync-node
  # The fourth failure is the first that is waited after.
  within 30 says taobei unionsync-node 'next try in 4 s'
  within 30 says taobei unionsync-node 'next try in 8 s'
  at taobei cp -p /root/node.yaml "$settings"
  at taobei systemctl restart unionsync-node
  expect active at taobei systemctl is-active unionsync-node
  at taobei test ! -e /run/unionsync/node/failed-starts
}

stands() {
  within 30 areas_are_live 3
  within 15 total_is 1919
}
