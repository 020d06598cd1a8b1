package io.kelpie.workload;

import java.util.List;

/**
 * What one condition of a region speaks of: a facet, which can be set, or a number that several
 * facets make together, which can only be read.
 */
public sealed interface Feature permits Facet, Compound {

  /** The name in conditions, unique. */
  String name();

  /** What its values are counted in; empty for words and plain numbers. */
  String unit();

  /** Whether the name says what is counted, as that of {@code rnr_retries} does. */
  default boolean isUnitInName() {
    return List.of(name().replace('.', '_').split("_")).contains(unit());
  }

  /** The dimensions that it depends on. */
  List<Dimension<?>> dimensions();

  /** Whether the workload's value lies among {@code values}. */
  boolean holds(Workload workload, Values values);

  /** The workload's value as a report prints it. */
  String text(Workload workload);

  /**
   * The share of usual draws that fall among {@code values}, from 0 to 1; of all lawful values
   * where none of them is usual.
   */
  double share(Values values);
}
