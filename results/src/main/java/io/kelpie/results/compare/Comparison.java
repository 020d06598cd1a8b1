package io.kelpie.results.compare;

import io.kelpie.results.Place;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code compare --json} prints; others rely on its keys.
 *
 * @param first the first's folder or file
 * @param second likewise
 * @param simulated whether a model said either
 * @param differs what the places do not have in common
 * @param differences the gravest first
 */
public record Comparison(
    String first,
    String second,
    boolean simulated,
    List<Place.Change> differs,
    List<Difference> differences) {

  public Comparison {
    differs = List.copyOf(differs);
    differences = differences.stream().sorted(Comparator.comparing(Difference::kind)).toList();
  }

  /** Whether something appeared or became worse. */
  public boolean isWorse() {
    return has(Difference.Kind.APPEARED) || has(Difference.Kind.WORSE);
  }

  /** Whether something might be worse that was not looked at. */
  public boolean isOpen() {
    return has(Difference.Kind.CANNOT_TELL);
  }

  private boolean has(Difference.Kind kind) {
    return differences.stream().anyMatch(each -> each.kind() == kind);
  }

  /** How many of each kind. */
  public SortedMap<Difference.Kind, Long> counts() {
    SortedMap<Difference.Kind, Long> counts = new TreeMap<>();
    differences.forEach(each -> counts.merge(each.kind(), 1L, Long::sum));
    return counts;
  }
}
