package io.kelpie.bench;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A probe's place with neighbours: its load drifts from run to run, each run varies by itself, and
 * now and then somebody else's burst slows one down by half to threefold. What is mended there, a
 * run shows as mended.
 */
public final class SharedCluster implements Probe {
  /** Standard deviation of the logarithm of what a run takes longer, by itself. */
  private static final double JITTER = 0.10;

  /** The same of the drift's step, and how much of the drift is left a run later. */
  private static final double STEP = 0.05;

  private static final double LEFT = 0.9;
  private static final double BURSTS = 0.10;
  private static final double BURST_LEAST = 1.5;
  private static final double BURST_MOST = 3;

  private final Probe probe;
  private final UnaryOperator<Workload> mending;
  private final UniformRandomProvider random;
  private final ZigguratSampler.NormalizedGaussian gaussian;
  private final double times;
  private double drift;

  /**
   * A place on such a cluster.
   *
   * @param mending what runs in the place of a workload
   * @param times how many times as much of all as usual; bursts last at most all of the time
   */
  public SharedCluster(Probe probe, UnaryOperator<Workload> mending, long seed, double times) {
    this.probe = probe;
    this.mending = mending;
    this.times = times;
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
  }

  @Override
  public Description description() {
    return probe.description();
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    Measurement quiet = probe.run(mending.apply(workload), budget);
    drift = LEFT * drift + times * STEP * gaussian.sample();
    double burst =
        random.nextDouble() < times * BURSTS
            ? BURST_LEAST + (BURST_MOST - BURST_LEAST) * random.nextDouble()
            : 1;
    double slower = Math.exp(drift + times * JITTER * gaussian.sample()) * burst;
    List<Flow> flows =
        quiet.flows().stream()
            .map(flow ->
                new Flow(
                    flow.name(),
                    flow.tiles(),
                    flow.bytes(),
                    flow.passSeconds().stream().map(pass -> pass * slower).toList()))
            .toList();
    return new Measurement(
        quiet.outcome(),
        flows,
        quiet.stages(),
        quiet.sojourns(),
        quiet.integrity(),
        quiet.silences(),
        quiet.counters(),
        quiet.idleRoundTrip(),
        quiet.setupSeconds(),
        quiet.deviceSeconds());
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return probe.idle(time);
  }

  @Override
  public void close() {
    probe.close();
  }
}
