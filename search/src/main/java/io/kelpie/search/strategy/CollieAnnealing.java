package io.kelpie.search.strategy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Algorithm 1 of the Collie paper (NSDI 2022): simulated annealing drives one counter after another
 * to its extreme. The counters are ranked at random points first; an anomaly sends the walk to a
 * new random start; closed regions are skipped. Without any counter to drive it draws at random.
 */
public final class CollieAnnealing implements Strategy {
  private final StrategyContext context;
  private final AnnealingSettings settings;
  private final Variant variant;
  private final OpenSpace space;
  private final List<Measurement> rankingPoints = new ArrayList<>();
  private @Nullable CounterRanking ranking;
  private int driven = -1;
  private Annealer annealer;
  private @Nullable Workload current;
  private double value;

  /** The paper's figures 4 and 5 compare what is driven, and whether known regions are skipped. */
  public enum Variant {
    /** All counters, regions skipped. */
    PAPER("collie-paper", null, true),
    /** Diagnostic counters alone: the paper's best. */
    DIAGNOSTIC("collie-paper-diag", CounterClass.DIAGNOSTIC, true),
    /** Performance counters alone. */
    PERFORMANCE("collie-paper-perf", CounterClass.PERFORMANCE, true),
    DIAGNOSTIC_WITHOUT_MFS("collie-paper-diag-no-mfs", CounterClass.DIAGNOSTIC, false),
    PERFORMANCE_WITHOUT_MFS("collie-paper-perf-no-mfs", CounterClass.PERFORMANCE, false);

    private final String strategy;
    private final @Nullable CounterClass driven;
    private final boolean skipping;

    Variant(String strategy, @Nullable CounterClass driven, boolean skipping) {
      this.strategy = strategy;
      this.driven = driven;
      this.skipping = skipping;
    }

    /** The name on the command line. */
    public String strategy() {
      return strategy;
    }

    private boolean drives(Counter counter) {
      return driven == null || counter.counterClass() == driven;
    }
  }

  public CollieAnnealing(StrategyContext context, AnnealingSettings settings, Variant variant) {
    this.context = context;
    this.settings = settings;
    this.variant = variant;
    this.space = new OpenSpace(context.space(), context.random());
    this.annealer = new Annealer(settings, context.random());
  }

  @Override
  public String name() {
    return variant.strategy();
  }

  @Override
  public Optional<Workload> next() {
    return current == null ? space.draw() : space.neighbour(current);
  }

  @Override
  public String why() {
    CounterRanking known = ranking;
    if (known == null) {
      return "a random point by which counters are ranked";
    }
    if (known.ranked().isEmpty()) {
      return "a random draw: no counter can be driven";
    }
    return (current == null ? "a random start of the chain" : "a step of the chain")
        + " that drives "
        + drive(known)
        + ", "
        + annealer;
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    CounterRanking known = ranking;
    if (known == null) {
      rank(measurement);
      return;
    }
    if (known.ranked().isEmpty()) {
      return;
    }
    annealer.step();
    if (verdict instanceof Verdict.Anomalous) {
      current = null;
    } else if (!(verdict instanceof Verdict.Invalid)) {
      walk(drive(known), workload, measurement);
    }
    if (annealer.isCold()) {
      driveNext();
    }
  }

  /** Without MFS nothing is skipped: the walk may come back to what is known. */
  @Override
  public void close(Region region, Workload example) {
    if (variant.skipping) {
      space.close(region);
    }
  }

  @Override
  public Map<String, String> unranked() {
    return ranking == null ? Map.of() : ranking.unranked();
  }

  private void rank(Measurement measurement) {
    if (measurement.completed()) {
      rankingPoints.add(measurement);
    }
    if (rankingPoints.size() == settings.rankingPoints()) {
      ranking =
          CounterRanking.of(
              context.driven().stream().filter(variant::drives).toList(),
              rankingPoints,
              context.idle());
      driveNext();
    }
  }

  private void walk(Drive drive, Workload workload, Measurement measurement) {
    OptionalDouble observed = drive.value(measurement);
    if (observed.isEmpty()) {
      return;
    }
    double candidate = observed.getAsDouble();
    if (current == null || annealer.accepts(drive.difference(value, candidate))) {
      current = workload;
      value = candidate;
    }
  }

  private void driveNext() {
    driven++;
    current = null;
    annealer = new Annealer(settings, context.random());
  }

  private Drive drive(CounterRanking known) {
    return Drive.of(known.ranked().get(driven % known.ranked().size()));
  }
}
