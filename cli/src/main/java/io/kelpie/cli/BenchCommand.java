package io.kelpie.cli;

import io.kelpie.bench.ModelSpeed;
import io.kelpie.bench.Planted;
import io.kelpie.bench.ReplayRates;
import io.kelpie.bench.lab.LabBench;
import io.kelpie.bench.lab.LabRow;
import io.kelpie.bench.published.Published;
import io.kelpie.bench.published.PublishedPlot;
import io.kelpie.bench.published.PublishedText;
import io.kelpie.bench.published.Refit;
import io.kelpie.bench.search.CellRace;
import io.kelpie.bench.search.CellTable;
import io.kelpie.bench.search.CleanNights;
import io.kelpie.bench.search.CleanProbes;
import io.kelpie.bench.search.Collie4d;
import io.kelpie.bench.search.DiscoveryResult;
import io.kelpie.bench.search.DiscoveryTable;
import io.kelpie.bench.search.KnownCell;
import io.kelpie.bench.search.Recognition;
import io.kelpie.bench.search.Reductions;
import io.kelpie.bench.search.SearchBench;
import io.kelpie.bench.search.SearchTable;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.Profile;
import io.kelpie.results.Asked;
import io.kelpie.search.HuntSettings;
import io.kelpie.search.oracle.Interval;
import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kelpie bench}: what Kelpie itself is judged by. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures Kelpie itself. cell: search probes that strategies need until they have found what any distant device serialises by. clean: how many nights on a device without defect accuse it. clean-probes: whom the anomalies of random workloads on it are laid to, and whether remedies gain what a closed form says. collie: the Collie paper's own comparison in its four dimensions, beside what it published. discovery: how soon strategies by themselves meet what profiles have, which costs less than search. lab: the model, calibrated by put-only runs in a lab alone, beside what its orderings cost there. mfs: how well the conditions of each anomaly of the model's profiles fit where it shows. model: probes and tiles a second of the model. planted: whether the model's profiles hold what they say. published: every published figure beside the model's. recognise: whether anomalies that other hunts met are known again. replay: how often a replay on a shared cluster tells the truth. search: how soon strategies find what profiles have, and how much of what they claim is there.")
final class BenchCommand implements Callable<Integer> {
  /** The benches. */
  enum Bench {
    CELL,
    CLEAN,
    CLEAN_PROBES,
    COLLIE,
    DISCOVERY,
    LAB,
    MFS,
    MODEL,
    PLANTED,
    PUBLISHED,
    RECOGNISE,
    REPLAY,
    SEARCH;

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(
      paramLabel = "NAME",
      description =
          "cell, clean, clean-probes, collie, discovery, lab, mfs, model, planted, published, recognise, replay or search")
  private Bench bench = Bench.CELL;

  @Mixin private ProbeChoice probes = new ProbeChoice();

  @Mixin private SpaceChoice space = new SpaceChoice();

  @Mixin private SteeringChoice steering = new SteeringChoice();

  @Mixin private SearchChoice search = new SearchChoice();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Seeds 1 to N; of clean, nights; of mfs, workloads that each anomaly is reduced from; of recognise, hunts that find each. Default: ${DEFAULT-VALUE}.")
  private int seeds = 5;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of recognise: seed of the first of the --seeds hunts. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--cap",
      paramLabel = "N",
      defaultValue = "100",
      description = "Search probes after which a hunt gives up. Default: ${DEFAULT-VALUE}.")
  private int cap = 100;

  @Option(
      names = "--cells",
      paramLabel = "NAME",
      split = ",",
      description =
          "Of cell: what is raced to, drain, fence (a NIC fence behind an atomic), window or go-back-n; a hunt ends when it found all of them. Default: fence.")
  private List<String> cells = List.of();

  @Option(
      names = "--reduce",
      paramLabel = "N",
      defaultValue = "400",
      description =
          "Of cell: the most runs that reducing one anomaly may take. Default: ${DEFAULT-VALUE}.")
  private int reducing = HuntSettings.MINIMISING_RUNS;

  @Option(
      names = "--replays",
      paramLabel = "N",
      defaultValue = "200",
      description = "Of replay: how often either is replayed. Default: ${DEFAULT-VALUE}.")
  private int replays = 200;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Of clean-probes: random workloads. Default: ${DEFAULT-VALUE}.")
  private int draws = 20_000;

  @Option(
      names = "--refit",
      description =
          "Of published: fits each free parameter anew and prints it beside the committed one.")
  private boolean refit;

  @Option(
      names = "--strategies",
      paramLabel = "NAME",
      split = ",",
      description =
          "Default: kelpie,random; of search and discovery all, or of --quick three. Of discovery also kelpie-no-PART, the default strategy without a part.")
  private List<String> strategies = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Keeps finished runs, and goes on from them; of cell a folder, with a folder of each hunt.")
  private @Nullable Path out;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return switch (bench) {
      case CELL -> cell();
      case CLEAN -> clean();
      case CLEAN_PROBES -> cleanProbes();
      case COLLIE -> collie();
      case DISCOVERY -> discovery();
      case LAB -> lab();
      case MFS -> mfs();
      case MODEL -> model();
      case PLANTED -> planted();
      case PUBLISHED -> published();
      case RECOGNISE -> recognise();
      case REPLAY -> replay();
      case SEARCH -> search();
    };
  }

  private int refit() {
    List<Refit> fits = Refit.run();
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(fits));
    } else {
      fits.forEach(fit ->
          stdout.printf(
              "%s is %d %s; fitted to %s within %d to %d it is %d%n",
              fit.parameter(),
              fit.committed(),
              fit.unit(),
              fit.row(),
              fit.low(),
              fit.high(),
              fit.fitted()));
    }
    return ExitStatus.CLEAN.code();
  }

  private int published() {
    if (refit) {
      return refit();
    }
    Published.Result result = new Published().run();
    search.draw(PublishedPlot.of(result));
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(result));
    } else {
      stdout.print(PublishedText.of(result));
    }
    return ExitStatus.CLEAN.code();
  }

  private int search() {
    SearchBench bench = search.bench(strategies, seeds);
    SearchBench.Ran ran = bench.run(out, spec.commandLine().getErr()::println);
    search.draw(ran.plot());
    print(ran.result(), SearchTable.of(ran.result()));
    return ExitStatus.CLEAN.code();
  }

  private int discovery() {
    DiscoveryResult result =
        search.discovery(strategies, seeds).run(out, spec.commandLine().getErr()::println);
    print(result, DiscoveryTable.of(result));
    return ExitStatus.CLEAN.code();
  }

  private int clean() {
    CleanNights nights = search.nights(strategies, seeds);
    CleanNights.Result result = nights.run(out, spec.commandLine().getErr()::println);
    print(
        result,
        "SIMULATED %d nights of %d search probes on a clean device, noise of %s%naccuse it       %d (%s)%nclaim wrongly   %d (%s)%nclaims          %d, %d of them wrong%nown, misjudged  %d%n"
            .formatted(
                result.nights(),
                result.probes(),
                result.noise(),
                result.accusing(),
                share(result.accusingShare()),
                result.wrong(),
                share(result.wrongShare()),
                result.claims(),
                result.wrongClaims(),
                result.ownMisjudged()));
    return ExitStatus.CLEAN.code();
  }

  private int lab() {
    LabBench.Result result;
    try (Probe probe = probes.open()) {
      result = new LabBench(probe, out).run(spec.commandLine().getErr()::println);
    }
    if (json) {
      spec.commandLine().getOut().print(StrictJson.page(result));
      return ExitStatus.CLEAN.code();
    }
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.printf(
        "%sfitted to put-only runs: one way %.1f us, a packet %.1f us and its payload at %.1f MB a second%n",
        result.simulated() ? "SIMULATED " : "",
        result.fit().oneWayNanos() * 1e-3,
        result.fit().packetNanos() * 1e-3,
        result.fit().bytesPerSecond() * 1e-6);
    for (LabBench.Row row : result.rows()) {
      LabRow measured = row.measured();
      stdout.printf(
          "%-13s delay %5d us %6d B depth %3d  measured %8.1f us a tile, model %8.1f (%+.0f %%)%n",
          measured.cell(),
          measured.delay(),
          measured.bytes(),
          measured.depth(),
          measured.seconds() * 1e6,
          row.model() * 1e6,
          100 * row.error());
    }
    stdout.printf("furthest off  %.0f %%%n", 100 * result.worst());
    return ExitStatus.CLEAN.code();
  }

  private int collie() {
    Collie4d.Result result = new Collie4d(seeds).run(spec.commandLine().getErr()::println);
    StringBuilder text = new StringBuilder();
    text.append(
        "SIMULATED %d hunts of each strategy in collie-4d, minutes to the k-th anomaly%n%-26s%4s%11s%10s%9s%n"
            .formatted(result.seeds(), "", "k", "published", "median", "reached"));
    for (Collie4d.Point point : result.points()) {
      Double median = point.median();
      text.append(
          "%-26s%4d%11d%10s%7.0f %%%s%n"
              .formatted(
                  point.strategy(),
                  point.k(),
                  point.published(),
                  median == null ? "never" : "%.0f".formatted(median),
                  100 * point.reached(),
                  point.held() ? point.within() ? "  within 1.5" : "  off" : ""));
    }
    text.append(
        "%d of %d points within a factor of 1.5%n".formatted(result.within(), result.held()));
    print(result, text.toString());
    return ExitStatus.CLEAN.code();
  }

  private int cleanProbes() {
    CleanProbes.Result result = new CleanProbes(draws).run(spec.commandLine().getErr()::println);
    StringBuilder text = new StringBuilder();
    for (CleanProbes.Row row : result.rows()) {
      text.append(
          "%-12s %-9s %6d, gain predicted of %5d, within %.0f %% %5d, median error %s; %s%n"
              .formatted(
                  row.symptom(),
                  row.doing(),
                  row.anomalies(),
                  row.predicted(),
                  100 * CleanProbes.TOLERANCE,
                  row.within(),
                  percent(row.error()),
                  row.remedy() == null ? "no remedy" : row.remedy()));
    }
    result.examples().forEach(example -> text.append(example).append('\n'));
    text.append(
        "SIMULATED %d random probes of a device without defect%nanomalies  %d%naccuse it  %d%nno remedy  %d%npredicted  %d, of which %d within %.0f %%, median error %s%n"
            .formatted(
                result.probes(),
                result.anomalies(),
                result.accusing(),
                result.unknown(),
                result.predicted(),
                result.within(),
                100 * CleanProbes.TOLERANCE,
                percent(result.medianError())));
    print(result, text.toString());
    return ExitStatus.CLEAN.code();
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "none" : "%.1f %%".formatted(100 * share);
  }

  private int mfs() {
    Reductions.Result result = search.reductions(seeds).run(spec.commandLine().getErr()::println);
    print(
        result,
        "SIMULATED %d reductions, noise of %s%nmissed     %d%nprecision  %s, median of %d draws inside%nrecall     %s, median of %d draws that show the anomaly%ncost       %s runs, median%ndoing      %s right%nno draw shows %s%n"
            .formatted(
                result.rows().size(),
                result.noise(),
                result.missed(),
                result.precision(),
                result.draws(),
                result.recall(),
                result.draws(),
                result.cost(),
                result.doingRight(),
                result.unshown()));
    return ExitStatus.CLEAN.code();
  }

  private int recognise() {
    Recognition.Result result =
        search.recognition(seeds, seed).run(spec.commandLine().getErr()::println);
    print(
        result,
        "SIMULATED %d findings, seeds %d to %d, noise of %s%nrecognised  %.1f %% of %d repeats (%s)%nmerged      %.1f %% of %d pairs of two anomalies (%s), %d of them of one symptom%n"
            .formatted(
                result.findings(),
                result.seed(),
                result.seed() + seeds - 1,
                result.noise(),
                100 * result.recognised(),
                result.repeats(),
                share(result.recognisedInterval()),
                100 * result.merged(),
                result.strangers(),
                share(result.mergedInterval()),
                result.alike()));
    return ExitStatus.CLEAN.code();
  }

  private static String share(Interval interval) {
    return "%.2f to %.2f %%, 95 %%".formatted(100 * interval.low(), 100 * interval.high());
  }

  private void print(Object result, String text) {
    spec.commandLine().getOut().print(json ? StrictJson.page(result) : text);
  }

  private int planted() {
    List<String> chosen = probes.profile() == null ? Profile.names() : List.of(probes.profile());
    Planted.Result result = new Planted().run(chosen);
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(result));
    } else {
      for (Planted.Row row : result.rows()) {
        stdout.printf(
            "%-12s %-12s %-7s %6.2fx slower, paused %5.1f %%, %d of %d neighbours ill%n",
            row.profile(),
            row.anomaly(),
            row.shown() ? "shown" : "MISSED",
            row.slowdown(),
            100 * row.pause(),
            row.ill(),
            row.neighbours());
      }
      stdout.printf(
          "%d planted, %d missed, %d false alarms%n",
          result.quirks(), result.missed(), result.falseAlarms());
    }
    return ExitStatus.CLEAN.code();
  }

  private int model() {
    ModelSpeed.Result result = new ModelSpeed().run();
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(result));
      return ExitStatus.CLEAN.code();
    }
    stdout.printf("%s%n", result.machine());
    stdout.printf("%.0f probes a second of the default space%n", result.probesPerSecond());
    stdout.printf(
        "%.0f a second of a dispatch to 28 peers, %.0f of 32 of them at once%n",
        result.perseusProbesPerSecond(), result.fullPerseusProbesPerSecond());
    stdout.printf(
        "%.3f s for a tile of each pair across 64 nodes with 8 GPUs each%n", result.pairsSeconds());
    for (ModelSpeed.Row row : result.rows()) {
      stdout.printf(
          "%,12d tiles %8.4f s %,12.0f tiles a second %6.3f of n log n %,14d bytes%n",
          row.tiles(),
          row.seconds(),
          row.tilesPerSecond(),
          row.overLinearithmic(),
          row.allocatedBytes());
    }
    stdout.printf(
        "grows with tiles to the %.2f; a further pass allocates %.3f bytes a tile%n",
        result.growthExponent(), result.bytesPerFurtherTile());
    return ExitStatus.CLEAN.code();
  }

  private int replay() {
    ReplayRates.Result result;
    try (Probe probe = probes.open()) {
      result = new ReplayRates(probe).run(replays);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(result));
    } else {
      stdout.printf(
          "%s%d replays of what is there, %d of what is mended, on a shared cluster%n"
              + "still there  %.1f %%%ngone         %.1f %%%ncannot tell  %.1f %%%nruns         %.1f a verdict%n",
          result.simulated() ? "SIMULATED " : "",
          result.replays(),
          result.replays(),
          100 * result.stillThere(),
          100 * result.gone(),
          100 * result.cannotTell(),
          result.meanRuns());
    }
    return ExitStatus.CLEAN.code();
  }

  private int cell() {
    List<String> raced = strategies.isEmpty() ? List.of("kelpie", "random") : strategies;
    List<KnownCell> known =
        cells.isEmpty() ? List.of(KnownCell.FENCE) : cells.stream().map(KnownCell::named).toList();
    if (out != null) {
      LabRestart.offer();
    }
    CellRace.Result result =
        new CellRace(known, reducing, out, LabRestart.guestDied())
            .run(
                probes::open,
                this::asked,
                raced,
                seeds,
                Version.current(),
                spec.commandLine().getErr()::println);
    print(result, CellTable.of(result, cap));
    return ExitStatus.CLEAN.code();
  }

  private Asked asked(String strategy, long seed) {
    return new Asked(
        probes.name(),
        probes.device(),
        probes.profile(),
        null,
        null,
        strategy,
        seed,
        cap + "probes",
        space.pins(),
        space.exclusions(),
        steering.steering());
  }
}
