package io.kelpie.workload;

/** A number that two facets make together. */
public sealed interface Compound extends Feature permits Product, Remainder {

  /** The workload's value. */
  long value(Workload workload);

  @Override
  default boolean holds(Workload workload, Values values) {
    return values.contains(value(workload));
  }

  @Override
  default String text(Workload workload) {
    return Long.toString(value(workload));
  }
}
