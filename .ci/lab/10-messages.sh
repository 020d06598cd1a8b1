# No message between the lab and its guest is lost, whenever it comes.
# shellcheck shell=bash disable=SC2154
# shellcheck source=/dev/null
. native/softroce/messages

# all_heard PORT: of two thousand messages in two pieces, some of which come as a wait for them ends, each is heard, whole and once.
all_heard() {
  local port=$1 message i expected=0 waits=0
  for ((i = 0; i < 2000; i++)); do
    printf 'exit '
    sleep "0.00$((i % 10))"
    printf '%s \n' "$i"
  done >&"$port" &
  while [ "$expected" -lt 2000 ]; do
    hear "$port" 0.005 || { waits=$((waits + 1)) && [ "$waits" -lt 100000 ] && continue; }
    [ "$message" = "exit $expected " ] || { echo "heard \"$message\" for \"exit $expected \"" && return 1; }
    expected=$((expected + 1))
  done
}

mkfifo "$tally/port" && exec {port}<>"$tally/port"
check "a message in pieces is heard whole, however long it pauses" all_heard "$port"
exec {port}>&-
