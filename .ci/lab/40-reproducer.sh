# The C programs of bundles, in fresh guests that run no Java: still there where the anomaly is, gone where it is not.
# shellcheck shell=bash disable=SC2154
made=target/lab-reproducer
rm -rf "$made" && mkdir -p "$made"
trap 'rm -rf "$made"' EXIT

# bundled ANOMALY: a bundle of the finding beside this file, unpacked.
bundled() {
  mkdir -p "$made/$1" &&
    ./kelpie bundle ".ci/lab/$1" --out "$made/$1/bundle.zip" --pseudonyms "$made/pseudonyms.json" &&
    (cd "$made/$1" && "$(../../../build-support/find-jdk)/bin/jar" --extract --file bundle.zip)
}

# compiled ANOMALY: its program, without a warning.
compiled() {
  gcc -std=c11 -O2 -Wall -Wextra -Werror -o "$made/$1/verbs" "$made/$1"/anomaly-*/repro/verbs.c -libverbs
}

# says ANOMALY STATUS VERDICT LAB-OPTION…: its program ends with STATUS and VERDICT in such a guest.
says() {
  local anomaly=$1 status=$2 verdict=$3 ended=0
  shift 3
  "$lab" --devices 2 "$@" -- env -i "$made/$anomaly/verbs" rxe0 rxe1 >"$made/said" 2>&1 || ended=$?
  tail -n 60 "$made/said"
  [ "$ended" -eq "$status" ] && grep -qx "verdict: $verdict" "$made/said"
}

# ratio: what the last guest measured.
ratio() {
  sed -n 's/^median ratio \([^ ]*\) over \([0-9]*\) pairs.*/\1 times its reference over \2/p' "$made/said"
}

for anomaly in drain-per-tile inline-write-before-its-data; do
  check "a bundle of $anomaly" bundled $anomaly
  check "the program of $anomaly compiles" compiled $anomaly
done
# A drain costs a round trip, a tile what the emulated processor makes of it: 10 ms outweigh the slowest machine.
check "a drain per tile is still there on 6.12 at 10 ms" says drain-per-tile 1 "STILL THERE" --delay 10ms --unproved
measured "drain per tile on 6.12 at 10 ms" "$(ratio)" pairs
check "and gone on 6.1 without delay" says drain-per-tile 0 GONE --kernel 6.1
measured "drain per tile on 6.1 without delay" "$(ratio)" pairs
check "an inline write is still seen before its data on 6.12" \
  says inline-write-before-its-data 1 "STILL THERE" --delay 2ms --unproved
check "and never on 6.1" says inline-write-before-its-data 0 GONE --delay 2ms --unproved --kernel 6.1
