package io.kelpie.results.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.results.Findings;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Hunts;
import io.kelpie.results.JournalFile;
import io.kelpie.search.Finding;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.UsageException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
  /** One in so many of a site's lines stands in a run; it is not a multiple of a site's kinds. */
  private static final int TOLD = 4;

  private static final Bundle.Here HERE = new Bundle.Here("workstation9", "annika");

  @TempDir private Path folder = Path.of("");
  private Path hunt = Path.of("");
  private Path anomaly = Path.of("");

  @BeforeEach
  void hunt() {
    hunt = folder.resolve("hunt");
    try (HuntFolder made = HuntFolder.create(hunt, Hunts.file())) {
      made.journal(false, word -> {}).close();
      anomaly = made.save(Findings.serialised());
    }
  }

  private static Bundle.Options options(Path out) {
    return new Bundle.Options(out, null, List.of(), false, false);
  }

  private static String text(BundleFile bundle, String name) {
    byte[] content = bundle.files().get(name);
    assertThat(content).as(name).isNotNull();
    return new String(content, StandardCharsets.UTF_8);
  }

  private void write(String file, String text) throws Exception {
    Path path = file.startsWith("env/") ? hunt.resolve(file) : anomaly.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void theSameInputGivesTheSameBytes() throws Exception {
    write("logs/kernel.log", "Nov 25 04:00:00 gpu017 kernel: eth0: link up\n");
    Path one = folder.resolve("one.zip");
    Path other = folder.resolve("other.zip");
    Bundle.of(anomaly, options(one), HERE);
    Bundle.of(anomaly, options(other), HERE);
    assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(other));
    assertThat(BundleFile.read(one).anomaly().finding()).isEqualTo(Findings.serialised());
  }

  /** What others told a probe stands in the journal, in counters, samples and notes too. */
  @Test
  void nothingThatIdentifiesTheSiteLeaves() throws Exception {
    SeededSite site = new SeededSite(42, 550);
    List<String> lines = site.oneLineEach();
    Path told = folder.resolve("told");
    try (HuntFolder made = HuntFolder.create(told, Hunts.counting(List.of("rxe0/1/hw/naks")));
        JournalFile journal = made.journal(false, word -> {})) {
      Finding finding = Findings.noted(Findings.serialised(), lines);
      anomaly = made.save(finding);
      for (int line = 0; line < lines.size(); line += TOLD) {
        journal.append(telling(finding, 1 + line / TOLD, lines.get(line)));
      }
    }
    hunt = told;
    for (var file : site.files().entrySet()) {
      write(file.getKey(), file.getValue());
    }
    write("logs/own.log", "annika@workstation9 started it on project Nessie\n");
    Path out = folder.resolve("b.zip");
    Bundle.Made made =
        Bundle.of(anomaly, new Bundle.Options(out, null, List.of("Nessie"), false, false), HERE);
    assertThat(made.replaced())
        .containsKeys("node", "user", "ip", "port", "serial", "path", "job", "secret", "hidden");
    BundleFile bundle = BundleFile.read(out);
    Pseudonyms pseudonyms = Pseudonyms.open(hunt.resolve(Bundle.PSEUDONYMS));
    assertThat(bundle.files().keySet()).containsAll(site.files().keySet());
    bundle
        .files()
        .forEach((name, content) -> {
          String text = new String(content, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
          for (SeededSite.Planted planted : site.planted()) {
            for (String form : planted.forms()) {
              assertThat(text)
                  .as("%s: %s", name, planted)
                  .doesNotContain(form.toLowerCase(Locale.ROOT));
            }
          }
          assertThat(text).doesNotContain("nessie").doesNotContain("annika");
          assertThat(text).doesNotContain("workstation9");
        });
    for (int planted = 0; planted < lines.size(); planted++) {
      String name = pseudonyms.of(site.planted().get(planted).identity());
      assertThat(text(bundle, "finding.json")).contains(name);
      assertThat(text(bundle, "README.md")).contains(name);
      if (planted % TOLD == 0) {
        assertThat(text(bundle, "evidence/runs.jsonl")).contains(name);
        assertThat(text(bundle, "evidence/samples.csv")).contains(name);
        assertThat(text(bundle, "counters/anomaly.json")).contains(name);
      }
    }
    assertThat(Files.readString(hunt.resolve(Bundle.PSEUDONYMS)))
        .contains("annika")
        .contains("Nessie");
  }

  /** A histogram is written in base64, in which anything may stand that looks like a path. */
  @Test
  void theHistogramsCanBeRead() {
    Random random = new Random(3);
    Path timed = folder.resolve("timed");
    Finding finding = Findings.serialised();
    Path found;
    int runs = 400;
    try (HuntFolder made = HuntFolder.create(timed, Hunts.file());
        JournalFile journal = made.journal(false, word -> {})) {
      found = made.save(finding);
      for (int run = 1; run <= runs; run++) {
        journal.append(timed(finding, run, 1e-4 * (1 + 50 * random.nextDouble())));
      }
    }
    Path out = folder.resolve("b.zip");
    Bundle.of(found, options(out), HERE);
    EncodableHistogram histogram =
        new HistogramLogReader(
                new ByteArrayInputStream(
                    text(BundleFile.read(out), "evidence/latency.hlog")
                        .getBytes(StandardCharsets.UTF_8)))
            .nextIntervalHistogram();
    assertThat(histogram.getTag()).isEqualTo("anomaly");
    assertThat(((AbstractHistogram) histogram).getTotalCount()).isEqualTo(runs);
  }

  private static ProbeRecord timed(Finding finding, long number, double pass) {
    return new ProbeRecord(
        number,
        Ledger.CONFIRMATION,
        "same queue pairs",
        finding.workload(),
        Budget.search(number),
        new Measurement(
            new Outcome.Completed(),
            List.of(new Flow("forward", 64, 64 << 12, List.of(pass))),
            List.of(),
            List.of(),
            Integrity.UNCHECKED,
            List.of(),
            List.of(),
            0,
            0,
            pass),
        null,
        number);
  }

  /** A run of an anomaly in whose free texts a line of the site stands. */
  private static ProbeRecord telling(Finding finding, long number, String line) {
    return new ProbeRecord(
        number,
        Ledger.CONFIRMATION,
        line,
        finding.workload(),
        Budget.search(number),
        new Measurement(
            new Outcome.Failed("crash", line),
            List.of(new Flow("forward", 64, 64 << 12, List.of(1e-4))),
            List.of(),
            List.of(),
            new Integrity(64, 0, 0, 0, line),
            List.of(),
            List.of(new CounterReading("rxe0/1/hw/naks", null, null, null, null, line)),
            0,
            0,
            1e-4),
        null,
        number);
  }

  /** Kelpie's own words say nothing of a site; in the site's logs they are names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "effect",
        "drain",
        "write",
        "version",
        "samples",
        "window",
        "p99",
        "kelpie",
        "bash",
        "RC",
        "ib_write_bw",
        "serialised",
        "conditions",
        "signals_per_fence"
      })
  void aHostAndAUserMayBeNamedLikeAWordOfTheFormat(String word) throws Exception {
    write("logs/kernel.log", "Nov 25 04:00:00 " + word + " kernel: eth0: link up\n");
    write("env/id.txt", "uid=1000(" + word + ") SLURM_JOB_NAME=" + word + "\n");
    Path plain = folder.resolve("plain.zip");
    Path named = folder.resolve("named.zip");
    Bundle.of(anomaly, options(plain), HERE);
    Bundle.of(anomaly, options(named), new Bundle.Here(word, word));

    BundleFile bundle = BundleFile.read(named);
    assertThat(bundle.anomaly().finding()).isEqualTo(Findings.serialised());
    for (String own : List.of("README.md", "repro/run.sh", "repro/perftest-nearest.sh")) {
      assertThat(text(bundle, own)).isEqualTo(text(BundleFile.read(plain), own));
    }
    assertThat(text(bundle, "logs/kernel.log")).startsWith("Nov 25 04:00:00 node-");
    assertThat(text(bundle, "env/id.txt")).doesNotContain(word);
  }

  /**
   * Soft-RoCE over a pair of virtual interfaces: the counters' ids have slashes, {@code ip} writes
   * interfaces as if they were users at hosts, and a user is named like one of the counters.
   */
  @Test
  void aHuntOnSoftRoceLeavesWithItsCounters() throws Exception {
    List<String> ids =
        List.of(
            "host/udp/InErrors",
            "lan1/ethtool/rx_queue_0_drops",
            "lan1/net/multicast",
            "lan1/net/tx_aborted_errors",
            "rxe0/1/hw/retry_exceeded_err",
            "rxe1/1/hw/out_of_seq_request");
    Path real = folder.resolve("real");
    Path found;
    try (HuntFolder made = HuntFolder.create(real, Hunts.counting(ids))) {
      made.journal(false, word -> {}).close();
      found = made.save(Findings.serialised());
    }
    Files.createDirectories(real.resolve("env"));
    Files.writeString(
        real.resolve("env/ip-address.txt"),
        """
        5: port1@lan1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000 qdisc noqueue master lan state UP
        6: lan1@port1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000 qdisc netem state UP
            inet 10.77.0.2/24 scope global lan1
        """);
    Files.createDirectories(found.resolve("logs"));
    Files.writeString(
        found.resolve("logs/agent.log"), "owner: multicast, in /scratch/multicast/rxe0/run-1\n");
    Path out = folder.resolve("b.zip");
    Bundle.of(found, options(out), HERE);
    BundleFile bundle = BundleFile.read(out);
    assertThat(bundle.anomaly().place().counters())
        .extracting(Counter::id)
        .containsExactlyElementsOf(ids);
    assertThat(text(bundle, "env/ip-address.txt"))
        .contains("port1@lan1: <")
        .contains("lan1@port1: <")
        .doesNotContain("10.77.0.2");
    assertThat(text(bundle, "logs/agent.log"))
        .startsWith("owner: user-")
        .doesNotContain("multicast")
        .doesNotContain("scratch");
  }

  /** What {@code .ci/lab/40-reproducer.sh} runs in the lab. */
  @ParameterizedTest
  @CsvSource({
    "drain-per-tile, SERIALISED, DRAIN",
    "inline-write-before-its-data, DISORDER, NO_ORDER"
  })
  void theLabsFindingsLeave(String anomalyFolder, String symptom, String ordering) {
    Path out = folder.resolve("b.zip");
    Path pseudonyms = folder.resolve("pseudonyms.json");
    Bundle.of(
        Path.of("..", ".ci", "lab", anomalyFolder),
        new Bundle.Options(out, pseudonyms, List.of(), false, false),
        HERE);
    assertThat(text(BundleFile.read(out), "repro/verbs.c"))
        .contains("#define SYMPTOM " + symptom)
        .contains(".ordering = " + ordering);
  }

  @Test
  void aGoodputWithoutItsRunsHasNoBound() {
    Finding plain = Findings.serialised();
    Finding low =
        Findings.reduced(plain, Symptom.LOW_GOODPUT, plain.workload(), plain.conditions());
    Path alone;
    try (HuntFolder made = HuntFolder.create(folder.resolve("alone"), Hunts.file())) {
      alone = made.save(low);
    }
    Path out = folder.resolve("b.zip");
    assertThatThrownBy(() -> Bundle.of(alone, options(out), HERE))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("bundle it where its hunt's journal is");
    assertThat(out).doesNotExist();
  }

  @Test
  void whatEveryBundleIsWrittenWithCannotBeHidden() {
    Path out = folder.resolve("b.zip");
    assertThatThrownBy(() ->
            Bundle.of(anomaly, new Bundle.Options(out, null, List.of("deri"), false, false), HERE))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--hide deri cannot be done: every bundle is written with ordering, which has it in"
                + " it; hide a longer word");
    assertThat(out).doesNotExist();
  }

  @Test
  void aModelsAnomalyLeavesOnlyByThatName() {
    Path simulated;
    try (HuntFolder made = HuntFolder.create(folder.resolve("model"), Hunts.file())) {
      simulated = made.save(Findings.simulated());
    }
    Path out = folder.resolve("b.zip");
    assertThatThrownBy(() -> Bundle.of(simulated, options(out), HERE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--simulated");
    assertThat(out).doesNotExist();
    Bundle.of(simulated, new Bundle.Options(out, null, List.of(), true, false), HERE);
    BundleFile bundle = BundleFile.read(out);
    assertThat(text(bundle, "README.md")).startsWith("# SIMULATED").contains("a model said this");
    assertThat(text(bundle, "repro/verbs.c")).contains("#define TITLE \"SIMULATED ");
  }

  @Test
  void rawFilesGoInWhenAskedFor() throws Exception {
    Files.createDirectories(anomaly.resolve("vendor"));
    Files.write(anomaly.resolve("vendor/sysinfo.tgz"), new byte[] {0x1f, (byte) 0x8b, 0, 0});
    Path out = folder.resolve("b.zip");
    Bundle.Made without = Bundle.of(anomaly, options(out), HERE);
    assertThat(without.leftOut()).singleElement().asString().contains("vendor/sysinfo.tgz");
    assertThat(BundleFile.read(out).files()).doesNotContainKey("vendor/sysinfo.tgz");
    Bundle.of(anomaly, new Bundle.Options(out, null, List.of(), false, true), HERE);
    assertThat(BundleFile.read(out).files()).containsKey("vendor/sysinfo.tgz");
    assertThat(BundleFile.read(out).about().vendorRaw()).isTrue();
  }

  @Test
  void whatNobodyCanReadIsNoLog() throws Exception {
    write("logs/core", "ELF\0\0\0");
    assertThatThrownBy(() -> Bundle.of(anomaly, options(folder.resolve("b.zip")), HERE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is not text");
  }

  @Test
  void linksInTheFoldersAreNotFollowed() throws Exception {
    Path secret = Files.writeString(folder.resolve("shadow"), "root:$6$secret");
    Files.createDirectories(anomaly.resolve("logs"));
    Files.createSymbolicLink(anomaly.resolve("logs/agent.log"), secret);
    Path out = folder.resolve("b.zip");
    Bundle.of(anomaly, options(out), HERE);
    assertThat(BundleFile.read(out).files()).doesNotContainKey("logs/agent.log");
  }

  @Test
  void theKernelsLogIsCutToTheHunt() {
    String log =
        """
        2026-11-25T03:00:00,000000+00:00 old
        2026-11-25T04:00:05,000000+00:00 in it
          without a time
        """;
    assertThat(SiteRecord.since(log, Instant.parse("2026-11-25T04:00:00Z")))
        .isEqualTo("2026-11-25T04:00:05,000000+00:00 in it\n  without a time\n");
  }

  /** The reproducer is what a vendor compiles: without a warning, and it refuses politely. */
  @Test
  void theProgramCompilesWithoutAWarning() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/include/infiniband/verbs.h")),
        "skipped: no infiniband/verbs.h; apt-get install libibverbs-dev");
    Path out = folder.resolve("b.zip");
    Bundle.of(anomaly, options(out), HERE);
    Path source = folder.resolve("verbs.c");
    Files.writeString(source, text(BundleFile.read(out), "repro/verbs.c"));
    for (List<String> more : List.of(List.of("-Wextra", "-O2"), List.of("-O0"))) {
      List<String> command =
          new java.util.ArrayList<>(List.of("gcc", "-std=c11", "-Wall", "-Werror"));
      command.addAll(more);
      command.addAll(
          List.of("-o", folder.resolve("verbs").toString(), source.toString(), "-libverbs"));
      assertThat(status(command)).as(command.toString()).isZero();
    }
    assertThat(status(List.of(folder.resolve("verbs").toString(), "no_such_device0"))).isEqualTo(2);
  }

  private static int status(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
