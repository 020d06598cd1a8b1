package io.kelpie.bench.search;

import io.kelpie.bench.noise.Noise;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntSettings;
import io.kelpie.search.Journal;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.oracle.Thresholds;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/** Runs one hunt of a bench, its journal in memory, and holds what it found against the truth. */
final class Trial implements HuntListener {
  /** Draws by which the conditions of one claim are held against the truth. */
  private static final int DRAWS = 20;

  private final Truth truth;
  private final Space space;
  private final Cell.Key key;
  private final Timed probe;
  private final List<Cell.Reached> reached = new ArrayList<>();
  private final List<Cell.Claimed> claims = new ArrayList<>();
  private Cell.Cost cost = new Cell.Cost(0, 0, 0, 0);
  private long minimising;
  private long minimisedBefore;

  private Trial(Truth truth, Space space, Cell.Key key, Timed probe) {
    this.truth = truth;
    this.space = space;
    this.key = key;
    this.probe = probe;
  }

  /** Hunts. */
  static Cell run(Cell.Key key) {
    Profile profile = Profile.of(key.profile());
    try (Truth truth = new Truth(profile);
        Timed probe =
            new Timed(place(profile, key.seed(), Noise.parse(key.noise(), Noise.SHARED)))) {
      Space space = Space.within(probe.description().limits()).narrowed(profile.focus(), List.of());
      Trial trial = new Trial(truth, space, key, probe);
      HuntSettings settings =
          new HuntSettings(
              key.seed(),
              new HuntBudget.Probes(key.budget()),
              space,
              key.strategy(),
              Thresholds.DEFAULTS,
              HuntSettings.MINIMISING_RUNS);
      long start = System.nanoTime();
      new Hunt(settings, probe, Journal.none(), trial).run();
      double seconds = (System.nanoTime() - start) * 1e-9;
      return new Cell(
          key.strategy(),
          key.profile(),
          key.seed(),
          key.noise(),
          key.budget(),
          truth.count(),
          trial.reached,
          trial.claims,
          trial.cost,
          probe.outside.getValueAtPercentile(50) * 1e-6,
          probe.outside.getMaxValue() * 1e-6,
          seconds);
    }
  }

  /** A profile's device at a place. */
  static Probe place(Profile profile, long seed, Noise noise) {
    return noise.around(new ModelProbe(profile), 7919 * seed + 1);
  }

  @Override
  public void probed(ProbeRecord record, boolean live) {
    double seconds = record.measurement().deviceSeconds();
    boolean searching = record.ledger() == Ledger.SEARCH;
    minimising += record.ledger() == Ledger.MINIMISING ? 1 : 0;
    cost =
        new Cell.Cost(
            cost.search() + (searching ? 1 : 0),
            cost.all() + 1,
            cost.searchSeconds() + (searching ? seconds : 0),
            cost.allSeconds() + seconds);
  }

  @Override
  public void found(Finding finding) {
    Truth.Claim claim = truth.of(finding);
    Truth.@Nullable Anomaly anomaly = claim.anomaly();
    String id = anomaly == null ? null : anomaly.id();
    Extent extent =
        anomaly == null
            ? new Extent(null, null)
            : Extent.of(
                finding.region(),
                truth.ground(anomaly),
                space,
                RandomSource.XO_RO_SHI_RO_128_PP.create(key.seed()),
                DRAWS);
    claims.add(
        new Cell.Claimed(
            finding.id(),
            finding.symptom(),
            claim.kind(),
            id,
            finding.doing().toString(),
            extent.precision(),
            extent.recall(),
            minimising - minimisedBefore));
    minimisedBefore = minimising;
    if (id != null && reached.stream().noneMatch(hit -> hit.anomaly().equals(id))) {
      reached.add(new Cell.Reached(id, cost));
    }
    probe.skip();
  }

  /** A probe with a clock at its door: the time from one run's end to the next one's start. */
  private static final class Timed implements Probe {
    private final Probe probe;
    private final Histogram outside = new Histogram(3_600_000_000_000L, 3);
    private long left;

    private Timed(Probe probe) {
      this.probe = probe;
    }

    /** What goes on now is the bench's, not the hunt's. */
    private void skip() {
      left = 0;
    }

    @Override
    public Description description() {
      return probe.description();
    }

    @Override
    public Measurement run(Workload workload, Budget budget) {
      if (left != 0) {
        outside.recordValue(System.nanoTime() - left);
      }
      Measurement measurement = probe.run(workload, budget);
      left = System.nanoTime();
      return measurement;
    }

    @Override
    public List<CounterReading> idle(Duration time) {
      return probe.idle(time);
    }

    @Override
    public void close() {
      probe.close();
    }
  }
}
