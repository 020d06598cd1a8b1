package io.kelpie.bench.noise;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A device that falls over in one run of two hundred, whatever runs there, cannot be opened for up
 * to four runs more, and comes back.
 */
final class FallingDevice extends At {
  private static final double FALLS = 0.005;
  private static final int MOST_GONE = 4;
  private static final double SECONDS = 1;

  private final UniformRandomProvider random;
  private final double falls;
  private int gone;

  /**
   * Such a device.
   *
   * @param times how many times as often as usual it falls over
   */
  FallingDevice(Probe device, long seed, double times) {
    super(device);
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    this.falls = FALLS * times;
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    if (gone > 0) {
      gone--;
      return Measurement.without(new Outcome.Invalid("the device cannot be opened"), SECONDS);
    }
    if (random.nextDouble() < falls) {
      gone = random.nextInt(MOST_GONE + 1);
      return Measurement.without(
          new Outcome.Failed("device fatal", "the device reported a fatal error"), SECONDS);
    }
    return device.run(workload, budget);
  }
}
