package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.Optional;

/** Independent random draws: the baseline that any guidance has to beat. */
public final class RandomStrategy implements Strategy {
  public static final String NAME = "random";

  private final OpenSpace space;

  public RandomStrategy(StrategyContext context) {
    space = new OpenSpace(context.space(), context.random());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    return space.draw();
  }

  @Override
  public String why() {
    return "an independent draw";
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {}

  @Override
  public void close(Region region, Workload example) {
    space.close(region);
  }

  @Override
  public Map<String, String> unranked() {
    return Map.of();
  }
}
