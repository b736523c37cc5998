# Operation: what an administrator looks at and does while it runs.

test_operation() {
  step "doctor finds nothing to mend at the city and at the offices" doctors_are_content
  step "doctor names what is broken, and the command that it names mends it" doctor_mends
  step "monitoring gets its answers at the city and at an office" monitoring_answers
  step "the journal is asked by area, and has a priority for each line" journal_is_structured
  step "a backup of the running city is restored, and the daemon may still write its store" \
    backup_and_restore
  step "a store that a newer version has written is refused, and left as it is" newer_schema
}

doctor() { sh_at "$1" 'unionsync doctor > /tmp/doctor 2>&1; echo $?'; }

# doctor_says MACHINE TEXT: it finds something wrong, and says so.
doctor_says() {
  expect 1 doctor "$1"
  at "$1" grep -F -- "$2" /tmp/doctor > /dev/null || {
    at "$1" cat /tmp/doctor >&2
    fail "doctor does not say: $2"
  }
}

is_content() {
  [ "$(doctor "$1")" = 0 ] && return 0
  at "$1" cat /tmp/doctor
  return 1
}

doctors_are_content() {
  local name
  for name in "${machines[@]}"; do within 15 is_content "$name"; done
}

doctor_mends() {
  local command commands=(
    'chmod 644 /etc/unionsync/node.key' 'run: chmod 600 /etc/unionsync/node.key'
    'chown root:root /etc/unionsync/node.yaml && chmod 600 /etc/unionsync/node.yaml'
    'run: chgrp unionsync /etc/unionsync/node.yaml && chmod g+r /etc/unionsync/node.yaml'
    'chown root /var/lib/unionsync/node' 'run: chown -R unionsync /var/lib/unionsync/node'
    'chmod g-w /var/lib/unionsync/node/inbox'
    'run: chgrp unionsync /var/lib/unionsync/node/inbox && chmod g+rwx /var/lib/unionsync/node/inbox'
    'systemctl disable --quiet unionsync-node' 'run: systemctl enable unionsync-node'
    'systemctl disable --quiet --now unionsync-node'
    'run: systemctl enable --now unionsync-node'
  )
  for ((command = 0; command < ${#commands[@]}; command += 2)); do
    sh_at taobei "${commands[command]}"
    doctor_says taobei "${commands[command + 1]}"
    sh_at taobei "${commands[command + 1]#run: } 2> /dev/null"
    within 15 is_content taobei
  done
  within 15 areas_are_live 3
  note "$((${#commands[@]} / 2)) faults"
}

# page MACHINE PORT PATH: the answer, headers and all.
page() {
  at "$1" bash -c "exec 3<> /dev/tcp/127.0.0.1/$2
    printf 'GET $3 HTTP/1.1\r\nHost: 127.0.0.1:$2\r\nConnection: close\r\n\r\n' >&3; cat <&3"
}

monitoring_answers() {
  local pair
  for pair in 'city 8600' 'zhenlai 8601' 'zhenlai 8602'; do
    page ${pair} /healthz | grep -q alive
    page ${pair} /readyz | grep -q '^\[+\] round trip'
    page ${pair} /metrics | grep -q '^unionsync_build_info'
  done
  page city 8600 /metrics | grep -q '^unionsync_area_state{area="220821",state="live"} 1'
  page zhenlai 8601 /metrics | grep -q '^unionsync_journal_head{area="220821"} [1-9]'
  note "$(page city 8600 /metrics | grep -c '^unionsync_') values at the city"
}

journal_is_structured() {
  at zhenlai journalctl --quiet -o cat -u unionsync-node UNIONSYNC_AREA=220821 |
    grep -q 'report committed'
  # 6 is for information, and what systemd says of the unit has no such field.
  expect 6 sh_at zhenlai "journalctl --quiet -u unionsync-node UNIONSYNC_AREA=220821 -o json \
    --output-fields=PRIORITY -g 'report committed' -n 1 | sed 's/.*\"PRIORITY\":\"\([0-9]\)\".*/\1/'"
}

backup_and_restore() {
  local owner before
  before=$(at city unionsync totals --year 2017 --format csv)
  owner=$(at city stat -c '%U:%G' /var/lib/unionsync/aggregator/city.sqlite)
  at city unionsync backup aggregator --to /root/city.unionsync
  at city systemctl stop unionsync-aggregator
  at city unionsync restore aggregator /root/city.unionsync
  expect "$owner" at city stat -c '%U:%G' /var/lib/unionsync/aggregator/city.sqlite
  at city systemctl start unionsync-aggregator
  expect "$before" at city unionsync totals --year 2017 --format csv
  within 15 areas_are_live 3
  note "$(sh_at city 'stat -c %s /root/city.unionsync') bytes"
}

# The version of the tables is four bytes in the header of a database (SQLite's file format, 1.3).
schema_is() { sh_at taobei "printf '\\0\\0\\0\\$1' | dd of=$journal bs=1 seek=60 conv=notrunc status=none"; }
journal=/var/lib/unionsync/node/journal.sqlite

newer_schema() {
  local before version
  at taobei systemctl stop unionsync-node
  version=$(sh_at taobei "od -An -tu1 -j63 -N1 $journal | tr -d ' '")
  schema_is 143
  before=$(at taobei sha256sum "$journal")
  at taobei systemctl start --no-block unionsync-node
  within 15 says taobei unionsync-node 'newer version'
  doctor_says taobei 'install that version or a newer one'
  at taobei systemctl stop unionsync-node
  expect "$before" at taobei sha256sum "$journal"
  schema_is "$(printf %03o "$version")"
  at taobei systemctl start unionsync-node
  within 15 areas_are_live 3
}
