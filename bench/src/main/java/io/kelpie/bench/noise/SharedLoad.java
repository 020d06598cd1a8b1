package io.kelpie.bench.noise;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A load that drifts from run to run, by which each run varies by itself, and somebody else's burst
 * that slows one down by half to threefold now and then.
 */
final class SharedLoad extends At {
  /** How much of the drift is left a run later. */
  private static final double LEFT = 0.9;

  private static final double BURST_LEAST = 1.5;
  private static final double BURST_MOST = 3;

  private final UniformRandomProvider random;
  private final ZigguratSampler.NormalizedGaussian gaussian;
  private final double jitter;
  private final double step;
  private final double bursts;
  private double drift;

  /**
   * A device under such a load.
   *
   * @param jitter standard deviation of the logarithm of what a run takes longer, by itself
   * @param step the same of the drift's step
   * @param bursts share of the runs that a burst slows down
   */
  SharedLoad(Probe device, long seed, double jitter, double step, double bursts) {
    super(device);
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    this.jitter = jitter;
    this.step = step;
    this.bursts = bursts;
  }

  /** The load of a cluster that others share, times as much of it. */
  static SharedLoad cluster(Probe device, long seed, double times) {
    return new SharedLoad(device, seed, 0.10 * times, 0.05 * times, Math.min(1, 0.10 * times));
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    Measurement quiet = device.run(workload, budget);
    drift = LEFT * drift + step * gaussian.sample();
    double burst =
        random.nextDouble() < bursts
            ? BURST_LEAST + (BURST_MOST - BURST_LEAST) * random.nextDouble()
            : 1;
    return slower(quiet, Math.exp(drift + jitter * gaussian.sample()) * burst);
  }
}
