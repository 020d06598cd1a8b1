package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCountersTest {

  private static final String SNMP =
      """
      Ip: Forwarding InDiscards OutDiscards ReasmFails
      Ip: 1 4 5 6
      Tcp: RtoAlgorithm RetransSegs InErrs MaxConn
      Tcp: 1 7 8 -1
      Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors MemErrors
      Udp: 17 1 2 18 3 9 10 11
      """;

  @TempDir Path proc;

  @Test
  void readsOnlyWhatSpeaksOfLoss() throws IOException {
    write(SNMP, "0000000a 00000001 00000002 0\n000000fd ffffffff 00000003 0\n");
    Snapshot snapshot = source().read();

    assertThat(values(snapshot))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("host/ip/InDiscards", 4L),
                Map.entry("host/ip/OutDiscards", 5L),
                Map.entry("host/ip/ReasmFails", 6L),
                Map.entry("host/tcp/RetransSegs", 7L),
                Map.entry("host/tcp/InErrs", 8L),
                Map.entry("host/udp/InDatagrams", 17L),
                Map.entry("host/udp/OutDatagrams", 18L),
                Map.entry("host/udp/NoPorts", 1L),
                Map.entry("host/udp/InErrors", 2L),
                Map.entry("host/udp/RcvbufErrors", 3L),
                Map.entry("host/udp/SndbufErrors", 9L),
                Map.entry("host/udp/InCsumErrors", 10L),
                Map.entry("host/udp/MemErrors", 11L),
                Map.entry("host/softnet/processed", 0x107L),
                Map.entry("host/softnet/dropped", 0L),
                Map.entry("host/softnet/time_squeeze", 5L)));
  }

  @Test
  void wrapsProcessorsAtTheirOwnWidth() throws IOException {
    write(SNMP, "00000000 fffffffe 00000000\n00000000 00000005 00000000\n");
    Snapshot before = source().read();
    write(SNMP, "00000000 00000001 00000000\n00000000 00000006 00000000\n");
    Snapshot after = source().read();
    CounterDelta delta =
        CounterDelta.between(before, new Snapshot(before.nanoTime() + 1, after.samples()));

    assertThat(delta.reading("host/softnet/dropped").delta()).isEqualTo(4);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    write(SNMP.replace("RcvbufErrors", "Other"), "nonsense\n");
    Snapshot snapshot = source().read();

    assertThat(snapshot.reading("host/udp/RcvbufErrors"))
        .isEqualTo(new Reading.Unknown("not in net/snmp, or not a number"));
    assertThat(snapshot.reading("host/softnet/dropped"))
        .isEqualTo(new Reading.Unknown("not in net/softnet_stat, or not a number"));
    Files.delete(proc.resolve("net/snmp"));
    assertThat(source().read().reading("host/udp/InErrors"))
        .isEqualTo(new Reading.Unknown("net/snmp: no such file"));
  }

  @Test
  void takesNoPartialSumOverProcessors() {
    assertThat(HostCounters.softnet("00000001 00000002 00000003\n00000001\n")).isEmpty();
    assertThat(HostCounters.softnet("00000001 00000002 00000003\nxx 0 0\n")).isEmpty();
    assertThat(HostCounters.softnet("")).isEmpty();
  }

  @Test
  void agreesWithAnIndependentReadingOfThisHost() throws Exception {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isReadable(proc.resolve("net/snmp")), "no /proc/net/snmp here");
    HostCounters source = new HostCounters(proc, Ticker.SYSTEM);
    Map<String, Long> before = values(source.read());
    long between = awkUdp("InErrors");
    long squeezed = awkSqueezed();
    Map<String, Long> after = values(source.read());

    assertThat(between).isBetween(before.get("host/udp/InErrors"), after.get("host/udp/InErrors"));
    assertThat(squeezed)
        .isBetween(before.get("host/softnet/time_squeeze"), after.get("host/softnet/time_squeeze"));
  }

  private static long awkUdp(String name) throws Exception {
    return run(
        "awk '$1==\"Udp:\" { if (!n) { for (i=2;i<=NF;i++) if ($i==\""
            + name
            + "\") n=i } else print $n }' /proc/net/snmp");
  }

  private static long awkSqueezed() throws Exception {
    return run(
        "n=0; while read -r _ _ c _; do n=$((n + 16#$c)); done < /proc/net/softnet_stat; echo $n");
  }

  private static long run(String script) throws Exception {
    Process shell = new ProcessBuilder("bash", "-c", script).start();
    String text = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(shell.waitFor()).isZero();
    return Long.parseLong(text.strip());
  }

  @Test
  void parsersTakeAnything() {
    SplittableRandom random = new SplittableRandom(20261123);
    String softnet = "0000000a 00000001 00000002\n000000fd 00000003 00000004\n";
    for (int i = 0; i < 100_000; i++) {
      Map<String, Long> numbers = SnmpTable.parse(mutate(SNMP, random));
      assertThat(numbers.keySet()).allMatch(key -> key.indexOf('/') >= 0);
      Map<String, Long> sums = HostCounters.softnet(mutate(softnet, random));
      assertThat(sums.size()).isIn(0, 3);
      assertThat(sums.values()).allMatch(sum -> sum >= 0 && sum <= 0xffffffffL);
      String number = mutate("18446744073709551615\n", random);
      switch (CounterFile.parse(number)) {
        case Reading.Value(long value) ->
            assertThat(Long.toUnsignedString(value)).isEqualTo(stripZeros(number.strip()));
        case Reading.Unknown(String reason) ->
            assertThat(reason).hasSizeLessThan(80).matches("[\\x20-\\x7e…]+");
      }
    }
  }

  private static String stripZeros(String digits) {
    return digits.replaceFirst("^0+(?=.)", "");
  }

  /** A few edits of a text: characters changed, doubled or lost, lines cut, lines swapped. */
  private static String mutate(String text, SplittableRandom random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int edits = random.nextInt(4); edits > 0 && !mutated.isEmpty(); edits--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(5)) {
        case 0 -> mutated.setCharAt(at, (char) random.nextInt(256));
        case 1 -> mutated.insert(at, mutated.substring(at, Math.min(mutated.length(), at + 9)));
        case 2 -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(1, 30)));
        case 3 -> mutated.setLength(at);
        default -> mutated.setCharAt(at, " \n:0f-9".charAt(random.nextInt(7)));
      }
    }
    return mutated.toString();
  }

  private HostCounters source() {
    return new HostCounters(proc, new RecordedTree.Clock());
  }

  private void write(String snmp, String softnet) throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(proc.resolve("net/snmp"), snmp);
    Files.writeString(proc.resolve("net/softnet_stat"), softnet);
  }

  private static Map<String, Long> values(Snapshot snapshot) {
    return snapshot.samples().values().stream()
        .filter(sample -> sample.reading() instanceof Reading.Value)
        .collect(
            Collectors.toMap(
                sample -> sample.counter().id(),
                sample -> ((Reading.Value) sample.reading()).value()));
  }
}
