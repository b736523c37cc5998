# Removal: the program goes, and an office's only copy stays unless a person says otherwise.

test_removal() {
  step "taobei removes the package: the daemon stops, state and settings stay" remove_keeps
  step "installed again it goes on where it was" install_again
  step "purged without a word, state and settings stay" purge_keeps
  step "purged with debconf's answer, state and settings are gone" purge_all
}

apt_at() {
  local name=$1
  shift
  at "$name" env DEBIAN_FRONTEND=noninteractive apt-get "$@" -y > "$work/$name/apt.log" 2>&1 ||
    { cat "$work/$name/apt.log" >&2; return 1; }
}

# Files that stay; SQLite's own beside a database go when the daemon closes it.
holdings() { sh_at taobei 'cd / && find etc/unionsync var/lib/unionsync -type f ! -name "*.sqlite-*" | sort'; }

remove_keeps() {
  local before
  before=$(holdings)
  apt_at taobei remove unionsync
  expect 0 sh_at taobei 'pgrep -c -x unionsync || true'
  at taobei test ! -e /lib/systemd/system/unionsync-node.service
  at taobei test -s /var/lib/unionsync/node/journal.sqlite
  expect "$before" holdings
  note "$(wc -l <<< "$before") files"
}

install_again() {
  install_at taobei "$package"
  expect enabled at taobei systemctl is-enabled unionsync-node
  at taobei systemctl start unionsync-node
  within 30 areas_are_live 3
  at taobei unionsync node push /srv/taobei.txt | grep -q unchanged
}

purge_keeps() {
  apt_at taobei purge unionsync
  at taobei test -s /var/lib/unionsync/node/journal.sqlite
  at taobei test -s /etc/unionsync/node.key
}

purge_all() {
  install_at taobei "$package"
  sh_at taobei 'echo unionsync unionsync/purge-state boolean true | debconf-set-selections'
  apt_at taobei purge unionsync
  at taobei test ! -e /var/lib/unionsync
  at taobei test ! -e /etc/unionsync
  expect 'no unit' sh_at taobei 'systemctl cat unionsync-node > /dev/null 2>&1 || echo no unit'
}
