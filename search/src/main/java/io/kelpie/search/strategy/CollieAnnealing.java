package io.kelpie.search.strategy;

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
  public static final String NAME = "collie-paper";

  private final StrategyContext context;
  private final AnnealingSettings settings;
  private final OpenSpace space;
  private final List<Measurement> rankingPoints = new ArrayList<>();
  private @Nullable CounterRanking ranking;
  private int driven = -1;
  private Annealer annealer;
  private @Nullable Workload current;
  private double value;

  public CollieAnnealing(StrategyContext context, AnnealingSettings settings) {
    this.context = context;
    this.settings = settings;
    this.space = new OpenSpace(context.space(), context.random());
    this.annealer = new Annealer(settings, context.random());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    return current == null ? space.draw() : space.neighbour(current);
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    if (ranking == null) {
      rank(measurement);
      return;
    }
    if (ranking.ranked().isEmpty()) {
      return;
    }
    annealer.step();
    if (verdict instanceof Verdict.Anomalous) {
      current = null;
    } else if (!(verdict instanceof Verdict.Invalid)) {
      walk(workload, measurement);
    }
    if (annealer.isCold()) {
      driveNext();
    }
  }

  @Override
  public void close(Region region, Workload example) {
    space.close(region);
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
      ranking = CounterRanking.of(context.counters(), rankingPoints, context.idle());
      driveNext();
    }
  }

  private void walk(Workload workload, Measurement measurement) {
    Drive drive = drive();
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

  private Drive drive() {
    if (ranking == null) {
      throw new IllegalStateException("no counter is driven before the ranking");
    }
    return new Drive(ranking.ranked().get(driven % ranking.ranked().size()));
  }
}
