# The links carry what their flags say: delay by ib_write_lat, loss and reordering by the devices' own counters.
# shellcheck shell=bash disable=SC2016,SC2154
mkdir -p target
trap 'rm -f target/lab-link' EXIT

# Runs perftest's $1 between rxe0 and rxe1 and prints its row; then what was lost or out of order in it.
traffic='
  tool=$1 && shift
  $tool -d rxe1 -x 1 "$@" >/tmp/server 2>&1 &
  until grep -q ":4853 .* 0A " /proc/net/tcp; do sleep 0.05; done
  $tool -d rxe0 -x 1 "$@" 127.0.0.1 >/tmp/client 2>&1 || { cat /tmp/client && exit 1; }
  wait
  cat /tmp/client /tmp/server
  cd /sys/class/infiniband
  grep -H "" rxe*/ports/1/hw_counters/{out_of_seq_request,rcvd_seq_err,completer_retry_err}
  tc -s qdisc show dev lan0
  awk "{ print \"softnet drops \" \$2 }" /proc/net/softnet_stat
  grep -h "" /sys/class/net/lan[01]/statistics/{rx,tx}_{dropped,errors} | paste -sd+ | xargs echo "device drops"
  grep Udp: /proc/net/snmp | tail -n 1
  cat "$KELPIE_LAB"'

# drive LAB-OPTIONS… -- PERFTEST…
# A machine too busy to prove a delay decides nothing here: the checks ask what does not depend on its speed, the rest is printed.
drive() {
  local options=(--unproved)
  while [ "$1" != -- ]; do options+=("$1") && shift; done
  shift
  "$lab" "${options[@]}" -- bash -c "$traffic" - "$@" >target/lab-link 2>"$tally/err" || { cat target/lab-link "$tally/err" && false; }
}
# value AWK-PROGRAM: a figure out of the last run.
value() { awk "$1" target/lab-link; }
holds() { awk "BEGIN { exit !($1) }"; }
counter() { awk -F: -v name="/$1\$" '$1 ~ name { sum += $2 } END { print sum + 0 }' target/lab-link; }

for kernel in 6.12 6.1; do
  for delay in 0ms 2ms; do
    check "$kernel, $delay: an idle write" drive --kernel $kernel --delay $delay -- ib_write_lat -s 8 -n 300
    measured "$kernel, $delay: idle ib_write_lat, 8 B, half a round trip, least and median" "$(value '$1 == 8 && NF >= 8 { print $3, $5; exit }')" us
    measured "$kernel, $delay: $(grep -m 1 ' devices, ' "$tally/err" | sed 's/^lab: //'), ready after" \
      "$(sed -nE 's/^lab: ready after (.*) s$/\1/p' "$tally/err")" s
  done
  # Timers fire late, never early, and more or less late from one second to the next.
  least=$(value '$1 == 8 && NF >= 8 { print $3; exit }')
  given=$(sed -nE 's/.*"netem_delay_us":([0-9]+).*/\1/p' target/lab-link)
  check "$kernel: a round trip with a delay of 2ms takes no less than what netem holds it, at least 0.5ms" \
    holds "2 * ${least:-0} >= 2 * ${given:-0} && 2 * ${given:-0} >= 500"
done

check "64 KiB writes at a path MTU of 4096" drive -- ib_write_bw -s 65536 -m 4096 -D 3
check "the path MTU is 4096" grep -q 'Mtu *: 4096' target/lab-link
measured "6.12, 0ms: ib_write_bw, 64 KiB" "$(value '$1 == 65536 { print $4; exit }')" MiB/s
check "no counter moves on a clean link" holds "$(counter out_of_seq_request) + $(counter completer_retry_err) == 0"
check "nothing is dropped on a clean link" [ "$(grep -c -E '^softnet drops 0+$|^device drops (0\+)*0$|dropped 0,' target/lab-link)" -eq 4 ]

check "64 KiB writes with 1 % of loss" drive --loss 1 -- ib_write_bw -s 65536 -m 4096 -n 500
measured "6.12, 1 % loss: ib_write_bw, 64 KiB" "$(value '$1 == 65536 { print $4; exit }')" MiB/s
measured "6.12, 1 % loss: out of sequence" "$(counter out_of_seq_request)" packets
check "a loss is seen by the receiver" holds "$(counter out_of_seq_request) > 0"
check "netem says that it dropped" holds "$(value '/dropped/ { gsub(/[^0-9 ]/, ""); print $3; exit }') > 0"

check "64 KiB writes with 25 % overtaking" drive --delay 2ms --reorder 25 -- ib_write_bw -s 65536 -m 4096 -n 100
measured "6.12, 2 ms, 25 % reordered: out of sequence" "$(counter out_of_seq_request)" packets
check "reordering is seen by the receiver" holds "$(counter out_of_seq_request) > 0"
