package io.kelpie.search.strategy;

import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;

/** A space less the regions that were closed. */
final class OpenSpace {
  /** Draws that may fall into closed regions before a space counts as exhausted. */
  static final int ATTEMPTS = 1000;

  private final Space space;
  private final UniformRandomProvider random;
  private final List<Region> closed = new ArrayList<>();

  OpenSpace(Space space, UniformRandomProvider random) {
    this.space = space;
    this.random = random;
  }

  void close(Region region) {
    closed.add(region);
  }

  Optional<Workload> draw() {
    return first(() -> space.draw(random));
  }

  /** A neighbour of {@code workload}; a draw where all its neighbours lie in closed regions. */
  Optional<Workload> neighbour(Workload workload) {
    return first(() -> space.mutate(workload, random)).or(this::draw);
  }

  private Optional<Workload> first(Supplier<Workload> source) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Workload candidate = source.get();
      if (closed.stream().noneMatch(region -> region.contains(candidate))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
