# What a command finds in the guest, and what comes back from it.
# shellcheck shell=bash disable=SC2016,SC2154
mkdir -p target
away=$(mktemp -d)
trap 'rm -rf "$away" target/lab-guest' EXIT
began=$(date +%s%3N)
"$lab" --devices 3 --share "$away/shared" -- bash -c '
  set -e
  out=target/lab-guest
  rm -rf $out && mkdir -p $out
  pwd >$out/pwd
  ulimit -l >$out/memlock
  ls /sys/class/net | sort | paste -sd " " >$out/netdevs
  ip route | grep -c default >$out/default || true
  ibv_devinfo >$out/devinfo
  cp "$KELPIE_LAB" $out/lab.json
  touch /etc/written-by-the-lab && echo gone >$out/overlay
  echo shared >"$1/shared/file"
  date +%s%3N >$out/java
  "$JAVA_HOME/bin/java" -version 2>>$out/java.version && date +%s%3N >>$out/java
  "$JAVA_HOME/bin/java" -version 2>>$out/java.version && date +%s%3N >>$out/java
  seq 200000 | tee /dev/stderr
  seq 200000 | sha256sum >$out/sum
  exit 7' - "$away" >"$tally/out" 2>"$tally/err"
status=$?
measured "a guest up, with java run twice, and gone" "$(($(date +%s%3N) - began))" ms
back=target/lab-guest
says() { grep -q -- "$1" "$2" || { tail -n 5 "$2" "$tally/err" && false; }; }

check "the command's status comes back" [ "$status" -eq 7 ]
check "it runs in the project's folder" says "^$PWD\$" $back/pwd
check "standard output comes back whole, alone" cmp <(seq 200000) "$tally/out"
check "standard error comes back whole, among the lab's notes" cmp <(seq 200000) <(grep -v '^lab: ' "$tally/err")
check "a shared folder comes back" says '^shared$' "$away/shared/file"
check "the host's root is not written to" [ ! -e /etc/written-by-the-lab ]
check "no network device but the links" says '^lan lan0 lan1 lan2 lo port0 port1 port2$' $back/netdevs
check "no route leads out" says '^0$' $back/default
check "memory may be locked" says unlimited $back/memlock
check "three devices" [ "$(grep -c '^hca_id:[[:space:]]*rxe[012]$' $back/devinfo)" -eq 3 ]
check "each with a path MTU of 4096" [ "$(grep -c 'active_mtu:[[:space:]]*4096' $back/devinfo)" -eq 3 ]
check "the conditions are told to the command" says '"kernel_version":"6\.12\.' $back/lab.json
check "java 25 or newer runs" says 'version "2[5-9]' $back/java.version
mapfile -t stamps <$back/java
measured "java -version, first" $((stamps[1] - stamps[0])) ms
measured "java -version, second" $((stamps[2] - stamps[1])) ms
