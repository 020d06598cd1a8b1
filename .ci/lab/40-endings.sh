# However a run ends, its status is right and its guest is gone.
# shellcheck shell=bash disable=SC2154

# start COMMAND…: the lab in the background, its process in $pid, until COMMAND has said "running".
start() {
  start_until running "$tally/out" "$@"
}

# start_until TEXT FILE COMMAND…: the same, until TEXT stands in the lab's $tally/out or $tally/err.
start_until() {
  local text=$1 file=$2
  shift 2
  : >"$tally/out"
  : >"$tally/err"
  env --default-signal=INT,QUIT "$lab" "$@" >"$tally/out" 2>"$tally/err" & # a background job ignores both
  pid=$!
  for ((i = 0; i < 1800; i++)); do
    grep -q "$text" "$file" && mapfile -t children < <(pgrep -P "$pid") && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$tally/err"
  return 1
}

# gone: no process of the lab's last run is left, within ten seconds.
gone() {
  for ((i = 0; i < 100; i++)); do
    { pgrep -f "softroce/runs/$pid/" || kill -0 "${children[@]}"; } >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  pgrep -af "softroce/runs/$pid/"
  ps -p "$(IFS=,; echo "${children[*]}")"
  return 1
}

# ended STATUS: the lab ends with STATUS, within five minutes.
ended() {
  local status
  for ((i = 0; i < 3000; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null
  wait "$pid"
  status=$?
  cat "$tally/err" "$tally/out"
  echo "status $status"
  [ "$status" -eq "$1" ]
}

check "a command starts" start -- bash -c 'trap "echo interrupted; exit 130" INT; echo running; while :; do sleep 0.2; done'
kill -INT "$pid"
check "an interrupt reaches the command, whose status comes back" ended 130
check "its last words come back" grep -q interrupted "$tally/out"
check "no process is left after an interrupt" gone

check "a command starts" start -- bash -c 'trap "exit 9" TERM; echo running; while :; do sleep 0.2; done'
kill -TERM "$pid"
check "a termination reaches the command" ended 9
check "no process is left after a termination" gone

check "a guest starts" start_until "ready after" "$tally/err" -- sleep 1000
kill -TERM "$pid"
check "a termination that comes before the command waits for it" ended 143
check "no process is left after it" gone

check "a command starts" start -- bash -c 'trap "" INT TERM; echo running; sleep 1000'
kill -INT "$pid" && sleep 2 && kill -INT "$pid" && sleep 2 && kill -INT "$pid"
check "a third signal ends a command that heeds none" ended 2
check "no process is left after it" gone

check "a command starts" start -- sh -c 'echo running; sleep 1000'
kill -KILL "$pid"
check "a killed lab has no status" ended 137
check "no process is left after the lab was killed" gone

check "a command starts" start -- sh -c 'echo running; echo c >/proc/sysrq-trigger' 
check "a kernel that panics each time ends in status 2" ended 2
check "five reboots were tried" grep -q "reboot 5 of 5" "$tally/err"
check "no process is left after a panic" gone

# shellcheck disable=SC2016 # for the guest's shell
check "a guest that falls silent is rebooted, and the command told to resume" start --silence 10 -- \
  bash -c 'echo "running ${KELPIE_LAB_RESUME:-first} $KELPIE_LAB_REBOOTS"; [ -n "${KELPIE_LAB_RESUME:-}" ] && exit 5; sync; sleep 1; pkill -STOP -f kelpie/host/guest; sleep 1000'
check "the second run's status counts" ended 5
check "the command ran again, once" grep -qx "running guest 1" "$tally/out"
check "no process is left after a reboot" gone

# shellcheck disable=SC2016 # for the guest's shell
check "a command asks for a fresh guest" start -- sh -c 'echo running; [ "$KELPIE_LAB_REBOOTS" = 1 ] && exit 4; touch "$KELPIE_LAB_REBOOT_REQUEST"'
check "and ends in it" ended 4
check "no process is left after it" gone

# shellcheck disable=SC2016 # for the guest's shell
check "a command that can be resumed crashes" start -- bash -c \
  'echo "running ${KELPIE_LAB_RESUME:-first}"; [ -n "${KELPIE_LAB_RESUME:-}" ] && exit 6; touch "$KELPIE_LAB_RESUMABLE"; kill -SEGV $$'
check "and goes on in the same guest" ended 6
check "told to resume" grep -qx "running command" "$tally/out"
check "no process is left after it" gone
check "a command that cannot be resumed crashes" start -- bash -c 'echo running; kill -SEGV $$'
check "and its status is told" ended 139
check "no process is left after that" gone
