package io.kelpie.workload;

import java.util.List;
import java.util.Optional;

/**
 * What is left of a number beyond the nearest multiple of another, from minus half of that to half
 * of it: 1 where a message of 4,097 bytes leaves one byte for its last packet, -1 where it lacks
 * one. Written {@code number%modulus}.
 */
public record Remainder(Facet.Numeric number, Facet.Numeric modulus) implements Compound {
  private static final String SIGN = "%";

  /** The remainder that a name writes; empty where it writes none. */
  static Optional<Feature> named(String name) {
    return Facet.Numeric.pair(name, SIGN)
        .map(pair -> new Remainder(pair.getFirst(), pair.getLast()));
  }

  @Override
  public String name() {
    return number.name() + SIGN + modulus.name();
  }

  @Override
  public String unit() {
    return number.unit();
  }

  @Override
  public List<Dimension<?>> dimensions() {
    return List.of(number.dimension(), modulus.dimension());
  }

  @Override
  public long value(Workload workload) {
    long step = modulus.value(workload);
    long rest = number.value(workload) % step;
    return 2 * rest > step ? rest - step : rest;
  }

  /**
   * As if every remainder of the smallest usual modulus were as likely: the share of smaller
   * numbers, which are their own remainder, is left out.
   */
  @Override
  public double share(Values values) {
    long step = modulus.usual().hull().low();
    Values all = new Values.Range(-((step - 1) / 2), step / 2);
    return all.intersect(values).map(both -> (double) both.count() / step).orElse(0.0);
  }
}
