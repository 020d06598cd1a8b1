package io.kelpie.cli;

import io.kelpie.probes.Probe;
import io.kelpie.probes.Published;
import io.kelpie.probes.model.Profile;
import io.kelpie.results.Asked;
import io.kelpie.results.Explanation;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.JournalFile;
import io.kelpie.results.Narrative;
import io.kelpie.results.Place;
import io.kelpie.results.Recognised;
import io.kelpie.results.Summary;
import io.kelpie.results.bundle.SiteRecord;
import io.kelpie.results.export.HuntMetrics;
import io.kelpie.results.memory.Memory;
import io.kelpie.results.report.Chronicle;
import io.kelpie.results.report.ReportPage;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntResult;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.ProbeRequest;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kelpie hunt}: one search for anomalies, each proved and reduced. */
@Command(
    name = "hunt",
    mixinStandardHelpOptions = true,
    description = {
      "Hunts for workloads that make the network serialise; each anomaly is confirmed, reduced to its conditions, and told with its remedy.",
      "Ends with 1 where it found some, 0 where it found none."
    })
final class HuntCommand implements Callable<Integer> {
  @Mixin private ProbeChoice probes = new ProbeChoice();

  @Mixin private SpaceChoice space = new SpaceChoice();

  @Mixin private SteeringChoice steering = new SteeringChoice();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Begins at a published workload and its neighbours; kelpie preset list names them. The model stands for the device on which it was seen, unless --profile says otherwise.")
  private @Nullable String preset;

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      description = "Begins at the workload of a file and its neighbours.")
  private @Nullable Path file;

  @Option(
      names = "--budget",
      paramLabel = "BUDGET",
      defaultValue = "300probes",
      description =
          "How long to look: 300probes (of the search; confirming and reducing come on top), 90s, 15min or 8h. Default: ${DEFAULT-VALUE}.")
  private String budget = "300probes";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = Strategies.DEFAULT,
      description =
          "Who chooses the workloads: collie-paper, random, … (docs/searching.md). Default: ${DEFAULT-VALUE}.")
  private String strategy = Strategies.DEFAULT;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The hunt's folder. Default: a new one below hunts/.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description =
          "Goes on with the hunt in the folder of --out; options given again must agree with what it was asked.")
  private boolean resume;

  @Option(
      names = "--explain",
      paramLabel = "N",
      description =
          "Hunts nothing: says why run N of the hunt in the folder of --out was made, from its journal.")
  private @Nullable Long explain;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (explain != null) {
      return explain(explain);
    }
    PrintWriter err = spec.commandLine().getErr();
    if (preset != null && file != null) {
      throw new UsageException("--preset and --workload both name a workload; give one");
    }
    Preset published = preset == null ? null : Presets.named(preset);
    Workload start = start(published);
    String profile = probes.profile(published);
    Asked asked =
        new Asked(
            probes.name(),
            probes.device(),
            profile,
            preset,
            start,
            strategy,
            seed,
            budget,
            Stream.of(focus(profile), reaching(start, profile), space.pins())
                .flatMap(List::stream)
                .toList(),
            space.exclusions(),
            steering.steering());
    try (Probe probe = published == null ? probes.open() : probes.open(published)) {
      adviseDevice(err);
      Place place = Place.of(probe.description(), Version.current());
      try (HuntFolder folder = open(asked, place, profile)) {
        folder.requireWithin(place.limits());
        if (out != null) {
          LabRestart.offer();
        }
        return hunt(folder, probe, err);
      }
    }
  }

  private int explain(long run) {
    if (out == null) {
      throw new UsageException("--explain needs --out DIR, the folder of the hunt");
    }
    Explanation explanation = Explanation.of(out, run);
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.print(json ? StrictJson.page(explanation) : explanation.text());
    stdout.flush();
    return ExitStatus.CLEAN.code();
  }

  /** What the profile wants searched beyond the usual; pins that are given go over it. */
  private static List<Condition> focus(@Nullable String profile) {
    return profile == null ? List.of() : Profile.of(profile).focus();
  }

  /** What the page and the terminal set beside what is found. */
  private static List<Published> published(@Nullable String profile) {
    return profile == null ? List.of() : Profile.of(profile).published();
  }

  private @Nullable Workload start(@Nullable Preset published) {
    if (published != null) {
      return published.workload();
    }
    return file == null ? null : StrictJson.read(file, Workload.class);
  }

  /** What the search has to be widened by so that a workload lies within it. */
  private static List<Condition> reaching(@Nullable Workload start, @Nullable String profile) {
    if (start == null) {
      return List.of();
    }
    Map<String, Values> searched =
        focus(profile).stream()
            .collect(Collectors.toMap(Condition::dimension, Condition::values, (_, last) -> last));
    List<Condition> wider = new ArrayList<>();
    for (Facet facet : Catalogue.facets()) {
      Values values = searched.getOrDefault(facet.name(), facet.usual());
      if (!facet.holds(start, values)) {
        wider.add(new Condition(facet.name(), facet.reaching(start, values)));
      }
    }
    return wider;
  }

  private HuntFolder open(Asked asked, Place place, @Nullable String profile) {
    boolean again = LabRestart.isAgain() && out != null && Files.exists(out.resolve("hunt.json"));
    if (resume || again) {
      if (out == null) {
        throw new UsageException("--resume needs --out DIR, the folder of the hunt to go on with");
      }
      HuntFolder folder = HuntFolder.resume(out, asked, given());
      if (!Objects.equals(folder.file().asked().profile(), profile)) {
        folder.close();
        throw new UsageException(
            "this hunt was asked with --profile "
                + folder.file().asked().profile()
                + "; give it again to go on");
      }
      return folder;
    }
    HuntFile file = HuntFile.starting(asked, place, published(profile));
    file.settings().requirePossible(place.counters());
    return HuntFolder.create(out == null ? fresh() : out, file);
  }

  private int hunt(HuntFolder folder, Probe probe, PrintWriter err) {
    CountDownLatch over = new CountDownLatch(1);
    AtomicReference<@Nullable Hunt> running = new AtomicReference<>();
    Thread ending = Thread.ofPlatform().unstarted(() -> end(running.get(), over));
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      Chronicle chronicle = new Chronicle(folder.file());
      HuntResult result = run(folder, probe, err, chronicle, running);
      folder.save(result);
      Map<String, Recognised> known =
          Memory.recognised(folder.path(), word -> err.println("kelpie: " + word));
      report(folder, chronicle, result, known, err);
      Summary summary = Summary.of(folder, result, known);
      print(folder, summary, result, known);
      return status(result, summary).code();
    } finally {
      over.countDown();
      forget(ending);
    }
  }

  /**
   * What the hunt found stands in its folder by now: a page that cannot be written costs nothing.
   */
  private static void report(
      HuntFolder folder,
      Chronicle chronicle,
      HuntResult result,
      Map<String, Recognised> known,
      PrintWriter err) {
    try {
      ReportPage.write(folder.path(), chronicle, result, known);
    } catch (UsageException e) {
      err.println("kelpie: no page was made: " + e.getMessage());
    }
  }

  private static HuntResult run(
      HuntFolder folder,
      Probe probe,
      PrintWriter err,
      Chronicle chronicle,
      AtomicReference<@Nullable Hunt> running) {
    HuntBudget limit = HuntBudget.parse(folder.file().asked().budget());
    try (LiveStatus status =
            new LiveStatus(err, isTerminal(), probe.description().simulated(), limit);
        JournalFile journal = folder.journal(LabRestart.guestDied(), status::note)) {
      Hunt hunt =
          new Hunt(folder.file().settings(), probe, journal, saving(folder, chronicle, status));
      running.set(hunt);
      return hunt.run();
    }
  }

  private void print(
      HuntFolder folder, Summary summary, HuntResult result, Map<String, Recognised> known) {
    boolean simulated = folder.file().place().simulated();
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(StrictJson.page(summary));
    } else {
      stdout.print(
          Narrative.of(folder.path(), result, simulated, folder.file().published(), known));
    }
    stdout.flush();
  }

  private static ExitStatus status(HuntResult result, Summary summary) {
    if (result.ended().equals("stopped")) {
      return ExitStatus.INTERRUPTED;
    }
    if (!result.findings().isEmpty()) {
      return ExitStatus.ANOMALY;
    }
    return summary.probes() > 0 && summary.invalid() == summary.probes()
        ? ExitStatus.UNDECIDED
        : ExitStatus.CLEAN;
  }

  private static HuntListener saving(HuntFolder folder, Chronicle chronicle, LiveStatus status) {
    HuntMetrics metrics = new HuntMetrics(folder.path(), folder.file(), status::note);
    return new HuntListener() {
      @Override
      public void starting(ProbeRequest request) {
        status.starting(request);
      }

      @Override
      public void probed(ProbeRecord record, boolean live) {
        chronicle.probed(record, live);
        metrics.probed(record, live);
        status.probed(record, live);
      }

      @Override
      public void phase(Phase phase) {
        status.phase(phase);
        metrics.phase(phase);
      }

      @Override
      public void found(Finding finding) {
        Path kept = folder.save(finding);
        if (!finding.simulated()) {
          SiteRecord.keep(folder.path(), kept, Instant.parse(folder.file().started()));
        }
        chronicle.found(finding);
        metrics.found(finding);
        status.found(finding);
      }

      @Override
      public void note(String sentence) {
        status.note(sentence);
      }
    };
  }

  /**
   * On Ctrl-C: the hunt ends after its current probe, and the process waits until all is written.
   */
  private static void end(@Nullable Hunt hunt, CountDownLatch over) {
    if (hunt == null) {
      return;
    }
    hunt.stop();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is ending already, with the signal's status
    }
  }

  private void adviseDevice(PrintWriter err) {
    Path devices = Path.of("/sys/class/infiniband");
    if (!probes.name().equals("model") || !Files.isDirectory(devices)) {
      return;
    }
    try (Stream<Path> found = Files.list(devices)) {
      List<String> names = found.map(path -> String.valueOf(path.getFileName())).sorted().toList();
      if (!names.isEmpty()) {
        err.println(
            "kelpie: this host has "
                + String.join(", ", names)
                + "; hunt on it with kelpie hunt --probe verbs --device "
                + String.join(",", names.subList(0, Math.min(2, names.size()))));
      }
    } catch (IOException e) {
      err.println("kelpie: " + devices + " cannot be read: " + e.getMessage());
    }
  }

  private static boolean isTerminal() {
    return System.getenv("TERM") != null
        && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private List<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .map(name -> name.replaceFirst("^--", ""))
        .toList();
  }

  private static Path fresh() {
    return Path.of(
        "hunts",
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
  }
}
