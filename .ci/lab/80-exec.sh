# The adapter around perftest, on two devices: one run of 64 messages of 4 KiB.
# shellcheck shell=bash disable=SC2154,SC2317
report=probes/target/lab-exec.json

perftest_adapter() {
  "$lab" --devices 2 -- ./kelpie probe --probe exec --device docs/adapters/perftest --set signal=nothing --set ordering=none --json >"$report"
  [ $? -le 1 ] && grep -q '"tiles_per_second"' "$report"
}

check shell=bash disable=SC2154,SC2317
report=probes/target/lab-exec.json

perftest_adapter() {
  "$lab" --devices 2 -- ./kelpie probe --probe exec --device docs/adapters/perftest --set signal=nothing --set ordering=none --json >"$report" &&
    grep -q '"bench" *: *"ib_write_lat' "$report"
}

check "perftest as a probe" perftest_adapter
