package io.kelpie.workload;

import java.util.List;
import java.util.Optional;

/**
 * Two numbers multiplied: queue pairs times the depth of each are the work requests that a device
 * keeps, regions times their bytes what it translates. Written {@code one*other}.
 *
 * @param one the factor that comes first in the catalogue
 */
public record Product(Facet.Numeric one, Facet.Numeric other) implements Compound {
  private static final String SIGN = "*";

  /** Places on each factor's scale at which {@link #share} looks. */
  private static final int PLACES = 64;

  /** The product that a name writes; empty where it writes none. */
  static Optional<Feature> named(String name) {
    return Facet.Numeric.pair(name, SIGN).map(pair -> new Product(pair.getFirst(), pair.getLast()));
  }

  @Override
  public String name() {
    return one.name() + SIGN + other.name();
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public List<Dimension<?>> dimensions() {
    return List.of(one.dimension(), other.dimension());
  }

  @Override
  public long value(Workload workload) {
    return one.value(workload) * other.value(workload);
  }

  /** By {@value #PLACES} places on the scale of each factor's usual values, all pairs of them. */
  @Override
  public double share(Values values) {
    long among = 0;
    for (long factor : places(one)) {
      for (long times : places(other)) {
        among += values.contains(factor * times) ? 1 : 0;
      }
    }
    return (double) among / (PLACES * PLACES);
  }

  private static long[] places(Facet.Numeric facet) {
    Values.Range usual = facet.usual().hull();
    double low = facet.scale().position(usual.low());
    double high = facet.scale().position(usual.high());
    long[] places = new long[PLACES];
    for (int place = 0; place < PLACES; place++) {
      places[place] = facet.scale().value(low + (high - low) * (place + 0.5) / PLACES);
    }
    return places;
  }
}
