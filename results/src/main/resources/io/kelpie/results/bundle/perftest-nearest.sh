#!/bin/sh
# The nearest that perftest can do. DEVICE and DEVICE2 name two ports that reach each other; -x GID-INDEX may have to be added.
#
# What it cannot show: perftest sends tiles or signals, never both on one queue pair; it sets no fence and has no drain between a
# transfer and its signal. The anomaly needs the ordering "@ORDERING@" of the signal "@SIGNAL@" behind each tile. Expect both
# commands below to look healthy where verbs.c does not: their figures are what tiles and signals cost apart.
set -e
: "${DEVICE:?name the first device}" "${DEVICE2:?name the second device}"

@TILES@ -d "$DEVICE2" &
sleep 1
@TILES@ -d "$DEVICE" 127.0.0.1
wait

@SIGNALS@ -d "$DEVICE2" &
sleep 1
@SIGNALS@ -d "$DEVICE" 127.0.0.1
wait
