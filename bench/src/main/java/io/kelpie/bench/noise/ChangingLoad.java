package io.kelpie.bench.noise;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Change points and creep: a neighbour's job begins or ends, which makes the place up to twice as
 * slow for some hundred runs, and a device that grows warm loses a tenth in between.
 */
final class ChangingLoad extends At {
  private static final double CHANGES = 0.01;
  private static final double SLOWEST = 2;

  /** Runs in which a place that is warm has lost all that it loses. */
  private static final int WARMING = 200;

  private static final double THROTTLED = 1.1;

  private final UniformRandomProvider random;
  private final double changes;
  private double level = 1;
  private int since;

  /**
   * A device at such a place.
   *
   * @param times how many times as often as usual a job begins or ends
   */
  ChangingLoad(Probe device, long seed, double times) {
    super(device);
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    this.changes = Math.min(1, CHANGES * times);
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    Measurement quiet = device.run(workload, budget);
    since++;
    if (random.nextDouble() < changes) {
      level = level > 1 ? 1 : 1 + (SLOWEST - 1) * random.nextDouble();
      since = 0;
    }
    double warmth = Math.min(1, (double) since / WARMING);
    return slower(quiet, level * (1 + (THROTTLED - 1) * warmth));
  }
}
