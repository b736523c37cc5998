# Lockdown: what the units may and how much they take.

# The most that `systemd-analyze security` may say.
highest_exposure=1.2

test_lockdown() {
  step "exposure by systemd-analyze security" exposure
  step "limits of memory and tasks are the units' own" limits
  step "the daemons run as their user, without capabilities and without core files" powerless
  step "nothing listens beyond loopback but the city's three CURVE sockets" sockets
  if enforces_memory; then
    step "a unit that reaches MemoryMax is ended, and comes back" exhaust_memory
  else
    unshown "MemoryMax holds" "the containers may not set memory limits here"
  fi
}

exposure() {
  local pair score scores=()
  for pair in city:unionsync-aggregator zhenlai:unionsync-node zhenlai:unionsync-node@220882; do
    score=$(at "${pair%:*}" systemd-analyze security --no-pager "${pair#*:}.service" |
      sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')
    awk -v s="$score" -v h="$highest_exposure" 'BEGIN { exit !(s > 0 && s <= h) }' ||
      fail "${pair#*:} scores '$score', more than $highest_exposure"
    scores+=("${pair#*:} $score")
  done
  note "$(printf '%s, ' "${scores[@]}" | sed 's/, $//')"
}

limits() {
  expect $'2147483648\n64' at city systemctl show --value -p MemoryMax -p TasksMax unionsync-aggregator
  expect $'1073741824\n64' at zhenlai systemctl show --value -p MemoryMax -p TasksMax unionsync-node
  expect $'1073741824\n64' at zhenlai systemctl show --value -p MemoryMax -p TasksMax unionsync-node@220882
}

powerless() {
  local pair process
  for pair in city:unionsync-aggregator zhenlai:unionsync-node taobei:unionsync-node; do
    process=$(main_process "${pair%:*}" "${pair#*:}")
    expect unionsync at "${pair%:*}" stat -c %U "/proc/$process"
    expect '0000000000000000' sh_at "${pair%:*}" "awk '/^CapBnd/ { print \$2 }' /proc/$process/status"
    expect 1 sh_at "${pair%:*}" "awk '/^NoNewPrivs/ { print \$2 }' /proc/$process/status"
    expect 2 sh_at "${pair%:*}" "awk '/^Seccomp:/ { print \$2 }' /proc/$process/status"
    expect 0 sh_at "${pair%:*}" "awk '/^Max core file size/ { print \$5 }' /proc/$process/limits"
  done
}

# Addresses that can be reached from other machines.
open_sockets() { sh_at "$1" "ss -lntuH | awk '{ print \$5 }' | grep -vE '^(127\.|\[::1\])' | sort"; }

sockets() {
  expect $'0.0.0.0:5560\n0.0.0.0:5561\n0.0.0.0:5562' open_sockets city
  expect '' open_sockets zhenlai
  expect '' open_sockets taobei
}

# The limit that the kernel knows of a unit, in bytes.
kernel_limit() {
  sh_at "$1" "cat /sys/fs/cgroup/memory/system.slice/$2.service/memory.limit_in_bytes 2> /dev/null ||
    cat /sys/fs/cgroup/system.slice/$2.service/memory.max 2> /dev/null"
}

enforces_memory() { [ "$(kernel_limit taobei unionsync-node)" = 1073741824 ]; }

# How often a signal that nobody can refuse has ended a unit.
kills() { sh_at "$1" "journalctl --quiet -u $2 | grep -c status=9/KILL || true"; }

was_killed_since() { [ "$(kills "$1" "$2")" -gt "$3" ]; }

exhaust_memory() {
  local before process
  process=$(main_process taobei unionsync-node) before=$(kills taobei unionsync-node)
  # Less than the program needs to begin.
  at taobei systemctl set-property --runtime unionsync-node MemoryMax=8M
  at taobei kill -9 "$process"
  # The first was the test's own; each one after is the kernel's.
  within 30 was_killed_since taobei unionsync-node $((before + 2))
  at taobei systemctl set-property --runtime unionsync-node MemoryMax=1G
  within 30 is_anew taobei unionsync-node "$process"
  within 15 areas_are_live 3
}
