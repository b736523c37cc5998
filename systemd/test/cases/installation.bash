# Installation: the package goes in without a network, and starts nothing.

test_installation() {
  step "the package before this one is installed at the city and at Zhenlai" install_earlier
  step "this package is installed at Taobei" install_at taobei "$package"
  step "manuals and completions are there, and say in Chinese what a command is for" has_manuals
  for name in "${machines[@]}"; do
    step "$name: nothing runs and nothing is enabled before it is configured" is_quiet "$name"
  done
}

# The package under a lower version; what an administrator upgrades from.
earlier_version() { echo "$(dpkg-deb -f "$package" Version)~earlier"; }

make_earlier() {
  dpkg-deb -R "$package" "$work/earlier"
  sed -i "s/^Version: .*/Version: $(earlier_version)/" "$work/earlier/DEBIAN/control"
  dpkg-deb -Znone -b "$work/earlier" "$work/earlier.deb" > /dev/null
  rm -rf "$work/earlier"
}

install_earlier() {
  make_earlier
  install_at city "$work/earlier.deb"
  install_at zhenlai "$work/earlier.deb"
}

# install_at MACHINE PACKAGE: as an administrator does, but for the network.
install_at() {
  put "$1" "$2" /root/unionsync.deb
  at "$1" env DEBIAN_FRONTEND=noninteractive apt-get install -y /root/unionsync.deb \
    > "$work/$1/apt.log" 2>&1 || { cat "$work/$1/apt.log" >&2; return 1; }
  rm "$work/$1/root/root/unionsync.deb"
  expect "$(dpkg-deb -f "$2" Version)" at "$1" dpkg-query -W -f '${Version}' unionsync
}

has_manuals() {
  local command
  # Each command that the program names.
  for command in $(at taobei unionsync --help | sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z-]\+\).*/\1/p'); do
    sh_at taobei "zcat /usr/share/man/man1/unionsync-$command.1.gz | grep -qP '^unionsync.* \\p{Han}'"
    sh_at taobei "grep -qw $command /usr/share/zsh/vendor-completions/_unionsync &&
      grep -qw $command /usr/share/fish/vendor_completions.d/unionsync.fish"
  done
  at taobei bash -c '. /usr/share/bash-completion/completions/unionsync
    COMP_WORDS=(unionsync doc) COMP_CWORD=1 COMP_LINE="unionsync doc" COMP_POINT=13
    _unionsync unionsync doc unionsync
    [ "${COMPREPLY[*]}" = doctor ]'
  note "$(sh_at taobei 'ls /usr/share/man/man1/unionsync*' | wc -l) manuals"
}

is_quiet() {
  local unit
  expect 0 sh_at "$1" 'pgrep -c -x unionsync || true'
  for unit in unionsync-aggregator unionsync-node; do
    expect inactive sh_at "$1" "systemctl is-active $unit || true"
    expect disabled sh_at "$1" "systemctl is-enabled $unit || true"
  done
  expect '2750 root:unionsync' at "$1" stat -c '%a %U:%G' /etc/unionsync
  # Where it isn't configured, starting it is no failure either.
  at "$1" systemctl start unionsync-node
  expect inactive sh_at "$1" 'systemctl is-active unionsync-node || true'
}
