package io.kelpie.workload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One point of the search space: what moves and how it is moved. An immutable tree whose leaves are
 * the dimensions of {@link Catalogue}; a dimension that nobody set has its initial value.
 */
public final class Workload {
  private static final Workload INITIAL =
      new Workload(Catalogue.DIMENSIONS.stream().map(Dimension::initial).toArray());

  private final Object[] values;

  private Workload(Object[] values) {
    this.values = values;
  }

  /** The workload with every dimension at its initial value. */
  public static Workload initial() {
    return INITIAL;
  }

  @SuppressWarnings("unchecked")
  public <T> T get(Dimension<T> dimension) {
    return (T) values[Catalogue.index(dimension)];
  }

  /** A number dimension's value as an int; all ranges that are read this way fit. */
  public int integer(Dimension<Long> dimension) {
    return Math.toIntExact(get(dimension));
  }

  public <T> Workload with(Dimension<T> dimension, T value) {
    String objection = dimension.objection(value);
    if (objection != null) {
      throw new IllegalArgumentException(dimension.name() + ": " + objection);
    }
    Object[] changed = values.clone();
    changed[Catalogue.index(dimension)] = value;
    return new Workload(changed);
  }

  /** This workload with one dimension's value taken from {@code other}. */
  public <T> Workload withFrom(Workload other, Dimension<T> dimension) {
    return with(dimension, other.get(dimension));
  }

  /** The dimensions in which the two differ, in the catalogue's order. */
  public List<Dimension<?>> differing(Workload other) {
    return Catalogue.DIMENSIONS.stream()
        .<Dimension<?>>map(dimension -> dimension)
        .filter(dimension -> !get(dimension).equals(other.get(dimension)))
        .toList();
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Workload workload && Arrays.equals(values, workload.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** The dimensions that differ from their initial values, as {@code name=value}. */
  @Override
  public String toString() {
    return Catalogue.DIMENSIONS.stream()
        .filter(dimension -> !get(dimension).equals(dimension.initial()))
        .map(dimension -> dimension.name() + "=" + Catalogue.text(this, dimension))
        .collect(Collectors.joining(" ", "{", "}"));
  }
}
