package io.kelpie.results;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Detail;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.probes.Stamp;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.Steering;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.oracle.Twins;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Hunt folders for tests. */
public final class StoredHunt {
  /** Where workloads are silent, fail and miss their bound for one cause, and stall beside it. */
  public static final List<Condition> SHORT_OF_RECEIVES =
      List.of(
          new Condition("qp_type", Values.Members.of("rc")),
          new Condition("opcode", Values.Members.of("send")),
          new Condition("ordering", Values.Members.of("same_qp", "drain")),
          new Condition("receives_posted", new Values.Range(1, 4)),
          new Condition("post_list", new Values.Range(8, 64)),
          new Condition("rnr_retries", new Values.Range(0, 6)));

  private StoredHunt() {}

  /** A hunt on the model that meets drains from its first probe on, in its folder. */
  public static Path hunted(Path path, long probes) {
    return hunted(path, probes, 1, "drain");
  }

  /** A hunt on the model for one kind of ordering. */
  public static Path hunted(Path path, long probes, long seed, String ordering) {
    return hunted(path, probes, seed, ordering, System::nanoTime);
  }

  /** A hunt on the model, on a machine whose time is another. */
  public static Path hunted(
      Path path, long probes, long seed, String ordering, LongSupplier nanoClock) {
    List<Condition> pins = List.of(new Condition("ordering", Values.Members.of(ordering)));
    hunt(path, probes, seed, pins, _ -> new HuntListener() {}, nanoClock);
    return path;
  }

  /** A hunt on the model that a listener is told of while it goes on. */
  public static <L extends HuntListener> L listened(
      Path path, long probes, List<Condition> pins, Function<HuntFile, L> listener) {
    return hunt(path, probes, 1, pins, listener, System::nanoTime);
  }

  private static <L extends HuntListener> L hunt(
      Path path,
      long probes,
      long seed,
      List<Condition> pins,
      Function<HuntFile, L> listener,
      LongSupplier nanoClock) {
    try (ModelProbe probe = new ModelProbe()) {
      Asked asked =
          new Asked(
              "model",
              null,
              null,
              null,
              null,
              "random",
              seed,
              probes + "probes",
              pins,
              List.of(),
              Steering.NONE);
      HuntFile file = HuntFile.starting(asked, Place.of(probe.description(), "0.1.0"));
      try (HuntFolder folder = HuntFolder.create(path, file);
          JournalFile journal = folder.journal(false, _ -> {})) {
        L told = listener.apply(file);
        HuntListener saving =
            new HuntListener() {
              @Override
              public void probed(ProbeRecord run, boolean live) {
                told.probed(run, live);
              }

              @Override
              public void found(Finding finding) {
                folder.save(finding);
                told.found(finding);
              }
            };
        folder.save(new Hunt(file.settings(), probe, journal, saving, nanoClock).run());
        return told;
      }
    }
  }

  public static void deleteAllButTheJournal(Path hunt) throws IOException {
    try (Stream<Path> files = Files.walk(hunt)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        String name = String.valueOf(file.getFileName());
        if (!file.equals(hunt) && !List.of("hunt.json", "journal.jsonl").contains(name)) {
          Files.delete(file);
        }
      }
    }
  }

  /** A hunt with one anomaly, whose every free text is one of {@code texts} in turn. */
  public static Path told(Path path, List<String> texts) {
    Teller teller = new Teller(texts);
    try (HuntFolder folder = HuntFolder.create(path, teller.file());
        JournalFile journal = folder.journal(false, _ -> {})) {
      Finding finding = teller.finding();
      folder.save(finding);
      List<ProbeRecord> runs = teller.runs(finding);
      runs.forEach(journal::append);
      folder.save(
          new HuntResult(
              List.of(finding),
              Map.of(Ledger.SEARCH, new LedgerTotals(runs.size(), 1)),
              1,
              10,
              "budget",
              Map.of(teller.next(), teller.next()),
              List.of(teller.next())));
    }
    return path;
  }

  /**
   * The journal of a long night: search probes of every kind, and anomalies at even distances, each
   * confirmed in detail.
   */
  public static Path large(Path path, int runs, int anomalies) {
    Teller teller = new Teller(List.of("large"));
    try (HuntFolder folder = HuntFolder.create(path, Hunts.file());
        JournalFile journal = folder.journal(false, _ -> {})) {
      List<ProbeRecord> told = new ArrayList<>();
      List<Finding> findings = new ArrayList<>();
      while (told.size() < runs) {
        if (findings.size() < anomalies
            && told.size() >= (long) runs * findings.size() / (anomalies + 1)) {
          Finding finding = Findings.numbered(findings.size(), told.size() + 1);
          findings.add(finding);
          teller.pursue(told, finding);
        }
        teller.search(told, Workloads.random(told.size()));
      }
      List<ProbeRecord> kept = told.subList(0, runs);
      findings.forEach(folder::save);
      kept.forEach(journal::append);
      folder.save(
          new HuntResult(
              findings,
              Map.of(Ledger.SEARCH, new LedgerTotals(runs, 1)),
              0,
              runs * 0.5,
              "budget",
              Map.of(),
              List.of()));
    }
    return path;
  }

  private static final class Teller {
    private static final int TILES = 64;

    private final List<String> texts;
    private final List<Counter> counters = new ArrayList<>();
    private int told;

    Teller(List<String> texts) {
      this.texts = texts;
      for (int i = 0; i < 26; i++) {
        String name = i + next();
        counters.add(
            new Counter(
                next() + "/" + name,
                name,
                texts.get((told - 1) % texts.size()),
                CounterKind.MONOTONIC,
                64,
                next(),
                CounterScope.PORT,
                CounterRole.LINK,
                CounterClass.DIAGNOSTIC,
                1,
                next()));
      }
    }

    String next() {
      return texts.get(told++ % texts.size());
    }

    HuntFile file() {
      Description description =
          new Description(
              next(),
              false,
              Hunts.limits(),
              null,
              counters,
              Map.of("device", next(), "kernel" + next(), next(), "b", next(), "c", next()));
      Asked asked = Hunts.asked(1);
      HuntFile plain = HuntFile.starting(asked, Place.of(description, next()));
      return new HuntFile(
          plain.version(),
          plain.hunt(),
          asked,
          plain.thresholds(),
          plain.minimisingRuns(),
          plain.place(),
          new Host(next(), next(), next(), 2, next()),
          plain.published(),
          plain.started());
    }

    Finding finding() {
      Finding plain = Findings.serialised();
      List<Counterfactual> ran =
          plain.counterfactuals().stream()
              .map(each ->
                  new Counterfactual(next(), each.workload(), each.restoration(), each.runs()))
              .toList();
      return FindingBuilder.like(plain)
          .title(next())
          .changes(ran.getFirst(), ran)
          .signature(signature())
          .notes(texts.stream().map(text -> text + next()).toList())
          .firstProbe(2)
          .build();
    }

    private Signature signature() {
      TreeMap<String, Double> perPacket = new TreeMap<>();
      counters.forEach(counter -> perPacket.put(counter.placed(), 0.5));
      return new Signature(perPacket);
    }

    List<ProbeRecord> runs(Finding finding) {
      List<ProbeRecord> runs = new ArrayList<>();
      add(runs, Ledger.CALIBRATION, "idle baseline", Workload.initial(), 1e-5);
      pursue(runs, finding);
      add(runs, Ledger.MINIMISING, next(), finding.workload(), 1e-3);
      return runs;
    }

    void search(List<ProbeRecord> runs, Workload workload) {
      double pass = 1e-5 * (1 + runs.size() % 89);
      long number = runs.size() + 1L;
      runs.add(
          new ProbeRecord(
              number,
              Ledger.SEARCH,
              "search",
              workload,
              Budget.search(number),
              measurement(pass, false),
              "clean",
              number * 0.5));
    }

    void pursue(List<ProbeRecord> runs, Finding finding) {
      add(runs, Ledger.SEARCH, "search", finding.workload(), 1e-3);
      String repeat = "repeat of " + runs.size();
      add(runs, Ledger.CONFIRMATION, repeat, finding.workload(), 1e-3);
      for (int pair = 0; pair < 12; pair++) {
        add(runs, Ledger.CONFIRMATION, "same queue pairs", finding.workload(), 1e-3);
        add(
            runs,
            Ledger.CONFIRMATION,
            "same queue pairs, reference",
            Twins.of(finding.workload()),
            1e-4);
      }
      for (Counterfactual change : finding.counterfactuals()) {
        String purpose = "counterfactual: " + change.name();
        add(runs, Ledger.CONFIRMATION, purpose, change.workload(), 2e-4);
      }
    }

    private void add(
        List<ProbeRecord> runs, Ledger ledger, String purpose, Workload workload, double pass) {
      long number = runs.size() + 1L;
      runs.add(
          new ProbeRecord(
              number,
              ledger,
              purpose,
              workload,
              Budget.search(number).inDetail(),
              measurement(pass, true),
              ledger == Ledger.SEARCH ? "anomalous" : null,
              number * 0.5));
    }

    private Measurement measurement(double pass, boolean detailed) {
      String flow = next();
      return new Measurement(
          new Outcome.Completed(),
          List.of(new Flow(flow, TILES, 8192, List.of(pass, pass * 1.01, pass * 0.99))),
          Arrays.stream(Stage.values())
              .map(stage -> new StageTime(stage, pass / 7, pass / 9, 0.4))
              .toList(),
          List.of(new Sojourn(4096, 6, pass, pass, pass, pass, pass)),
          new Integrity(TILES, 0, 0, 0, ""),
          List.of(),
          counters.stream()
              .map(counter ->
                  told % 3 == 0
                      ? new CounterReading(counter.id(), null, null, null, null, next())
                      : new CounterReading(counter.id(), 1.0, 3.0, 2.0, 2 / pass, null))
              .toList(),
          1e-5,
          0,
          pass,
          detailed ? detail(flow, (long) (pass * 1e9 / (TILES + 8))) : null);
    }

    /** Tiles that are served one after another. */
    private static Detail detail(String flow, long nanos) {
      List<List<Long>> stamps =
          Arrays.stream(Stamp.values())
              .map(stamp ->
                  LongStream.range(0, TILES)
                      .map(tile ->
                          nanos * stamp.ordinal() + (stamp.ordinal() < 2 ? 0 : nanos * tile))
                      .boxed()
                      .toList())
              .toList();
      List<Long> buckets = LongStream.rangeClosed(1, 60).map(each -> each * nanos).boxed().toList();
      List<Long> counts = buckets.stream().map(_ -> 6L).toList();
      return new Detail(flow, TILES, stamps, List.of(new Detail.Latencies(4096, buckets, counts)));
    }
  }
}
