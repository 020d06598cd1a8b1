# The verbs façade on two Soft-RoCE devices: the native module's tests tagged "lab", none of them skipped.
# shellcheck shell=bash disable=SC2154
report=native/target/lab-tests.txt

verbs_tests() {
  local classes=native/target/test-classes
  [ -s native/target/test.classpath ] || { echo "not built: mvn verify first" && return 1; }
  "$lab" --devices 2 -- "$(build-support/find-jdk)/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    --illegal-native-access=deny -cp "$(cached "$classes:native/target/classes:$(<native/target/test.classpath)")" \
    org.junit.platform.console.ConsoleLauncher execute --scan-class-path "$(cached $classes)" --include-tag lab \
    --fail-if-no-tests --disable-banner --details tree --disable-ansi-colors | tee "$report"
  [ "${PIPESTATUS[0]}" -eq 0 ] && grep -Eq '^\[ +0 tests aborted' "$report"
}

check "the verbs façade on two devices" verbs_tests
measured "verbs façade, tests passed on real queue pairs" "$(sed -nE 's/^\[ +([0-9]+) tests successful.*/\1/p' "$report")" tests
