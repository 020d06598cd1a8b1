package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Draws near the slowest workload that was seen, or anywhere while none was. */
public final class NearTheSlowest implements Strategy {
  public static final String NAME = "near-the-slowest";

  private final OpenSpace space;
  private @Nullable Workload slowest;
  private double blocked;

  public NearTheSlowest(StrategyContext context) {
    space = new OpenSpace(context.space(), context.random());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    return slowest == null ? space.draw() : space.neighbour(slowest);
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    if (measurement.completed() && measurement.blockedShare() > blocked) {
      blocked = measurement.blockedShare();
      slowest = workload;
    }
  }

  @Override
  public String why() {
    return slowest == null
        ? "a draw: nothing slow was seen"
        : "a neighbour of the slowest workload";
  }

  @Override
  public void close(Region region, Workload example) {
    space.close(region);
    slowest = null;
    blocked = 0;
  }

  @Override
  public Map<String, String> unranked() {
    return Map.of();
  }
}
