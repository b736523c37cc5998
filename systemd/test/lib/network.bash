# Network: a switch and a namespace for each machine; nothing of it is in the host's own network.

# Of this run alone, as another may be under way.
namespace() { echo "unionsync-test-$run-$1"; }

make_network() {
  local lan
  lan=$(namespace lan)
  ip netns add "$lan"
  ip -n "$lan" link add lan type bridge
  ip -n "$lan" link set lan up
}

# connect MACHINE ADDRESS
connect() {
  local name=$1 address=$2 lan own
  lan=$(namespace lan) own=$(namespace "$name")
  ip netns add "$own"
  ip -n "$lan" link add "$name" type veth peer name eth0 netns "$own"
  ip -n "$lan" link set "$name" master lan up
  ip -n "$own" link set lo up
  ip -n "$own" address add "$address/24" dev eth0
  ip -n "$own" link set eth0 up
}

remove_network() {
  local name
  for name in lan "${machines[@]}"; do
    ip netns del "$(namespace "$name")" 2> /dev/null || true
  done
}
