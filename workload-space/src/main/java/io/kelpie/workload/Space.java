package io.kelpie.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The part of the catalogue that one hunt searches: the usual values, within a place's limits,
 * narrowed by pins and exclusions. Every draw and every mutation lies in it and is lawful.
 */
public final class Space implements Dimension.Bounds {
  private static final int ATTEMPTS = 1000;

  private final Limits limits;
  private final Map<String, Values> bounds;

  private Space(Limits limits, Map<String, Values> bounds) {
    this.limits = limits;
    this.bounds = bounds;
  }

  /**
   * The usual values within {@code limits}; where none of a facet's usual values can be had, what
   * can be had.
   */
  public static Space within(Limits limits) {
    Map<String, Values> bounds = new HashMap<>();
    for (Facet facet : Catalogue.facets()) {
      Values possible = limits.of(facet);
      bounds.put(facet.name(), facet.usual().intersect(possible).orElse(possible));
    }
    return new Space(limits, bounds);
  }

  public Limits limits() {
    return limits;
  }

  @Override
  public Values of(Facet facet) {
    return bounds.getOrDefault(facet.name(), facet.usual());
  }

  /**
   * This space with one facet held to {@code values}, which may leave the usual ones but not the
   * limits.
   */
  public Space pin(String name, Values values) {
    Facet facet = named(name);
    Values possible =
        limits
            .of(facet)
            .intersect(values)
            .orElseThrow(() ->
                new UsageException(
                    name
                        + "="
                        + values
                        + " cannot be pinned: this probe can do "
                        + limits.of(facet)
                        + "; choose among those"));
    return with(facet, possible);
  }

  /** This space without some values of one facet. */
  public Space exclude(String name, Values values) {
    Facet facet = named(name);
    Values rest =
        of(facet)
            .without(values)
            .orElseThrow(() ->
                new UsageException(
                    "excluding "
                        + name
                        + "="
                        + values
                        + " leaves nothing of "
                        + of(facet)
                        + "; exclude less"));
    return with(facet, rest);
  }

  /** This space with some facets held, then without some values of others. */
  public Space narrowed(List<Condition> pins, List<Condition> exclusions) {
    Space narrowed = this;
    for (Condition pin : pins) {
      narrowed = narrowed.pin(pin.dimension(), pin.values());
    }
    for (Condition exclusion : exclusions) {
      narrowed = narrowed.exclude(exclusion.dimension(), exclusion.values());
    }
    return narrowed;
  }

  /**
   * This space with all but some dimensions held.
   *
   * @param around what the others are held at, or at what is nearest to it here
   */
  public Space varying(List<String> names, Workload around) {
    List<Dimension<?>> free = names.stream().<Dimension<?>>map(Space::dimension).toList();
    Space held = this;
    for (Facet facet : Catalogue.facets()) {
      if (!free.contains(facet.dimension())) {
        Values values =
            switch (facet) {
              case Facet.Numeric numeric -> {
                long value = nearest(numeric.value(around), of(facet));
                yield new Values.Range(value, value);
              }
              case Facet.Choice choice ->
                  Values.Members.of(
                      facet.holds(around, of(facet))
                          ? choice.word(around)
                          : ((Values.Members) of(facet)).words().first());
            };
        held = held.with(facet, values);
      }
    }
    return held;
  }

  /** Whether a workload lies within this space's bounds and is lawful. */
  public boolean contains(Workload workload) {
    return Catalogue.facets().stream().allMatch(facet -> inBounds(facet, workload))
        && lawful(workload);
  }

  /**
   * What keeps somebody's workload from running here, a sentence each; empty when it can run. The
   * usual values do not bind it.
   */
  public static List<String> objections(Workload workload, Limits limits) {
    List<String> objections = new ArrayList<>();
    for (Facet facet : Catalogue.facets()) {
      if (limits.narrow(facet)
          && Relevance.applies(facet.dimension(), workload)
          && !facet.holds(workload, limits.of(facet))) {
        objections.add(
            facet.name()
                + " is "
                + facet.text(workload)
                + ", but this probe can do "
                + limits.of(facet));
      }
    }
    for (Law law : Law.values()) {
      if (!law.bindsDrawsOnly() && !law.holds(workload, limits)) {
        objections.add(law.sentence());
      }
    }
    return objections;
  }

  /**
   * The initial workload, moved to the nearest values of this space where it lies outside: what is
   * plain here.
   */
  public Workload initial() {
    Workload initial = Workload.initial();
    for (Facet facet : Catalogue.facets()) {
      if (!facet.holds(initial, of(facet))) {
        initial =
            switch (facet) {
              case Facet.Numeric numeric ->
                  numeric.with(initial, nearest(numeric.value(initial), of(facet)));
              case Facet.Choice choice ->
                  choice.with(initial, ((Values.Members) of(facet)).words().first());
            };
      }
    }
    return Law.repair(initial, limits).workload();
  }

  /**
   * A random workload of this space. A dimension that can have one value only costs no random
   * number, so that one more of them in the catalogue moves no draw.
   */
  public Workload draw(UniformRandomProvider random) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Workload drawn = Workload.initial();
      for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
        drawn = fixed(dimension) ? held(drawn, dimension) : drawn(drawn, dimension, random);
      }
      Optional<Workload> settled = settle(drawn);
      if (settled.isPresent()) {
        return settled.get();
      }
    }
    throw new UsageException(
        "pins and exclusions leave no workload that could run ("
            + ATTEMPTS
            + " draws failed); loosen one of them");
  }

  /**
   * A neighbour: a group is drawn, then one of its dimensions that say something in {@code
   * workload} moves, then laws are repaired. Groups first, as in Collie: the many settings of a
   * queue pair would else drown the few of a signal. Answers a fresh draw where nothing can move.
   */
  public Workload mutate(Workload workload, UniformRandomProvider random) {
    List<Dimension<?>> movable =
        Catalogue.DIMENSIONS.stream()
            .filter(dimension -> Relevance.applies(dimension, workload) && !fixed(dimension))
            .toList();
    List<Group> groups = movable.stream().map(Dimension::group).distinct().toList();
    for (int attempt = 0; attempt < ATTEMPTS && !movable.isEmpty(); attempt++) {
      Group group = groups.get(random.nextInt(groups.size()));
      List<Dimension<?>> mates =
          movable.stream().filter(dimension -> dimension.group() == group).toList();
      Dimension<?> dimension = mates.get(random.nextInt(mates.size()));
      Optional<Workload> moved = settle(moved(workload, dimension, random));
      if (moved.isPresent() && !moved.get().equals(workload)) {
        return moved.get();
      }
    }
    return draw(random);
  }

  /**
   * The lawful workload of this space that {@code workload} becomes by repair, if its repair stays
   * within the bounds.
   */
  public Optional<Workload> settle(Workload workload) {
    return Law.near(workload, limits)
        .flatMap(repaired -> rest(repaired.workload()))
        .filter(this::contains);
  }

  private Optional<Workload> rest(Workload workload) {
    Workload resting = workload;
    for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
      if (!Relevance.applies(dimension, resting)) {
        resting = resting.withFrom(Workload.initial(), dimension);
      }
    }
    return Law.near(resting, limits).map(Law.Repaired::workload);
  }

  private <T> Workload drawn(
      Workload workload, Dimension<T> dimension, UniformRandomProvider random) {
    return workload.with(dimension, dimension.draw(this, random));
  }

  private Workload held(Workload workload, Dimension<?> dimension) {
    Workload held = workload;
    for (Facet facet : dimension.facets()) {
      held =
          switch (facet) {
            case Facet.Numeric number -> number.with(held, nearest(number.value(held), of(facet)));
            case Facet.Choice choice ->
                choice.with(held, ((Values.Members) of(facet)).words().first());
          };
    }
    return held;
  }

  private <T> Workload moved(
      Workload workload, Dimension<T> dimension, UniformRandomProvider random) {
    return workload.with(dimension, dimension.neighbour(workload.get(dimension), this, random));
  }

  private boolean fixed(Dimension<?> dimension) {
    return dimension.facets().stream()
        .allMatch(facet ->
            switch (of(facet)) {
              case Values.Range range -> range.low() == range.high();
              case Values.Ranges ranges -> false;
              case Values.Members members -> members.words().size() == 1;
            });
  }

  private boolean inBounds(Facet facet, Workload workload) {
    if (!Relevance.applies(facet.dimension(), workload) || facet.holds(workload, of(facet))) {
      return true;
    }
    return !isNarrowed(facet) && facet.holds(workload, limits.of(facet));
  }

  /**
   * Repairs may leave the usual values (a deeper queue for more tiles), but neither the limits nor
   * a pin.
   */
  private boolean isNarrowed(Facet facet) {
    Values possible = limits.of(facet);
    return !of(facet).equals(facet.usual().intersect(possible).orElse(possible));
  }

  private boolean lawful(Workload workload) {
    for (Law law : Law.values()) {
      if (!law.holds(workload, limits)) {
        return false;
      }
    }
    return true;
  }

  private Space with(Facet facet, Values values) {
    Map<String, Values> changed = new HashMap<>(bounds);
    changed.put(facet.name(), values);
    return new Space(limits, changed);
  }

  private static long nearest(long value, Values values) {
    return values.parts().stream()
        .map(part -> Math.clamp(value, part.low(), part.high()))
        .min(java.util.Comparator.comparingLong(candidate -> Math.abs(candidate - value)))
        .orElseThrow();
  }

  private static Dimension<?> dimension(String name) {
    return Catalogue.dimension(name)
        .orElseThrow(() ->
            new UsageException("no dimension is named " + name + "; `kelpie space` lists them"));
  }

  private static Facet named(String name) {
    return Catalogue.facet(name)
        .orElseThrow(() ->
            new UsageException(
                "no dimension is named "
                    + name
                    + "; `kelpie space` lists them"
                    + (Catalogue.dimension(name).isPresent()
                        ? " (a vector is bounded by " + name + ".smallest and " + name + ".largest)"
                        : "")));
  }
}
