# Steps: each asserts one sentence and prints one line, so that the output is the transcript.

passed=0
# A step's own words about what it measured; steps run in processes of their own.
note_file=$work/note

note() { printf '%s' "$*" > "$note_file"; }

# Why the step fails, in one line; then it ends.
fail() {
  echo "  $*" >&2
  exit 1
}

# Seconds since the first argument, with one decimal.
seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# within SECONDS COMMAND…: until the command succeeds; what it says is shown only when time is up.
within() {
  local limit=$1 begin=$EPOCHREALTIME
  shift
  until "$@" > "$work/last-answer" 2>&1; do
    if awk -v a="$begin" -v b="$EPOCHREALTIME" -v l="$limit" 'BEGIN { exit !(b - a > l) }'; then
      cat "$work/last-answer" >&2
      fail "not within $limit s: $*"
    fi
    sleep 0.2
  done
}

# expect WANTED COMMAND…: the command's answer is exactly this.
expect() {
  local wanted=$1 answer
  shift
  answer=$("$@") || fail "failed: $*"
  [ "$answer" = "$wanted" ] || fail "'$answer' instead of '$wanted': $*"
}

# step SENTENCE FUNCTION…: the function runs with `set -e`, which a condition would switch off.
step() {
  local sentence=$1 begin=$EPOCHREALTIME status=0 number=$((passed + 1))
  shift
  : > "$note_file"
  (
    set -eE
    trap 'echo "  line $LINENO: $BASH_COMMAND" >&2' ERR
    "$@"
  ) > "$work/step.log" 2>&1 &
  wait $! || status=$?
  if [ -s "$note_file" ]; then sentence+=": $(cat "$note_file")"; fi
  if [ "$status" -ne 0 ]; then
    say "not ok $number – $sentence ($(seconds_since "$begin") s)"
    tail -20 "$work/step.log"
    show_journals
    say "$passed passed, 1 failed"
    exit 1
  fi
  passed=$number
  say "ok $number – $sentence ($(seconds_since "$begin") s)"
}

# A step that this machine can't show; said loudly, as nothing was shown.
unshown() { say "SKIPPED – $1: $2"; }

say() { printf '%s\n' "$*" | tee -a "$transcript"; }
