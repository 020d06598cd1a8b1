package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Drains and fences of an endpoint that all peers share, each moment worked out by hand, in
 * nanoseconds: a byte takes one on the wire, headers and an acknowledgement 10, a way 1,000.
 */
class EndpointTest {
  private static final Workload TWO_PEERS =
      Workload.initial().with(TILES, 2L).with(TILE_BYTES, List.of(1000L)).with(PEERS, 2L);

  private static FabricParameters parameters(int visit, boolean gates) {
    return new FabricParameters(
        new FabricParameters.Ring(1024, 10, 20, 30),
        new FabricParameters.Proxy(100, 0, 50, 40, visit),
        new FabricParameters.Nic(5, 0, 1, 0, 0, 60, 4096, 0, 1 << 23, false, gates),
        new FabricParameters.Link(1_000_000_000, 1_000_000_000, 10, 10, 16_384, 1000, 100),
        new FabricParameters.Receiver(7, 20, 3, 200, 2),
        new FabricParameters.Setup(1000, 100),
        FabricParameters.Caches.PASS_THROUGH,
        FabricParameters.Pcie.PASS_THROUGH,
        FabricParameters.Buffer.PASS_THROUGH,
        0);
  }

  private static Simulation run(FabricParameters parameters, Workload workload) {
    Simulation simulation = new Simulation(parameters, Impact.NONE, new Jitter(0), workload, 1);
    simulation.pass(Long.MAX_VALUE, true);
    return simulation;
  }

  private static long at(Simulation simulation, Stamp stamp, int tile) {
    return simulation.groups().getFirst().clock().at(stamp, tile);
  }

  @Test
  void aDrainVisitsEveryPeerAndWaitsWhereOneOwes() {
    Workload drained =
        TWO_PEERS.with(ORDERING, Ordering.DRAIN).with(FENCE_SCOPE, FenceScope.ENDPOINT);
    Simulation free = run(parameters(0, false), drained);
    Simulation visiting = run(parameters(500, false), drained);

    // tile 0 is posted at 180, complete at 3305, and its signal's post takes 150 from then on; a
    // visit to its own peer passes meanwhile, the one to the other peer comes on top
    assertThat(at(free, Stamp.SIGNAL_POSTED, 0)).isEqualTo(3455);
    assertThat(at(visiting, Stamp.SIGNAL_POSTED, 0)).isEqualTo(3955);
    assertThat(at(visiting, Stamp.TAKEN, 1)).isEqualTo(3955);
  }

  @Test
  void aVisitLongerThanTheRoundTripHidesIt() {
    Workload drained = TWO_PEERS.with(ORDERING, Ordering.DRAIN).with(TILES, 1L);

    // posted at 180, there at 10180; the completion that came at 3265 is polled, 40; then peer 1
    assertThat(at(run(parameters(10_000, false), drained), Stamp.SIGNAL_POSTED, 0))
        .isEqualTo(180 + 10_000 + 40 + 10_000 + 150);
  }

  @Test
  void aDrainOfOnePeerWaitsForAllWhereItVisitsAll() {
    Workload grouped =
        TWO_PEERS
            .with(TILES, 4L)
            .with(ORDERING, Ordering.DRAIN)
            .with(FENCE_SCOPE, FenceScope.PEER)
            .with(SIGNALS_PER_FENCE, 2L);
    Simulation visiting = run(parameters(1, false), grouped);

    // the first drain, behind tile 2, waits for tile 1 of the other peer, too
    assertThat(at(visiting, Stamp.COMPLETED, 1)).isLessThan(at(visiting, Stamp.SIGNAL_POSTED, 0));
  }

  @Test
  void aFenceOfTheEndpointHoldsEverythingBehindItBack() {
    Workload fenced = TWO_PEERS.with(ORDERING, Ordering.NIC_FENCE);
    Simulation own = run(parameters(0, false), fenced);
    Simulation gated = run(parameters(0, true), fenced);

    // own fence: both tiles leave at once. gated: tile 1 to the other peer leaves behind the signal
    // of
    // tile 0, which waits until tile 0 is acknowledged
    assertThat(at(own, Stamp.VERIFIED, 1)).isLessThan(4000);
    assertThat(at(gated, Stamp.VERIFIED, 0)).isGreaterThan(2 * 2000 - 1);
    assertThat(at(gated, Stamp.VERIFIED, 1)).isGreaterThan(3 * 2000 + 1000);
    assertThat(gated.groups().getFirst().unverified()).isZero();
  }

  @Test
  void fencesOfAnEndpointComeOneAfterTheOther() {
    Workload fenced = TWO_PEERS.with(ORDERING, Ordering.NIC_FENCE).with(TILES, 64L).with(PEERS, 8L);
    Simulation gated = run(parameters(0, true), fenced);

    assertThat(gated.groups().getFirst().unverified()).isZero();
    assertThat(at(gated, Stamp.VERIFIED, 63)).isGreaterThan(64 * 3000);
  }
}
