package io.kelpie.workload;

import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws random workloads of a space that lie within a region. What a condition says of one
 * dimension narrows the space; a remainder, which a draw would seldom meet, is set; a product is
 * met by chance.
 */
public final class RegionSampler {
  /** Draws of the narrowed space that may miss a condition on what cannot be set by itself. */
  private static final int ATTEMPTS = 200;

  private final Region region;
  private final Optional<Space> narrowed;

  public RegionSampler(Space space, Region region) {
    this.region = region;
    this.narrowed = narrowed(space, region.conditions());
  }

  /** One draw; empty where the space has no such workload, or so few that none was met. */
  public Optional<Workload> draw(UniformRandomProvider random) {
    if (narrowed.isEmpty()) {
      return Optional.empty();
    }
    Space space = narrowed.get();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Workload workload;
      try {
        workload = space.draw(random);
      } catch (UsageException nothingLawful) {
        return Optional.empty();
      }
      for (Condition condition : region.conditions()) {
        workload = beyondPackets(workload, condition, random);
      }
      Optional<Workload> inside = space.settle(workload).filter(region::contains);
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }

  /** A workload moved to one of a remainder's values. */
  private static Workload beyondPackets(
      Workload workload, Condition condition, UniformRandomProvider random) {
    if (!(condition.feature() instanceof Remainder remainder) || condition.holds(workload)) {
      return workload;
    }
    List<Values.Range> parts = condition.values().parts();
    Values.Range part = parts.get(random.nextInt(parts.size()));
    long step = remainder.modulus().value(workload);
    long multiples = Math.max(1, remainder.number().value(workload) / step);
    return remainder
        .number()
        .with(workload, multiples * step + random.nextLong(part.low(), part.high() + 1));
  }

  private static Optional<Space> narrowed(Space space, List<Condition> conditions) {
    Space narrowed = space;
    for (Condition condition : conditions) {
      if (!(condition.feature() instanceof Facet facet)) {
        continue;
      }
      Optional<Values> both = narrowed.of(facet).intersect(condition.values());
      if (both.isEmpty()) {
        return Optional.empty();
      }
      narrowed = narrowed.pin(condition.dimension(), both.get());
    }
    return Optional.of(narrowed);
  }
}
