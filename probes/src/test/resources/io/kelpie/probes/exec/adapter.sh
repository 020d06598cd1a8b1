#!/bin/sh
# A double of a user's megakernel, and an example of an adapter: what it stamps is worked out, not measured. Tiles leave one after
# the other; a drain waits a round trip of $delay, at least 5 us, before each signal.
set -eu

number() { sed -n "s/.*\"$1\" *: *\([0-9][0-9]*\).*/\1/p" "$folder/$2" | head -n 1; }
word() { sed -n "s/.*\"$1\" *: *\"\([a-z_]*\)\".*/\1/p" "$folder/$2" | head -n 1; }

case $1 in
describe)
  cat <<'JSON'
{"version": 1,
 "environment": {"bench": "double 1.0"},
 "dimensions": {
   "tiles": {"range": [1, 4096]},
   "delay": {"range": [0, 1000000]},
   "ordering": {"set": ["drain", "same_qp", "none"]}}}
JSON
  ;;
run)
  folder=$2
  delay=$(number delay workload.json)
  echo request
  case ${KELPIE_DOUBLE-} in
  lies) echo '{"version": 1}' >"$folder/measurement.json" && exit ;;
  dies)
    echo 'no such GPU' >&2
    exit 3
    ;;
  esac
  if [ "$delay" -ge 1000000 ]; then
    echo fence
    sleep 60 # and its child has to go, too
  fi
  awk -v tiles="$(number tiles workload.json)" -v delay="$delay" -v ordering="$(word ordering workload.json)" \
    -v windows="$(number windows task.json)" 'BEGIN {
    trip = 5000 + 1000 * delay
    printf "{\"version\": 1, \"idleRoundTripSeconds\": %.9f, \"setupSeconds\": 0, \"windows\": [", trip / 1e9
    for (window = 0; window < windows; window++) {
      printf "%s[[", window ? ", " : ""
      proxy = 1000
      for (tile = 0; tile < tiles; tile++) {
        taken = proxy
        posted = taken + 200
        completed = posted + trip
        signalled = ordering == "drain" ? completed : posted
        seen = signalled + trip / 2
        printf "%s[0, 500, %d, %d, %d, %d, %d, %d]", tile ? ", " : "", taken, posted, completed, signalled, seen, seen + 100
        proxy = signalled + 200
      }
      printf "]]"
    }
    printf "], \"queueRequests\": [%d], \"integrity\": ", 2 * tiles
    printf "{\"checked\": %d, \"disordered\": 0, \"missing\": 0, \"corrupt\": 0, \"example\": \"\"}}\n", windows * tiles
  }' >"$folder/measurement.json"
  ;;
esac
