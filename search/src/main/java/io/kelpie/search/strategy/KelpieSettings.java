package io.kelpie.search.strategy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How {@link KelpieAnnealing} searches.
 *
 * @param annealing temperatures of its chains, and the points that counters are ranked by
 * @param parts what it does beyond random draws and plain annealing
 */
public record KelpieSettings(AnnealingSettings annealing, Set<Part> parts) {

  /**
   * From a step that loses a tenth in one case of five to a climb within some twenty steps; with
   * every part.
   */
  public static final KelpieSettings DEFAULTS =
      new KelpieSettings(new AnnealingSettings(0.06, 0.01, 1, 0.9, 20), EnumSet.allOf(Part.class));

  /** A part that an ablation leaves out, and what stands in for it then. */
  public enum Part {
    /** The first probes cover pairs of choices; without it they are drawn as all later ones. */
    DESIGN,
    /**
     * Draws with numbers at the ends of their ranges and sizes beside a multiple of the packet;
     * without it all draws are random.
     */
    BOUNDARIES,
    /** Chains; without it every probe is a draw or lies beside an anomaly. */
    CHAINS,
    /** Moves that an additive model of all points promises; without it all moves are as likely. */
    EFFECTS,
    /** Chains leap to where that model promises most; without it they step from the start on. */
    LEAPS,
    /** A device's events are driven by the packet; without it by the second. */
    PACKETS,
    /** The traffic of an anomaly with other words; without it none is made. */
    CROSSINGS;

    /** The word in the name of an ablation. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public KelpieSettings {
    parts = Set.copyOf(parts);
  }

  /** All parts but one. */
  public KelpieSettings without(Part part) {
    return new KelpieSettings(
        annealing, parts.stream().filter(kept -> kept != part).collect(Collectors.toSet()));
  }

  /** The strategy's name: {@code kelpie}, and what it is without. */
  String name() {
    return Arrays.stream(Part.values())
        .filter(part -> !has(part))
        .map(part -> "-no-" + part)
        .collect(Collectors.joining("", KelpieAnnealing.NAME, ""));
  }

  boolean has(Part part) {
    return parts.contains(part);
  }
}
