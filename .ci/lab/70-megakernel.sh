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

# found: a hunt from random starts meets the drain's stall and runs remedies that end it.
found() {
  rm -rf target/lab-megakernel && "$lab" --devices 2 --delay 2ms --unproved -- \
    ./kelpie hunt --probe megakernel --device host/ibverbs --budget 32probes --seed 1 --symptom serialised --out target/lab-megakernel \
    --focus ordering --focus tiles --focus tile_bytes --focus peers | tee target/lab-megakernel.txt
  grep -Eq '^SERIALISED' target/lab-megakernel.txt && grep -Eq '^ +conditions +ordering = drain$' target/lab-megakernel.txt &&
    grep -Eq '^ +remedy .* brings back [0-9]+ %' target/lab-megakernel.txt
}

check "a hunt over queue pairs finds the drain and proves a remedy" found
