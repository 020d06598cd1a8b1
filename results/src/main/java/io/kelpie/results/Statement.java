package io.kelpie.results;

import io.kelpie.probes.Stage;
import io.kelpie.search.Finding;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Values;
import io.kelpie.workload.Values.Range;
import io.kelpie.workload.Workload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a finding says of where its anomaly is, in nats: of a condition the negative logarithm of
 * the share of usual draws that meet it, of a blocked stage as if each were as likely.
 *
 * @param said by each facet's condition
 * @param implied the same, and what a condition on one end of the tiles' sizes says of the other
 */
record Statement(
    Map<String, Values> said,
    Map<String, Values> implied,
    @Nullable Stage blocked,
    Workload workload) {
  private static final Facet.Numeric SMALLEST = Catalogue.TILE_BYTES.smallest();
  private static final Facet.Numeric LARGEST = Catalogue.TILE_BYTES.largest();
  private static final double STAGE = Math.log(Stage.values().length);

  static Statement of(Finding finding) {
    Map<String, Values> said = new LinkedHashMap<>();
    finding.conditions().forEach(condition -> said.put(condition.dimension(), condition.values()));
    Map<String, Values> implied = new LinkedHashMap<>(said);
    Values smallest = said.get(SMALLEST.name());
    if (smallest != null) {
      narrow(implied, LARGEST, new Range(smallest.hull().low(), LARGEST.full().hull().high()));
    }
    Values largest = said.get(LARGEST.name());
    if (largest != null) {
      narrow(implied, SMALLEST, new Range(SMALLEST.full().hull().low(), largest.hull().high()));
    }
    return new Statement(said, implied, finding.blockedStage(), finding.workload());
  }

  private static void narrow(Map<String, Values> all, Facet facet, Range values) {
    all.merge(facet.name(), values, (before, to) -> before.intersect(to).orElse(before));
  }

  /** All that it says. */
  double information() {
    return (blocked == null ? 0 : STAGE)
        + said.entrySet().stream()
            .mapToDouble(each -> information(each.getKey(), each.getValue()))
            .sum();
  }

  /**
   * What both say, no more of it than cannot be chance. Of a facet of which they exclude each other
   * it is nothing.
   */
  double shared(Statement other) {
    double shared = blocked == other.blocked && blocked != null ? STAGE : 0;
    for (String facet : spokenOf(other)) {
      double both = overlap(facet, other);
      if (!Double.isNaN(both)) {
        shared += isCounted(facet, other) ? both : 0;
      } else if (isOneRemainder(facet, other)) {
        shared += Math.log(packet(other));
      }
    }
    return shared;
  }

  /** Whether a condition of one excludes one of the other's. */
  boolean excludes(Statement other) {
    return spokenOf(other).stream()
        .anyMatch(facet -> Double.isNaN(overlap(facet, other)) && !isOneRemainder(facet, other));
  }

  /** The share of its conditions, by what they say, that the other's workload meets; 1 of none. */
  double metBy(Statement other) {
    double all = 0;
    double met = 0;
    for (Map.Entry<String, Values> each : said.entrySet()) {
      double information = information(each.getKey(), each.getValue());
      boolean holds = new Condition(each.getKey(), each.getValue()).holds(other.workload);
      all += information;
      met += holds || isOneRemainder(each.getKey(), other) ? information : 0;
    }
    return all == 0 ? 1 : met / all;
  }

  /** The facets of which both speak. */
  private Set<String> spokenOf(Statement other) {
    Set<String> facets = new TreeSet<>(said.keySet());
    facets.addAll(other.said.keySet());
    facets.retainAll(implied.keySet());
    facets.retainAll(other.implied.keySet());
    return facets;
  }

  /** What both say of a facet of which both speak; not a number where they exclude each other. */
  private double overlap(String facet, Statement other) {
    Values mine = Objects.requireNonNull(implied.get(facet));
    Values theirs = Objects.requireNonNull(other.implied.get(facet));
    return mine.intersect(theirs)
        .map(both ->
            Math.max(
                0,
                information(facet, mine) + information(facet, theirs) - information(facet, both)))
        .orElse(Double.NaN);
  }

  /** What is implied of a size counts where both do not speak of one and the same end. */
  private boolean isCounted(String facet, Statement other) {
    if (said.containsKey(facet) && other.said.containsKey(facet)) {
      return true;
    }
    String end = facet.equals(SMALLEST.name()) ? LARGEST.name() : SMALLEST.name();
    return !(said.containsKey(end) && other.said.containsKey(end));
  }

  /**
   * Whether two sizes, which exclude each other, end alike in their last packet, and not with it:
   * what costs a byte too much shows at each number of packets, in a region of its own.
   */
  private boolean isOneRemainder(String facet, Statement other) {
    for (Facet.Numeric size : Set.of(SMALLEST, LARGEST)) {
      if (size.name().equals(facet)) {
        long packet = packet(other);
        long remainder = size.value(workload) % packet;
        return remainder != 0 && remainder == size.value(other.workload) % packet;
      }
    }
    return false;
  }

  private long packet(Statement other) {
    return Math.min(workload.get(Catalogue.PATH_MTU), other.workload.get(Catalogue.PATH_MTU));
  }

  /** What its words say that a workload does without. */
  double denied(Workload shown) {
    return said.entrySet().stream()
        .map(each -> new Condition(each.getKey(), each.getValue()))
        .filter(condition -> condition.feature() instanceof Facet.Choice && !condition.holds(shown))
        .mapToDouble(condition -> information(condition.dimension(), condition.values()))
        .sum();
  }

  private static double information(String facet, Values values) {
    return -Math.log(Catalogue.feature(facet).orElseThrow().share(values));
  }
}
