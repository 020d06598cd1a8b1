package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server behind every stage of a NIC against queueing theory (Kleinrock, vol. 1, 5.6). */
class QueueingTheoryTest {
  private static final int CUSTOMERS = 4_000_000;
  private static final int WARM_UP = 100_000;
  private static final long SERVICE = 1_000;

  /** M/D/1: Poisson arrivals wait for {@code rho / (2 (1 - rho))} services on average. */
  @ParameterizedTest
  @CsvSource({"0.2, 1", "0.5, 2", "0.8, 3"})
  void poissonArrivalsWaitAsLongAsTheFormulaSays(double load, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    ZigguratSampler.Exponential gaps = ZigguratSampler.Exponential.of(random, SERVICE / load);
    Pipe pipe = new Pipe();
    pipe.clear();
    double arrival = 0;
    double waited = 0;
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      arrival += gaps.sample();
      long now = Math.round(arrival);
      long done = pipe.serve(now, SERVICE);
      waited += customer < WARM_UP ? 0 : done - SERVICE - now;
    }
    double mean = waited / (CUSTOMERS - WARM_UP) / SERVICE;

    assertThat(mean / (load / (2 * (1 - load)))).isCloseTo(1, within(0.02));
  }

  /** M/M/1 on the same server, its service times drawn: {@code rho / (1 - rho)}. */
  @ParameterizedTest
  @CsvSource({"0.3, 4", "0.7, 5"})
  void exponentialServiceWaitsTwiceAsLong(double load, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    ZigguratSampler.Exponential gaps = ZigguratSampler.Exponential.of(random, SERVICE / load);
    ZigguratSampler.Exponential services = ZigguratSampler.Exponential.of(random, SERVICE);
    Pipe pipe = new Pipe();
    pipe.clear();
    double arrival = 0;
    double waited = 0;
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      arrival += gaps.sample();
      long now = Math.round(arrival);
      long service = Math.round(services.sample());
      long done = pipe.serve(now, service);
      waited += customer < WARM_UP ? 0 : done - service - now;
    }
    double mean = waited / (CUSTOMERS - WARM_UP) / SERVICE;

    assertThat(mean / (load / (1 - load))).isCloseTo(1, within(0.02));
  }
}
