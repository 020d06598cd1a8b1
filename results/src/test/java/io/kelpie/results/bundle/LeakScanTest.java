package io.kelpie.results.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakScanTest {
  private static final String KEY = "07".repeat(32);
  private static final int PLANTED = 550;

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static Redaction learned(SeededSite site, Pseudonyms pseudonyms) {
    Redaction redaction = new Redaction(Vocabulary.ofEveryBundle(), pseudonyms, List.of());
    site.files().values().forEach(text -> redaction.learn(text, Origin.SITE));
    site.files().values().forEach(redaction::learnSiblings);
    return redaction;
  }

  private static Set<LeakScan.Leak> leaks(SeededSite site, Collection<Identity> known) {
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), known);
    Set<LeakScan.Leak> leaks = new HashSet<>();
    site.files().forEach((name, text) -> leaks.addAll(scan.scan(name, text, Origin.SITE)));
    return leaks;
  }

  /** As what it is, by nothing but its form and what stands around it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyPlantedIdentifierIsFound(long seed) {
    SeededSite site = new SeededSite(seed, PLANTED);
    assertThat(leaks(site, List.of()))
        .as("seed %d", seed)
        .extracting(LeakScan.Leak::identity)
        .containsAll(site.planted().stream().map(SeededSite.Planted::identity).toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachPlaceOfAKnownIdentifierIsFound(long seed) {
    SeededSite site = new SeededSite(seed, PLANTED);
    Redaction redaction = learned(site, Pseudonyms.keyed(KEY));
    assertThat(leaks(site, redaction.known()))
        .as("seed %d", seed)
        .containsAll(
            site.lines().stream()
                .map(line ->
                    new LeakScan.Leak(line.file(), line.number(), line.planted().identity()))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingPlantedIsLeftAfterRedaction(long seed) {
    SeededSite site = new SeededSite(seed, PLANTED);
    Redaction redaction = learned(site, Pseudonyms.keyed(KEY));
    SortedMap<String, String> redacted = new TreeMap<>();
    site.files().forEach((name, text) -> redacted.put(name, redaction.text(text, Origin.SITE)));
    String all = normal(String.join("\n", redacted.values()));
    for (SeededSite.Planted planted : site.planted()) {
      for (String form : planted.forms()) {
        assertThat(all).as("seed %d: %s", seed, planted).doesNotContain(normal(form));
      }
    }
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), redaction.known());
    List<LeakScan.Leak> leaks = new ArrayList<>();
    redacted.forEach((name, text) -> leaks.addAll(scan.scan(name, text, Origin.SITE)));
    assertThat(leaks).as("seed %d", seed).isEmpty();
  }

  /** In each line in which it stands, in whatever form; and no two share one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void onePlantedIdentifierHasOnePseudonymThroughout(long seed) {
    SeededSite site = new SeededSite(seed, PLANTED);
    Pseudonyms pseudonyms = Pseudonyms.keyed(KEY);
    Redaction redaction = learned(site, pseudonyms);
    SortedMap<String, List<String>> redacted = new TreeMap<>();
    site.files()
        .forEach(
            (name, text) -> redacted.put(name, redaction.text(text, Origin.SITE).lines().toList()));
    assertThat(site.planted().stream().map(each -> pseudonyms.of(each.identity())))
        .doesNotHaveDuplicates()
        .hasSize(PLANTED);
    for (SeededSite.Line line : site.lines()) {
      if (!line.within()) {
        assertThat(Objects.requireNonNull(redacted.get(line.file())).get(line.number() - 1))
            .as("seed %d: %s", seed, line)
            .contains(pseudonyms.of(line.planted().identity()));
      }
    }
  }

  @Test
  void whatAScanIsToldOfIsFoundWithoutContext() {
    Identity host = new Identity(Identity.Kind.NODE, "borealis");
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), List.of(host));
    assertThat(scan.scan("a.log", "one\nlost (BOREALIS)\n", Origin.SITE))
        .containsExactly(new LeakScan.Leak("a.log", 2, host));
    assertThat(scan.scan("a.log", "aurora-borealisms", Origin.SITE)).isEmpty();
  }

  /** As {@code ip address} shows a pair of virtual interfaces. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "02:00:00:00:00:00",
        "02-00-00-00-00-00",
        "0200.0000.0000",
        "enx020000000000 up",
        "iface020000000000",
        "(020000000000)"
      })
  void aKnownAddressIsFoundHoweverItIsParted(String text) {
    Identity port = new Identity(Identity.Kind.PORT, "020000000000");
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), List.of(port));
    assertThat(scan.scan("a.log", text, Origin.SITE))
        .extracting(LeakScan.Leak::identity)
        .contains(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.020000000000000004", "1.0020000000000", "4020000000000"})
  void aNumberWithItsDigitsIsNoAddress(String text) {
    Identity port = new Identity(Identity.Kind.PORT, "020000000000");
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), List.of(port));
    assertThat(scan.scan("runs.jsonl", text, Origin.DATA)).isEmpty();
  }

  @Test
  void anInterfaceAtItsPeerIsNeitherAUserNorAHost() {
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), List.of());
    assertThat(
            scan.scan(
                "env/ip-link.txt", "6: lan1@port1: <BROADCAST,UP> mtu 9000 qdisc", Origin.SITE))
        .isEmpty();
    assertThat(scan.scan("logs/agent.log", "alice@gpu017: <disk full> mtu unchanged", Origin.SITE))
        .extracting(leak -> leak.identity().value())
        .containsExactlyInAnyOrder("alice", "gpu017");
  }

  /** The rest of a counter's id is no path because its device has a pseudonym. */
  @Test
  void whatFollowsAPseudonymIsReadAsWhatFollowsAName() {
    Redaction redaction =
        new Redaction(
            Vocabulary.ofEveryBundle(),
            Pseudonyms.keyed(KEY),
            List.of(new Identity(Identity.Kind.NODE, "gpu017")));
    String text =
        redaction.text(
            "{\"counter\":\"gpu017/ethtool/rx_queue_0_drops\"} gpu017:/lustre/x7/a.yaml",
            Origin.DATA);
    assertThat(text).startsWith("{\"counter\":\"node-").contains("/ethtool/rx_queue_0_drops\"}");
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), redaction.known());
    assertThat(scan.scan("counters/anomaly.json", text, Origin.DATA)).isEmpty();
    String left = Pseudonyms.ANYWHERE.matcher(text).replaceAll("$0 /lustre/x7/b.yaml");
    assertThat(scan.scan("counters/anomaly.json", left, Origin.DATA))
        .extracting(leak -> leak.identity().value())
        .contains("/lustre/x7/b.yaml");
  }

  /** The letter of a tab or a line's end is none of the name that follows it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\\tgpu017", "lost\\ngpu017", "\\u0009gpu017", "\\tfe80::1e40:6cff:fec9:e3a1"})
  void whatFollowsAnEscapeIsFound(String text) {
    Identity host = new Identity(Identity.Kind.NODE, "gpu017");
    Redaction redaction =
        new Redaction(Vocabulary.ofEveryBundle(), Pseudonyms.keyed(KEY), List.of(host));
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), List.of(host));
    String json = "{\"unknown\":\"" + text + "\"}";
    assertThat(scan.scan("evidence/runs.jsonl", json, Origin.DATA)).hasSize(1);
    String redacted = redaction.text(json, Origin.DATA);
    assertThat(redacted).doesNotContain("gpu017").doesNotContain("1e40:");
    assertThat(scan.scan("evidence/runs.jsonl", redacted, Origin.DATA)).isEmpty();
  }

  /** A job's number may be a counter's value too; in words it is the job. */
  @Test
  void aNumberInQuotesIsAName() {
    Identity job = new Identity(Identity.Kind.JOB, "2412737");
    Redaction redaction =
        new Redaction(Vocabulary.ofEveryBundle(), Pseudonyms.keyed(KEY), List.of(job));
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), redaction.known());
    String value = "{\"delta\":2412737.0,\"after\":2412737}\n17,\"step \"\"b\"\"\",2412737\n";
    assertThat(redaction.text(value, Origin.DATA)).isEqualTo(value);
    assertThat(scan.scan("evidence/runs.jsonl", value, Origin.DATA)).isEmpty();
    for (String text : List.of("{\"unknown\":\"step 2412737.0 of \\\"it\\\"\"}", "1,\"2412737\"")) {
      assertThat(redaction.text(text, Origin.DATA)).doesNotContain("2412737").contains("job-");
      assertThat(scan.scan("evidence/runs.jsonl", text, Origin.DATA))
          .extracting(LeakScan.Leak::identity)
          .containsExactly(job);
    }
    assertThat(redaction.text("in step 2412737", Origin.PROSE)).startsWith("in step job-");
    assertThat(scan.scan("README.md", "in step 2412737", Origin.PROSE)).hasSize(1);
  }

  @Test
  void oneThingHasOneNameWhateverItIsWrittenAs() {
    Redaction redaction =
        new Redaction(Vocabulary.ofEveryBundle(), Pseudonyms.keyed(KEY), List.of());
    String text =
        """
        link/ether b8:ce:f6:0a:bb:cc
        inet6 fe80::bace:f6ff:fe0a:bbcc/64
        node_guid: b8ce:f603:000a:bbcc
        renamed from enxb8cef60abbcc
        Nov 25 04:00:00 gpu017 kernel: up
        gpu017.hpc.example.org answers
        GID ::ffff:10.1.2.3 of 10.1.2.3
        """;
    redaction.learn(text, Origin.SITE);
    redaction.learnSiblings(text);
    List<String> lines = redaction.text(text, Origin.SITE).lines().toList();
    String port = name("port", lines.get(0));
    assertThat(lines.get(0)).isEqualTo("link/ether b8:ce:f6:" + port);
    assertThat(lines.get(1)).isEqualTo("inet6 fe80::" + port + "/64");
    assertThat(lines.get(2)).isEqualTo("node_guid: " + port);
    assertThat(lines.get(3)).isEqualTo("renamed from enx" + port);
    assertThat(name("node", lines.get(4))).isEqualTo(name("node", lines.get(5)));
    String ip = name("ip", lines.get(6));
    assertThat(lines.get(6)).isEqualTo("GID ::ffff:" + ip + " of " + ip);
  }

  /** What makes evidence readable stays: devices, PCI addresses, versions, firmware, times. */
  @Test
  void whatIdentifiesNobodyStays() {
    Redaction redaction =
        new Redaction(Vocabulary.ofEveryBundle(), Pseudonyms.keyed(KEY), List.of());
    String text =
        """
        2026-11-25T04:00:01,123456+00:00 mlx5_core 0000:3b:00.0: firmware version: 20.31.1014
        3b:00.0 Ethernet controller: Mellanox Technologies MT28908 Family [ConnectX-6]
        PSID MT_0000000222, kernel 6.12.117+deb12-amd64, libibverbs.so.1.14.44.0, 04:00:01
        /sys/class/infiniband/mlx5_0/ports/1/hw_counters/out_of_sequence = 1234567890123456
        link/loopback 00:00:00:00:00:00, node_guid 0000:00ff:fe00:0000
        127.0.0.1 ::1 0.0.0.0 255.255.255.0 ff:ff:ff:ff:ff:ff 12.5 MB/s, 3/4 of std::vector
        "ordering" : "nic_fence", 0.1234567890123456, 1.234E-10, qpn 0x0011
        """;
    redaction.learn(text, Origin.SITE);
    assertThat(redaction.text(text, Origin.SITE)).isEqualTo(text);
    LeakScan scan = new LeakScan(Vocabulary.ofEveryBundle(), redaction.known());
    assertThat(scan.scan("env/ip-link.txt", text, Origin.SITE)).isEmpty();
  }

  private static String name(String kind, String line) {
    var matcher = Pseudonyms.ANYWHERE.matcher(line);
    while (matcher.find()) {
      if (matcher.group().startsWith(kind)) {
        return matcher.group();
      }
    }
    throw new AssertionError("no " + kind + " in " + line);
  }
}
