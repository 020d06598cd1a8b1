# The megakernel on host threads outside of the guest, its proxy in the guest over real queue pairs, over memory that both map.
# shellcheck shell=bash disable=SC2154
report=probes/target/lab-outside.txt
tests=io.kelpie.probes.megakernel.MegakernelLabTest

outside_tests() {
  [ -s probes/target/test.classpath ] || { echo "not built: mvn verify first" && return 1; }
  native/softroce/outside host --devices 2 --delay 2ms --unproved -- "$(build-support/find-jdk)/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    --enable-native-access=ALL-UNNAMED -cp "$(cached "probes/target/test-classes:probes/target/classes:$(<probes/target/test.classpath)")" \
    org.junit.platform.console.ConsoleLauncher execute --select-method "$tests#everyOrderArrivesWholeByEveryHandover" \
    --select-method "$tests#coupledStallsAndDecoupledDoesNot" \
    --fail-if-no-tests --disable-banner --details tree --disable-ansi-colors | tee "$report"
  [ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -Eq '^\[ +[1-9][0-9]* tests (aborted|skipped)' "$report"
}

check "a kernel outside, queue pairs inside, at 2 ms" outside_tests
while IFS=: read -r name value; do
  measured "$name" "${value# }" ""
done < <(sed -n 's/^measured //p' "$report")
