package io.kelpie.search.minimise;

import io.kelpie.workload.Condition;
import java.util.List;

/**
 * What an anomaly was reduced to.
 *
 * @param conditions the MFS
 * @param pinned facets that the space holds to one value, so that nothing is known beyond it
 * @param neighbours for each condition that was shown necessary, a healthy workload beyond it
 * @param notes what could not be tested, a sentence each
 */
public record Minimised(
    List<Condition> conditions,
    List<Condition> pinned,
    List<Neighbour> neighbours,
    List<String> notes) {
  public Minimised {
    conditions = List.copyOf(conditions);
    pinned = List.copyOf(pinned);
    neighbours = List.copyOf(neighbours);
    notes = List.copyOf(notes);
  }
}
