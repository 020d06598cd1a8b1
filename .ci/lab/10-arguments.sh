# What the lab refuses before it boots: one sentence and status 2.
# shellcheck shell=bash disable=SC2154
refused() {
  local said status
  said=$("$lab" "${@:2}" 2>&1)
  status=$?
  echo "status $status: $said"
  [ "$status" -eq 2 ] && [ "$(wc -l <<<"$said")" -eq 1 ] && grep -q -- "$1" <<<"$said"
}

check "no command" refused "no COMMAND" --devices 2
check "an unknown option" refused "unknown option --colour" --colour red -- true
check "an option without a value" refused "needs a value" --kernel
check "a kernel that is not offered" refused "6.1 or 6.12" --kernel 5.10 -- true
check "too many devices" refused "from 1 to 16" --devices 17 -- true
check "a delay without a unit" refused "is a time" --delay 2 -- true
check "a delay under 500us" refused "at least 500us" --delay 499us -- true
check "a loss over 100 %" refused "from 0 to 100" --loss 101 -- true
check "reordering without a delay" refused "needs a --delay" --reorder 25 -- true
check "a delay on one device" refused "--devices 2 or more" --devices 1 --delay 2ms -- true
check "a region that is no file" refused "is no file" --region /dev/shm -- true
check "a region that is no power of two" refused "power of two" --region native/softroce/lab -- true
