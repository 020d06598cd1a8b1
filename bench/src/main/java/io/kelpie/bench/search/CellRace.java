package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.probes.Probe;
import io.kelpie.results.Asked;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.JournalFile;
import io.kelpie.results.Place;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntListener;
import io.kelpie.search.Journal;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.workload.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;
import org.jspecify.annotations.Nullable;

/**
 * How many search probes strategies need to known cells: whole hunts, each ended when all cells are
 * confirmed and reduced or its budget is used up. On a real device hunts run one after another;
 * where they are kept, each is a hunt's folder, goes on where it was, and can be replayed; what it
 * came to is a line of {@code runs.jsonl} then.
 *
 * @param cells that are raced to
 * @param reducing the most runs that reducing one anomaly may take
 * @param folder where each hunt has a folder, {@code STRATEGY-SEED}, a slash in a strategy's name
 *     replaced; null to keep none
 * @param guestDied whether the run that is under way took a lab's guest along
 */
public record CellRace(
    List<KnownCell> cells, int reducing, @Nullable Path folder, boolean guestDied) {
  private static final String RUNS = "runs.jsonl";

  public CellRace {
    cells = List.copyOf(cells);
  }

  /** What a hunt of the race is asked. */
  @FunctionalInterface
  public interface Question {
    Asked of(String strategy, long seed);
  }

  /**
   * A cell that a hunt came to.
   *
   * @param probes search probes until it was confirmed and reduced
   * @param anomaly the finding's id
   * @param draws random workloads within its conditions and just outside; null where none were run,
   *     as on a model
   */
  public record Met(long probes, String anomaly, double effect, @Nullable Draws draws) {}

  /**
   * One hunt.
   *
   * @param hunt fingerprint of what it was asked
   * @param cells that it was to find
   * @param met by cell
   * @param searched search probes that it made
   * @param confirming runs of the other ledgers
   * @param claims anomalies that it found, of whatever kind
   */
  public record Run(
      String strategy,
      long seed,
      String hunt,
      List<String> cells,
      Map<String, Met> met,
      long searched,
      long confirming,
      int claims) {

    /** How it came to a cell; null where it did not. */
    public @Nullable Met reached(KnownCell cell) {
      return met.get(cell.toString());
    }

    private Key key() {
      return new Key(strategy, seed, hunt, cells);
    }

    private double to(KnownCell cell) {
      Met how = reached(cell);
      return how == null ? searched + 1 : how.probes();
    }
  }

  /**
   * How a race to one cell ended.
   *
   * @param medians search probes by strategy; one more than were made stands for a hunt that gave
   *     up
   * @param reached hunts that came there, by strategy
   * @param pValue that the first strategy needs no fewer than the second (Wilcoxon signed-rank,
   *     one-sided); null where fewer than six pairs differ
   */
  public record Standing(
      String cell,
      Map<String, Double> medians,
      Map<String, Integer> reached,
      @JsonProperty("p_value") @Nullable Double pValue) {}

  /** What {@code --json} prints. */
  public record Result(
      String bench, boolean simulated, int seeds, List<Run> rows, List<Standing> cells) {}

  /**
   * Runs seeds 1 to {@code seeds} for each strategy.
   *
   * @param opening makes a probe; each hunt closes its own
   * @param progress told of each hunt that ended, and of what a journal had to drop, in sentences
   */
  public Result run(
      Supplier<Probe> opening,
      Question question,
      List<String> strategies,
      int seeds,
      String version,
      Consumer<String> progress) {
    strategies.forEach(Strategies::require);
    if (seeds < 1) {
      throw new UsageException("nothing is raced over " + seeds + " seeds; choose at least one");
    }
    boolean simulated;
    try (Probe probe = opening.get()) {
      simulated = probe.description().simulated();
    }
    List<String> named = cells.stream().map(KnownCell::toString).toList();
    List<Key> keys = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      for (String strategy : strategies) {
        keys.add(new Key(strategy, seed, question.of(strategy, seed).fingerprint(), named));
      }
    }
    KeyedFile<Key, Run> kept =
        new KeyedFile<>(folder == null ? null : folder.resolve(RUNS), Run.class, Run::key);
    Parallel.each(
        keys.stream().filter(key -> !kept.holds(key)).toList(),
        simulated ? Parallel.processors() : 1,
        key -> {
          try (Probe probe = opening.get()) {
            Run run = hunt(key, question.of(key.strategy(), key.seed()), probe, version, progress);
            kept.add(run);
            progress.accept(told(run));
          }
        });
    List<Run> rows = kept.of(keys);
    return new Result(
        "cell",
        simulated,
        seeds,
        rows,
        cells.stream().map(cell -> raced(cell, strategies, rows)).toList());
  }

  /** What names a hunt: what it was asked, and what ended it. */
  private record Key(String strategy, long seed, String hunt, List<String> cells) {}

  private Run hunt(Key key, Asked asked, Probe probe, String version, Consumer<String> progress) {
    HuntFile starting =
        HuntFile.starting(asked, Place.of(probe.description(), version)).reducing(reducing);
    Watch watch = new Watch();
    if (folder == null) {
      watch.hunt(new Hunt(starting.settings(), probe, Journal.none(), watch));
      return watch.ran(key);
    }
    Path path = folder.resolve(key.strategy().replace('/', '_') + "-" + key.seed());
    try (HuntFolder kept =
            Files.exists(path)
                ? HuntFolder.resume(path, asked)
                : HuntFolder.create(path, starting);
        JournalFile journal = kept.journal(guestDied, progress)) {
      kept.requireWithin(starting.place().limits());
      watch.kept = kept;
      watch.hunt(new Hunt(kept.file().settings(), probe, journal, watch));
      return watch.ran(key);
    }
  }

  /** Ends its hunt when all cells are met. */
  private final class Watch implements HuntListener {
    private final Map<KnownCell, Met> met = new EnumMap<>(KnownCell.class);
    private @Nullable HuntFolder kept;
    private @Nullable Hunt hunt;
    private long searched;
    private long others;
    private int claims;

    private void hunt(Hunt hunt) {
      this.hunt = hunt;
      hunt.run();
    }

    private Run ran(Key key) {
      Map<String, Met> named = new TreeMap<>();
      met.forEach((cell, how) -> named.put(cell.toString(), how));
      return new Run(
          key.strategy(), key.seed(), key.hunt(), key.cells(), named, searched, others, claims);
    }

    @Override
    public void probed(ProbeRecord record, boolean live) {
      if (record.ledger() == Ledger.SEARCH) {
        searched++;
      } else {
        others++;
      }
    }

    @Override
    public void found(Finding finding) {
      claims++;
      if (kept != null) {
        kept.save(finding);
      }
      for (KnownCell cell : cells) {
        if (cell.isMetBy(finding)) {
          met.putIfAbsent(cell, new Met(searched, finding.id(), finding.effect(), finding.draws()));
        }
      }
      if (hunt != null && met.keySet().containsAll(cells)) {
        hunt.stop();
      }
    }
  }

  private static Standing raced(KnownCell cell, List<String> strategies, List<Run> runs) {
    Map<String, Double> medians = new TreeMap<>();
    Map<String, Integer> reached = new TreeMap<>();
    List<double[]> probes = new ArrayList<>();
    for (String strategy : strategies) {
      List<Run> its = runs.stream().filter(run -> run.strategy().equals(strategy)).toList();
      double[] needed = its.stream().mapToDouble(run -> run.to(cell)).toArray();
      probes.add(needed);
      reached.put(strategy, (int) its.stream().filter(run -> run.reached(cell) != null).count());
      medians.put(strategy, Median.withDefaults().evaluate(needed));
    }
    return new Standing(
        cell.toString(),
        medians,
        reached,
        strategies.size() < 2 ? null : pValue(probes.get(0), probes.get(1)));
  }

  private static @Nullable Double pValue(double[] guided, double[] other) {
    return SignedRank.pValue(
        IntStream.range(0, guided.length).mapToDouble(i -> guided[i] - other[i]));
  }

  private String told(Run run) {
    return "%s, seed %d: %d of %d cells in %d probes and %d other runs, %d claims"
        .formatted(
            run.strategy(),
            run.seed(),
            run.met().size(),
            cells.size(),
            run.searched(),
            run.confirming(),
            run.claims());
  }
}
