# The C program of a bundle, in fresh guests that run no Java: still there where its anomaly is, gone where it is not.
# shellcheck shell=bash disable=SC2154
made=target/lab-reproducer
rm -rf "$made" && mkdir -p "$made"
trap 'rm -rf "$made"' EXIT

# bundled: a bundle of the finding beside this file, unpacked.
bundled() {
  ./kelpie bundle .ci/lab/drain-per-tile --out "$made/bundle.zip" --pseudonyms "$made/pseudonyms.json" &&
    (cd "$made" && "$(../../build-support/find-jdk)/bin/jar" --extract --file bundle.zip)
}

# says STATUS VERDICT LAB-OPTION…: the program ends with STATUS and VERDICT in such a guest.
says() {
  local status=$1 verdict=$2 ended=0
  shift 2
  "$lab" --devices 2 "$@" -- env -i "$made/verbs" rxe0 rxe1 >"$made/said" 2>&1 || ended=$?
  tail -n 60 "$made/said"
  [ "$ended" -eq "$status" ] && grep -qx "verdict: $verdict" "$made/said"
}

# ratio: what the last guest measured.
ratio() {
  sed -n 's/^median ratio \([^ ]*\) over \([0-9]*\) pairs.*/\1 times its reference over \2/p' "$made/said"
}

check "a bundle of a finding" bundled
check "its program compiles" gcc -std=c11 -O2 -Wall -Wextra -Werror -o "$made/verbs" "$made"/anomaly-*/repro/verbs.c -libverbs
# A drain costs a round trip, a tile what the emulated processor makes of it: 10 ms outweigh the slowest machine.
check "still there on 6.12 at 10 ms" says 1 "STILL THERE" --delay 10ms --unproved
measured "drain per tile on 6.12 at 10 ms" "$(ratio)" pairs
check "gone on 6.1 without delay" says 0 GONE --kernel 6.1
measured "drain per tile on 6.1 without delay" "$(ratio)" pairs
