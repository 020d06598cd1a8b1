package io.kelpie.workload;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Workloads for tests. */
public final class Workloads {
  /** A place that realises everything, with 256 MiB and ten seconds. */
  public static final Limits EVERYTHING = new Limits(Map.of(), 256 << 20, Duration.ofSeconds(10));

  private Workloads() {}

  /** A lawful workload of the usual space, the same for the same seed. */
  public static Workload random(long seed) {
    return Space.within(EVERYTHING).draw(generator(seed));
  }

  /** Any values of the full ranges together, most of them unlawful. */
  public static Workload wild(UniformRandomProvider random) {
    Workload workload = Workload.initial();
    for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
      workload = wild(workload, dimension, random);
    }
    return workload;
  }

  public static Stream<Workload> wild(long seed, int count) {
    UniformRandomProvider random = generator(seed);
    return Stream.generate(() -> wild(random)).limit(count);
  }

  public static UniformRandomProvider generator(long seed) {
    return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
  }

  private static <T> Workload wild(
      Workload workload, Dimension<T> dimension, UniformRandomProvider random) {
    return workload.with(dimension, dimension.draw(Facet::full, random));
  }
}
