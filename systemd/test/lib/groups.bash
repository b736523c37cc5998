# Control groups: where systemd doesn't run outside, each container needs one of its own in every
# hierarchy that is there, as containers in one group would end each other's processes.

# What the kernel enforces memory limits by; empty where containers may not.
memory_controller=

# The hierarchies that matter, as `CONTROLLER FOLDER`, with the group that this process is in.
own_groups() {
  local controllers path mount
  while IFS=: read -r _ controllers path; do
    case $controllers in
      name=systemd | memory | pids)
        mount=$(findmnt -rno TARGET -t cgroup -O "$controllers" | head -1) ;;
      '') mount=$(findmnt -rno TARGET -t cgroup2 | head -1) ;;
      *) continue ;;
    esac
    [ -n "$mount" ] && echo "${controllers:-unified} ${mount%/}${path%/}"
  done < /proc/self/cgroup
}

group_name() { echo "unionsync-test-$run-$1"; }

# Makes the groups of a machine and moves this process into them.
enter_groups() {
  local folder
  while read -r _ folder; do
    folder+=/$(group_name "$1")
    mkdir -p "$folder"
    echo "$BASHPID" > "$folder/cgroup.procs"
  done < <(own_groups)
}

remove_groups() {
  local folder name
  while read -r _ folder; do
    for name in "${machines[@]}"; do
      [ -d "$folder/$(group_name "$name")" ] || continue
      find "$folder/$(group_name "$name")" -depth -type d -exec rmdir {} + 2> /dev/null || true
    done
  done < <(own_groups)
}
