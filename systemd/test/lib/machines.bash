# Machines: containers that boot the base root, each with what it writes in a layer of its own.

machines=()

# machine NAME ADDRESS [MEGABYTES]: prepares a machine; with a size, the folder of the daemons' state
# is a disk of its own, which can be filled.
machine() {
  local name=$1 address=$2 size=${3:-} folder=$work/$1
  machines+=("$name")
  mkdir -p "$folder"/{upper,work,root,state}
  mount -t overlay overlay -o "lowerdir=$base/root,upperdir=$folder/upper,workdir=$folder/work" \
    "$folder/root"
  echo "$name" > "$folder/root/etc/hostname"
  printf '127.0.0.1 localhost\n10.77.0.1 city\n' > "$folder/root/etc/hosts"
  [ -z "$size" ] || mount -t tmpfs -o "size=${size}m,mode=755" tmpfs "$folder/state"
  connect "$name" "$address"
}

# What systemd-nspawn ends with where the machine is to be rebooted and nobody else sees to it.
reboot_wanted=133

# Starts a machine and waits until systemd says that everything runs.
boot() {
  local name=$1 folder=$work/$1 options=()
  if mountpoint -q "$folder/state"; then options+=("--bind=$folder/state:/var/lib/unionsync"); fi
  # Outside of systemd nobody keeps a list of machines or gives out control groups.
  if [ ! -d /run/systemd/system ]; then options+=(--register=no --keep-unit); fi
  (
    if [ ! -d /run/systemd/system ]; then enter_groups "$name"; fi
    status=$reboot_wanted
    while [ "$status" -eq "$reboot_wanted" ]; do
      status=0
      systemd-nspawn --quiet --directory="$folder/root" --machine="unionsync-test-$run-$name" \
        --network-namespace-path="/run/netns/$(namespace "$name")" --resolv-conf=off \
        --console=pipe "${options[@]}" --boot > "$folder/console.log" 2>&1 < /dev/null &
      echo $! > "$folder/supervisor"
      wait $! || status=$?
    done
  ) &
  within 20 is_up "$name"
  settle "$name"
}

# After each boot: systemd-nspawn shows the kernel's limits read-only where they are of the first
# version; systemd looks again when it is executed anew.
settle() {
  local group leader
  leader=$(leader "$1")
  for group in memory pids; do
    nsenter -t "$leader" -m mount -o remount,bind,rw "/sys/fs/cgroup/$group" 2> /dev/null || return 0
  done
  at "$1" systemctl daemon-reexec
}

# The container's first process, as it is known outside.
leader() { pgrep -P "$(cat "$work/$1/supervisor")" -f systemd; }

is_up() { [ "$(at "$1" systemctl is-system-running)" = running ]; }

# at MACHINE COMMAND…: as root of the machine.
at() {
  local name=$1
  shift
  nsenter -t "$(leader "$name")" -m -u -i -n -p -C -r -w \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@" < /dev/null
}

# sh_at MACHINE SCRIPT: a line for the machine's shell.
sh_at() { at "$1" sh -c "$2"; }

# Puts a file from outside into a machine, owned by its root.
put() { install -D -m 644 "$2" "$work/$1/root$3"; }

shut_down() {
  local supervisor
  supervisor=$(cat "$work/$1/supervisor" 2> /dev/null) || return 0
  kill -TERM "$supervisor" 2> /dev/null || return 0
  for _ in {1..75}; do
    kill -0 "$supervisor" 2> /dev/null || return 0
    sleep 0.2
  done
  kill -KILL "$supervisor"
}

# What a failure is looked for in.
show_journals() {
  local name
  for name in "${machines[@]}"; do
    echo "---- $name"
    at "$name" journalctl --no-pager --quiet -u 'unionsync-*' -n 40 2>&1 || tail -20 "$work/$name/console.log"
    at "$name" systemctl --no-pager status 'unionsync-*' 2>&1 | head -60 || true
  done
}
