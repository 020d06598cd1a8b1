package io.kelpie.workload;

/**
 * One condition of a region of the space: the named feature's value lies among the values.
 *
 * @param dimension the feature's name
 */
public record Condition(String dimension, Values values) {
  public Condition {
    if (Catalogue.feature(dimension).isEmpty()) {
      throw new IllegalArgumentException("no dimension is named " + dimension);
    }
  }

  public Feature feature() {
    return Catalogue.feature(dimension).orElseThrow();
  }

  /**
   * The facet that it speaks of, where that can be set.
   *
   * @throws UsageException where it is made of several
   */
  public Facet facet() {
    if (feature() instanceof Facet facet) {
      return facet;
    }
    throw new UsageException(dimension + " cannot be set by itself; name a dimension");
  }

  public boolean holds(Workload workload) {
    return feature().holds(workload, values);
  }

  /** For a reader: with the unit, unless the name has it already, as {@code peers = 1 to 4}. */
  public String inWords() {
    return feature().unit().isEmpty() || feature().isUnitInName()
        ? toString()
        : this + " " + feature().unit();
  }

  @Override
  public String toString() {
    return dimension + " = " + values;
  }
}
