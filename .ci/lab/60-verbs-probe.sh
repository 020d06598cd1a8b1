# The verbs probe on real queue pairs: its tests tagged "lab", those that need the same lab in one, and what they measured.
# shellcheck shell=bash disable=SC2154
report=probes/target/lab-tests.txt

# probe_tests CLASS… -- LAB-OPTION…: runs test classes, none of it skipped.
probe_tests() {
  local classes=()
  while [ "$1" != -- ]; do classes+=(--select-class "io.kelpie.probes.verbs.$1") && shift; done
  shift
  [ -s probes/target/test.classpath ] || { echo "not built: mvn verify first" && return 1; }
  "$lab" "$@" -- "$(build-support/find-jdk)/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$(cached "probes/target/test-classes:probes/target/classes:$(<probes/target/test.classpath)")" \
    org.junit.platform.console.ConsoleLauncher execute "${classes[@]}" --fail-if-no-tests --disable-banner --details tree --disable-ansi-colors | tee "$report"
  [ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -Eq '^\[ +[1-9][0-9]* tests (aborted|skipped)' "$report"
}

# figures: the lines "measured NAME: VALUE" of the last report.
figures() {
  local name value
  while IFS=: read -r name value; do
    measured "$name" "${value# }" ""
  done < <(sed -n 's/^measured //p' "$report")
}

check "the verbs probe, the contract of every probe, and put-only bandwidth beside ib_write_bw" \
  probe_tests VerbsProbeLabTest VerbsProbeContractLabTest BandwidthLabTest -- --devices 2
figures
check "the four cells at 2 ms" probe_tests FourCellsLabTest -- --devices 2 --delay 2ms --unproved
figures
check "disorder caught by content" probe_tests DisorderLabTest -- --devices 2 --delay 2ms --unproved --reorder 25
figures
