# Disk: a full one is said and waited out, on both sides.

test_disk() {
  step "on a full disk an office refuses a report and says why" fill_office
  step "with room again it takes the report" free_office
  step "on a full disk the city takes nothing, and the office keeps it" fill_city
  step "with room again the city catches up by itself" free_city
}

# Takes what is left, to the last block.
fill() { sh_at "$1" 'dd if=/dev/zero of=/var/lib/unionsync/ballast bs=4k 2> /dev/null; df --output=avail /var/lib/unionsync | tail -1' | grep -x ' *0'; }

free() { at "$1" rm /var/lib/unionsync/ballast; }

fill_office() {
  sed 's/1350/1360/' "$seeds/revised/220821-zhenlai-2017.txt" > "$work/zhenlai.txt"
  put zhenlai "$work/zhenlai.txt" /srv/zhenlai.txt
  fill zhenlai
  expect 74 sh_at zhenlai 'unionsync node push /srv/zhenlai.txt > /tmp/answer 2>&1; echo $?'
  expect active at zhenlai systemctl is-active unionsync-node
  note "$(sh_at zhenlai 'tail -1 /tmp/answer')"
}

free_office() {
  free zhenlai
  at zhenlai unionsync node push /srv/zhenlai.txt > /dev/null
  # 1,360 and 579.
  within 15 total_is 1939
}

fill_city() {
  fill city
  sed 's/569/589/' "$seeds/220802-taobei-2017.txt" > "$work/taobei.txt"
  put taobei "$work/taobei.txt" /srv/taobei.txt
  at taobei unionsync node push /srv/taobei.txt > /dev/null
  within 15 says taobei unionsync-node 'lag 1'
  total_is 1939
  expect active at city systemctl is-active unionsync-aggregator
  note "$(at city systemctl show -P StatusText unionsync-aggregator)"
}

free_city() {
  free city
  # 1,360 and 589.
  within 60 total_is 1949
  within 30 areas_are_live 3
}
