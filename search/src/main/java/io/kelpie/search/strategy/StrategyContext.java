package io.kelpie.search.strategy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.workload.Space;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a strategy may know.
 *
 * @param counters that it may drive, and those of traffic, which norm them
 * @param idle what the counters do without traffic
 */
public record StrategyContext(
    Space space, List<Counter> counters, IdleBaseline idle, UniformRandomProvider random) {
  public StrategyContext {
    counters = List.copyOf(counters);
  }

  /** The counters that a strategy may drive. */
  List<Counter> driven() {
    return counters.stream().filter(Counter::isDriven).toList();
  }
}
