package io.kelpie.search.strategy;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A placebo: another strategy that is shown, for each completed probe, the counters of one that was
 * drawn from all completed probes so far. What it still finds, it does not find by counters.
 * Verdicts stay with their probes.
 */
public final class PermutedCounters implements Strategy {
  public static final String NAME = "kelpie-placebo";

  private final Strategy strategy;
  private final UniformRandomProvider random;
  private final List<List<CounterReading>> readings = new ArrayList<>();

  public PermutedCounters(Strategy strategy, UniformRandomProvider random) {
    this.strategy = strategy;
    this.random = random;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    return strategy.next();
  }

  @Override
  public String why() {
    return strategy.why() + ", by counters of other probes";
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    if (!measurement.completed()) {
      strategy.observe(workload, measurement, verdict);
      return;
    }
    readings.add(measurement.counters());
    strategy.observe(
        workload, measurement.withCounters(readings.get(random.nextInt(readings.size()))), verdict);
  }

  @Override
  public void leaveOpen(Region region, Workload example) {
    strategy.leaveOpen(region, example);
  }

  @Override
  public void beside(List<Workload> neighbours) {
    strategy.beside(neighbours);
  }

  @Override
  public void close(Region region, Workload example) {
    strategy.close(region, example);
  }

  @Override
  public Map<String, String> unranked() {
    return strategy.unranked();
  }
}
