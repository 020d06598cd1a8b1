#!/bin/sh
# Compiles the reproducer and runs it; ends with its status. Arguments go to it: [-p PORT] [-g GID-INDEX] [-n PAIRS] [DEVICE DEVICE...]
# 1 still there (or weaker), 0 gone, 3 cannot tell, 2 cannot run here.
cd "$(dirname "$0")" || exit 2
program=${TMPDIR:-/tmp}/kelpie-reproducer.$$
trap 'rm -f "$program"' EXIT
"${CC:-cc}" -std=c11 -O2 -Wall -Werror -o "$program" verbs.c -libverbs || exit 2
"$program" "$@"
