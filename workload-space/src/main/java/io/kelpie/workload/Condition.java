package io.kelpie.workload;

/**
 * One condition of a region of the space: the named facet's value lies among the values.
 *
 * @param dimension the facet's name
 */
public record Condition(String dimension, Values values) {
  public Condition {
    if (Catalogue.facet(dimension).isEmpty()) {
      throw new IllegalArgumentException("no dimension is named " + dimension);
    }
  }

  public Facet facet() {
    return Catalogue.facet(dimension).orElseThrow();
  }

  public boolean holds(Workload workload) {
    return facet().holds(workload, values);
  }

  @Override
  public String toString() {
    return dimension + " = " + values;
  }
}
