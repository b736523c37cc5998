# Enrolment: keys change hands, and the daemons come up.

test_enrolment() {
  step "the city makes its key and listens once it is enabled" begin_city
  step "zhenlai is enrolled and is ready" enrol zhenlai 220821 unionsync-node
  step "taobei is enrolled and is ready" enrol taobei 220802 unionsync-node
  step "a second area runs on zhenlai's machine" \
    enrol zhenlai 220882 unionsync-node@220882 --several
  step "the city sees three areas live" within 15 areas_are_live 3
  step "secret keys are root's alone, at the city and at the offices" keys_are_secret
}

begin_city() {
  at city unionsync aggregator init --host city
  at city systemctl enable --now unionsync-aggregator
  expect active at city systemctl is-active unionsync-aggregator
}

# enrol MACHINE AREA UNIT [--several]: the city's file goes to the office, and the office's to the city.
enrol() {
  local machine=$1 area=$2 unit=$3
  put "$machine" "$work/city/root/etc/unionsync/unionsync-city.txt" /root/unionsync-city.txt
  at "$machine" unionsync node init --area "$area" --city /root/unionsync-city.txt "${@:4}"
  put city "$work/$machine/root/etc/unionsync/unionsync-$area.txt" "/root/unionsync-$area.txt"
  at city unionsync keys authorize "/root/unionsync-$area.txt" --yes
  at "$machine" systemctl enable --now "$unit"
  expect active at "$machine" systemctl is-active "$unit"
}

# areas_are_live COUNT: of the seven that the built-in list has.
areas_are_live() { at city systemctl show -P StatusText unionsync-aggregator | grep "^$1/7 areas live"; }

keys_are_secret() {
  local file
  for file in city:aggregator.key zhenlai:node.key zhenlai:node-220882.key taobei:node.key; do
    expect '600 root' at "${file%:*}" stat -c '%a %U' "/etc/unionsync/${file#*:}"
    # The daemon's user gets at its key by systemd only.
    expect refused at "${file%:*}" setpriv --reuid unionsync --regid unionsync --init-groups \
      sh -c "cat /etc/unionsync/${file#*:} 2> /dev/null || echo refused"
  done
}
