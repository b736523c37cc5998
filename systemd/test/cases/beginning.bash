# Beginning: the README's own commands, from nothing to the first total.

readme=$(realpath "$here/../../README.md")

test_beginning() {
  step "from apt install to the first total, by the README's commands" first_total
}

# readme_line START: the one command of the README that begins so, without its comment.
readme_line() {
  awk -v start="$1" '{ sub(/^sudo /, ""); sub(/ *#.*/, "") }
    index($0, start) == 1 { print; found = 1; exit } END { exit !found }' "$readme" ||
    fail "the README has no command '$1'"
}

# code MACHINE FILE: the line that is sent to the other side.
code() { at "$1" sed -n 's/^code: //p' "/etc/unionsync/$2"; }

# As if these two had never had the program.
forget() {
  sh_at "$1" 'echo unionsync unionsync/purge-state boolean true | debconf-set-selections'
  apt_at "$1" purge unionsync
  at "$1" test ! -e /etc/unionsync
  # At the city it is a disk of its own.
  expect '' sh_at "$1" 'ls -A /var/lib/unionsync 2> /dev/null || true'
}

first_total() {
  local begin line name
  forget city
  for name in city taobei; do put "$name" "$package" /root/unionsync.deb; done
  put taobei "$seeds/220802-taobei-2017.txt" /root/report.txt

  begin=$EPOCHREALTIME
  for name in city taobei; do
    at "$name" env DEBIAN_FRONTEND=noninteractive apt-get install -y /root/unionsync.deb
  done
  line=$(readme_line 'unionsync aggregator init')
  sh_at city "${line/stats.example.cn/city}"
  sh_at city "$(readme_line 'systemctl enable --now unionsync-aggregator')"
  line=$(readme_line 'unionsync node init')
  line=${line/220821/220802}
  sh_at taobei "${line/UC1\/…/$(code city unionsync-city.txt)}"
  sh_at taobei "$(readme_line 'systemctl enable --now unionsync-node')"
  line=$(readme_line 'unionsync keys authorize')
  sh_at city "${line/UN1\/220821\/…/$(code taobei unionsync-220802.txt)} --yes"
  line=$(readme_line 'unionsync node push')
  sh_at taobei "${line/2017年工作总结.docx//root/report.txt}"
  line=$(readme_line 'unionsync totals --year')
  within 60 has_total "$line"
  note "$(seconds_since "$begin") s"
}

has_total() { sh_at city "$1 --format csv" | grep "$recipients" | grep -F ",569,"; }
