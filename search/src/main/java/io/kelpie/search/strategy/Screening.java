package io.kelpie.search.strategy;

import io.kelpie.search.strategy.KelpieSettings.Part;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws that look everywhere: random ones, and such at boundaries, where defects gather: numbers at
 * the ends of their ranges (as a two-level design has them), sizes beside a multiple of the packet.
 * At first each is, of several, the one that covers most new pairs of choices.
 */
final class Screening {
  /** Probes that cover pairs of choices; so many points tell main effects apart, too. */
  static final int DESIGN = 40;

  /** Draws among which the one that covers most is taken. */
  private static final int CANDIDATES = 16;

  private static final double AT_ENDS = 0.3;
  private static final double BESIDE_A_MULTIPLE = 0.1;

  private final OpenSpace open;
  private final Space space;
  private final UniformRandomProvider random;
  private final ChoiceCoverage coverage;
  private final KelpieSettings settings;
  private int probed;
  private String why = "";

  Screening(OpenSpace open, StrategyContext context, KelpieSettings settings) {
    this.open = open;
    this.space = context.space();
    this.random = context.random();
    this.settings = settings;
    this.coverage = new ChoiceCoverage(context.space());
  }

  /** A workload was probed, whoever chose it. */
  void add(Workload workload) {
    probed++;
    coverage.add(workload);
  }

  /** Whether so many probes were made that chains may start, by a design or without. */
  boolean isDesignDone() {
    return probed >= DESIGN;
  }

  /** The next draw; empty where nothing is open. */
  Optional<Workload> draw() {
    double kind = settings.has(Part.BOUNDARIES) ? random.nextDouble() : 1;
    if (kind < AT_ENDS) {
      return draw(this::atEnds, "a draw with numbers at the ends of their ranges");
    }
    if (kind < AT_ENDS + BESIDE_A_MULTIPLE) {
      return draw(this::besideMultiple, "a draw with sizes beside a multiple of the packet");
    }
    return draw(() -> space.draw(random), "a random draw");
  }

  private Optional<Workload> draw(Supplier<Workload> draws, String what) {
    if (!settings.has(Part.DESIGN) || isDesignDone()) {
      why = what;
      return open.first(draws);
    }
    why =
        "the screening design: of "
            + CANDIDATES
            + " draws, the one that adds most to the pairs of choices probed so far; "
            + what;
    return newest(IntStream.range(0, CANDIDATES).mapToObj(_ -> open.first(draws)));
  }

  /** Of some draws the one whose pairs of choices were probed least. */
  Optional<Workload> newest(Stream<Optional<Workload>> draws) {
    return draws.flatMap(Optional::stream).max(Comparator.comparingDouble(coverage::novelty));
  }

  String why() {
    return why;
  }

  private Workload atEnds() {
    Workload drawn = space.draw(random);
    Workload moved = drawn;
    for (Facet facet : Catalogue.facets()) {
      if (facet instanceof Facet.Numeric number && random.nextBoolean()) {
        Values.Range hull = space.of(number).hull();
        moved = number.with(moved, random.nextBoolean() ? hull.low() : hull.high());
      }
    }
    return space.settle(moved).orElse(drawn);
  }

  private Workload besideMultiple() {
    Workload drawn = space.draw(random);
    long packet = drawn.get(Catalogue.PATH_MTU);
    List<Long> sizes =
        drawn.get(Catalogue.TILE_BYTES).stream()
            .map(size -> packet * Math.max(1, Math.round((double) size / packet)))
            .map(multiple -> multiple + random.nextInt(3) - 1)
            .toList();
    return space.settle(drawn.with(Catalogue.TILE_BYTES, sizes)).orElse(drawn);
  }
}
