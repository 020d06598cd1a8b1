package io.kelpie.search.strategy;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Group;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;

/** A space less the regions that were closed. */
final class OpenSpace {
  /** Draws that may fall into closed regions before a space counts as exhausted. */
  static final int ATTEMPTS = 1000;

  /** The same around one example, where there is less to draw from. */
  private static final int ATTEMPTS_AROUND = 50;

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

  boolean isOpen(Workload workload) {
    return closed.stream().noneMatch(region -> region.contains(workload));
  }

  List<Region> closed() {
    return List.copyOf(closed);
  }

  Optional<Workload> draw() {
    return first(ATTEMPTS, () -> space.draw(random));
  }

  /** A neighbour of {@code workload}; a draw where all its neighbours lie in closed regions. */
  Optional<Workload> neighbour(Workload workload) {
    return first(ATTEMPTS, () -> space.mutate(workload, random)).or(this::draw);
  }

  /**
   * {@code moved} as it is lawful; where it lies in closed regions, with facets that these speak of
   * drawn anew until it lies in none.
   *
   * @param kept facets that are not drawn
   */
  Optional<Workload> beside(Workload moved, List<Facet> kept) {
    Optional<Workload> settled = space.settle(moved);
    for (int attempt = 0;
        attempt < ATTEMPTS_AROUND && settled.isPresent() && !isOpen(settled.get());
        attempt++) {
      Workload drawn = space.draw(random);
      Workload within = settled.get();
      List<Facet> blamed =
          closed.stream()
              .filter(region -> region.contains(within))
              .flatMap(region -> region.conditions().stream())
              .map(Condition::feature)
              .filter(Facet.class::isInstance)
              .map(Facet.class::cast)
              .filter(facet -> !kept.contains(facet))
              .toList();
      if (blamed.isEmpty()) {
        return Optional.empty();
      }
      Facet facet = blamed.get(random.nextInt(blamed.size()));
      settled =
          space.settle(
              switch (facet) {
                case Facet.Choice choice -> choice.with(within, choice.word(drawn));
                case Facet.Numeric number -> number.with(within, number.value(drawn));
              });
    }
    return settled.filter(this::isOpen);
  }

  /**
   * {@code example} with the words of some draw in these groups of dimensions, its numbers and all
   * else kept as far as that is lawful.
   */
  Optional<Workload> cross(Workload example, Set<Group> groups) {
    return first(
        ATTEMPTS_AROUND,
        () -> {
          Workload drawn = space.draw(random);
          Workload crossed = example;
          for (Facet facet : Catalogue.facets()) {
            if (facet instanceof Facet.Choice choice
                && groups.contains(choice.dimension().group())) {
              crossed = choice.with(crossed, choice.word(drawn));
            }
          }
          return space.settle(crossed).orElse(example);
        });
  }

  /** The first workload of {@code source} outside every closed region. */
  Optional<Workload> first(Supplier<Workload> source) {
    return first(ATTEMPTS, source);
  }

  private Optional<Workload> first(int attempts, Supplier<Workload> source) {
    for (int attempt = 0; attempt < attempts; attempt++) {
      Workload candidate = source.get();
      if (isOpen(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
