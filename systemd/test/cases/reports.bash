# Reports: a clerk drops a file, and the city's total moves.

test_reports() {
  step "a clerk of each office drops a report, and the city's total is their sum" drop_both
}

# People whom the winter's visits reached in 2017, as the seeds have it.
recipients=relief.winter.recipients

# total_is NUMBER: what the city says, to its commands.
total_is() {
  at city unionsync totals --year 2017 --format csv | grep "$recipients" | grep -F ",$1,"
}

# drop MACHINE REPORT INBOX: as a clerk, who belongs to the group and to nothing else.
drop() {
  local name
  name=$(basename "$2")
  put "$1" "$2" "/srv/$name"
  at "$1" id -u clerk > /dev/null 2>&1 || {
    at "$1" adduser --quiet --disabled-password --gecos '' clerk > /dev/null
    at "$1" adduser --quiet clerk unionsync
  }
  at "$1" su clerk -c "cp /srv/$name $3/"
}

drop_both() {
  drop zhenlai "$seeds/220821-zhenlai-2017.txt" /var/lib/unionsync/node/inbox
  drop taobei "$seeds/220802-taobei-2017.txt" /var/lib/unionsync/node/inbox
  # 1,300 and 569.
  within 15 total_is 1869
  expect '' at zhenlai ls /var/lib/unionsync/node/inbox
}
