package io.kelpie.bench.noise;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Two paths through a network, chosen by a hash of the queue pairs: one is slower by half. Queue
 * pairs keep theirs; fresh ones, and those of a workload that needs other queue pairs than the run
 * before, are hashed anew.
 */
final class TwoPaths extends At {
  private static final double SLOWER = 1.5;

  /** What queue pairs are set up by. */
  private static final List<Dimension<?>> SET_UP =
      List.of(
          Catalogue.QP_TYPE,
          Catalogue.QPS_PER_PEER,
          Catalogue.PEERS,
          Catalogue.SENDERS,
          Catalogue.DIRECTION,
          Catalogue.SEND_DEPTH,
          Catalogue.PATH_MTU);

  private final UniformRandomProvider random;
  private @Nullable List<Object> queuePairs;
  private boolean detour;

  TwoPaths(Probe device, long seed) {
    super(device);
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<Object> needed = SET_UP.stream().<Object>map(workload::get).toList();
    if (budget.queuePairs() == QueuePairs.FRESH || !Objects.equals(needed, queuePairs)) {
      queuePairs = needed;
      detour = random.nextBoolean();
    }
    Measurement quiet = device.run(workload, budget);
    return detour ? slower(quiet, SLOWER) : quiet;
  }
}
