# The archive to carry, in a guest where every JDK is hidden: it hunts on two Soft-RoCE devices with the runtime that it brings.
# shellcheck shell=bash disable=SC2016,SC2154
made=target/lab-archive
rm -rf "$made" && mkdir -p "$made"
trap 'rm -rf "$made"' EXIT

unpacked() { build-support/archive "$made/kelpie.tar.gz" && tar -xzf "$made/kelpie.tar.gz" -C "$made"; }

# hunted: one probe, whatever it shows; hangs alone would be pursued.
hunted() {
  local status=0
  "$lab" --devices 2 -- bash -c '
    for folder in /usr/lib/jvm /opt /usr/java; do [ ! -d "$folder" ] || mount -t tmpfs none "$folder"; done
    ! java -version || exit 3
    cp -r "$0/kelpie" /tmp/kelpie && cd /tmp &&
      env -i PATH=/usr/bin:/bin KELPIE_LAB="$KELPIE_LAB" kelpie/kelpie hunt --probe verbs --budget 1probes --symptom hang --json' "$made" >"$made/said" || status=$?
  tail -n 60 "$made/said"
  [ "$status" -le 1 ] && grep -q '"probe" : "verbs"' "$made/said"
}

check "an archive with its own runtime" unpacked
check "it hunts in a guest without Java" hunted
