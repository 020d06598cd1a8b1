# The megakernel on host threads over real queue pairs and over libfabric: its tests tagged "lab", and what they measured.
# shellcheck shell=bash disable=SC2154
report=probes/target/lab-tests.txt

megakernel_tests() {
  [ -s probes/target/test.classpath ] || { echo "not built: mvn verify first" && return 1; }
  "$lab" --devices 2 --delay 2ms --unproved -- "$(build-support/find-jdk)/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    --enable-native-access=ALL-UNNAMED -cp "$(cached "probes/target/test-classes:probes/target/classes:$(<probes/target/test.classpath)")" \
    org.junit.platform.console.ConsoleLauncher execute --select-class io.kelpie.probes.megakernel.MegakernelLabTest \
    --fail-if-no-tests --disable-banner --details tree --disable-ansi-colors | tee "$report"
  [ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -Eq '^\[ +[1-9][0-9]* tests (aborted|skipped)' "$report"
}

check "the megakernel at 2 ms" megakernel_tests
while IFS=: read -r name value; do
  measured "$name" "${value# }" ""
done < <(sed -n 's/^measured //p' "$report")
