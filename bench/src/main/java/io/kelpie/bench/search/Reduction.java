package io.kelpie.bench.search;

import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.Finding;
import io.kelpie.search.Hunt;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntListener;
import io.kelpie.search.HuntSettings;
import io.kelpie.search.Journal;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * What a hunt makes of one anomaly that it meets with its first probe.
 *
 * @param finding null where the anomaly was not claimed
 * @param cost runs that reducing it took, what was reduced before it from the same workload aside
 */
record Reduction(@Nullable Finding finding, long cost) {
  /** Fewest draws of a trigger before an anomaly is given up. */
  private static final int ATTEMPTS = 400;

  /** What is searched on a profile's device. */
  static Space space(Profile profile) {
    try (Probe probe = Trial.place(profile, 1, Noise.QUIET)) {
      return Space.within(probe.description().limits()).narrowed(profile.focus(), List.of());
    }
  }

  /** Random workloads that show an anomaly: the same for the same number of them and seed. */
  static List<Workload> starts(Truth.Anomaly anomaly, Space space, int count, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    return Extent.showing(
        anomaly.trigger(),
        anomaly::shows,
        space,
        random,
        count,
        Math.max(ATTEMPTS, Extent.ATTEMPTS * count));
  }

  /**
   * Hunts from a workload that shows an anomaly.
   *
   * @param noise the place's
   */
  static Reduction from(
      Workload start,
      Truth truth,
      Truth.Anomaly anomaly,
      Profile profile,
      Space space,
      long seed,
      Noise noise) {
    Claims claims = new Claims(truth, anomaly);
    HuntSettings settings = new HuntSettings(seed, new HuntBudget.Probes(1), space).from(start);
    try (Probe probe = Trial.place(profile, seed, noise)) {
      new Hunt(settings, probe, Journal.none(), claims).run();
    }
    return new Reduction(claims.finding, claims.cost);
  }

  /** Waits for the claim of one anomaly. */
  private static final class Claims implements HuntListener {
    private final Truth truth;
    private final Truth.Anomaly wanted;
    private @Nullable Finding finding;
    private long minimising;
    private long before;
    private long cost;

    private Claims(Truth truth, Truth.Anomaly wanted) {
      this.truth = truth;
      this.wanted = wanted;
    }

    @Override
    public void probed(ProbeRecord record, boolean live) {
      minimising += record.ledger() == Ledger.MINIMISING ? 1 : 0;
    }

    @Override
    public void found(Finding found) {
      Truth.Anomaly anomaly = truth.of(found).anomaly();
      if (finding == null && anomaly != null && anomaly.id().equals(wanted.id())) {
        finding = found;
        cost = minimising - before;
      }
      before = minimising;
    }
  }
}
