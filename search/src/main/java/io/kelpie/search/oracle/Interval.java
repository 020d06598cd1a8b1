package io.kelpie.search.oracle;

/** A 95 % confidence interval, both ends included. */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("no interval from " + low + " to " + high);
    }
  }
}
