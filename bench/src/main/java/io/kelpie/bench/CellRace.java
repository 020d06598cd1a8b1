package io.kelpie.bench;

import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.SIGNAL;

import io.kelpie.probes.Probe;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntSettings;
import io.kelpie.search.Journal;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.Steering;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.jspecify.annotations.Nullable;

/**
 * How many search probes strategies need to the cell in which a NIC fence stands behind an atomic:
 * whole hunts, ended when that anomaly is confirmed or the cap is reached. A race goes on where an
 * earlier one stopped, seed by seed.
 */
public final class CellRace {
  private final Probe probe;
  private final Space space;
  private final int cap;
  private final int reducing;
  private final Steering steering;
  private final LineFile<Run> file;
  private final List<Run> runs;

  /**
   * One hunt.
   *
   * @param probes search probes until the cell was confirmed; null where the cap came first
   * @param confirming runs of the other ledgers until then
   */
  public record Run(String strategy, long seed, @Nullable Long probes, long confirming) {}

  /**
   * What {@code --json} prints.
   *
   * @param cap search probes after which a hunt gave up
   * @param medians by strategy; the cap plus one stands for a hunt that gave up
   * @param pValue that the first strategy needs no fewer than the second (Wilcoxon signed-rank,
   *     one-sided); null where fewer than six pairs differ
   */
  public record Result(
      String bench,
      boolean simulated,
      int cap,
      List<Run> rows,
      Map<String, Double> medians,
      @Nullable Double pValue) {}

  /**
   * @param space what the hunts search, within the probe's limits
   * @param cap the most search probes of one hunt
   * @param reducing the most runs that reducing one anomaly may take
   * @param steering of every hunt
   * @param file where finished runs are kept, a line each; null to keep none
   */
  public CellRace(
      Probe probe, Space space, int cap, int reducing, Steering steering, @Nullable Path file) {
    this.probe = probe;
    this.space = space;
    this.cap = cap;
    this.reducing = reducing;
    this.steering = steering;
    this.file = new LineFile<>(file, Run.class);
    this.runs = new ArrayList<>(this.file.read());
  }

  /** Runs seeds 1 to {@code seeds} for each strategy, those of the file left out. */
  public Result run(List<String> strategies, int seeds) {
    for (long seed = 1; seed <= seeds; seed++) {
      for (String strategy : strategies) {
        if (find(strategy, seed).isEmpty()) {
          keep(hunt(strategy, seed));
        }
      }
    }
    Map<String, Double> medians = new TreeMap<>();
    for (String strategy : strategies) {
      medians.put(strategy, median(probes(strategy, seeds)));
    }
    return new Result(
        "cell",
        probe.description().simulated(),
        cap,
        List.copyOf(runs),
        medians,
        strategies.size() < 2
            ? null
            : pValue(probes(strategies.get(0), seeds), probes(strategies.get(1), seeds)));
  }

  private Run hunt(String strategy, long seed) {
    Watch watch = new Watch();
    HuntSettings settings =
        new HuntSettings(
                seed, new HuntBudget.Probes(cap), space, strategy, Thresholds.DEFAULTS, reducing)
            .steered(steering);
    Hunt hunt = new Hunt(settings, probe, Journal.none(), watch);
    watch.hunt = hunt;
    hunt.run();
    return new Run(strategy, seed, watch.reached, watch.others);
  }

  /** Ends its hunt at the cell. */
  private static final class Watch implements HuntListener {
    private long searched;
    private @Nullable Hunt hunt;
    private @Nullable Long reached;
    private long others;

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
      if (reached == null && hunt != null && isCell(finding)) {
        reached = searched;
        hunt.stop();
      }
    }
  }

  private static boolean isCell(Finding finding) {
    Workload workload = finding.workload();
    Signal signal = workload.get(SIGNAL);
    return finding.symptom() == Symptom.SERIALISED
        && workload.get(ORDERING) == Ordering.NIC_FENCE
        && (signal == Signal.FETCH_ADD || signal == Signal.COMPARE_SWAP);
  }

  private double[] probes(String strategy, int seeds) {
    double[] probes = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      Long reached = find(strategy, seed).orElseThrow().probes();
      probes[seed - 1] = reached == null ? cap + 1 : reached;
    }
    return probes;
  }

  private Optional<Run> find(String strategy, long seed) {
    return runs.stream()
        .filter(run -> run.seed() == seed && run.strategy().equals(strategy))
        .findFirst();
  }

  private static double median(double[] values) {
    return org.apache.commons.statistics.descriptive.Median.withDefaults().evaluate(values);
  }

  private static @Nullable Double pValue(double[] guided, double[] other) {
    double[] differences = new double[guided.length];
    int different = 0;
    for (int i = 0; i < guided.length; i++) {
      differences[i] = guided[i] - other[i];
      different += differences[i] == 0 ? 0 : 1;
    }
    return different < 6
        ? null
        : WilcoxonSignedRankTest.withDefaults()
            .with(AlternativeHypothesis.LESS_THAN)
            .test(differences)
            .getPValue();
  }

  private void keep(Run run) {
    runs.add(run);
    file.add(run);
  }
}
