package io.kelpie.workload;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a place can run: published by a probe, held against a user's workload, a bound of every
 * draw.
 *
 * @param values by facet name; a facet that is not named is bounded by the catalogue alone
 * @param memoryBytes memory for the regions of one endpoint
 * @param deadline the longest that one run may take
 */
public record Limits(Map<String, Values> values, long memoryBytes, Duration deadline) {
  public Limits {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(values)));
    for (String name : values.keySet()) {
      if (Catalogue.facet(name).isEmpty()) {
        throw new IllegalArgumentException("no dimension is named " + name);
      }
    }
  }

  /** Whether more is asked of the facet here than what every workload keeps anyhow. */
  boolean narrow(Facet facet) {
    return values.containsKey(facet.name());
  }

  /** What the facet may be here: the catalogue's full set where nothing narrower is published. */
  public Values of(Facet facet) {
    return values.getOrDefault(facet.name(), facet.full());
  }
}
