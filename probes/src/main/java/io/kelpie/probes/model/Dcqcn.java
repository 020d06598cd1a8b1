package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;

/**
 * Congestion control for RDMA over converged Ethernet: a switch marks packets by the length of its
 * queue, the receiving NIC sends a congestion notification packet (CNP) to a flow whose packets
 * come marked, and the sending NIC cuts that flow's rate and raises it again. The numbers of {@link
 * #PUBLISHED} are those of the paper (Zhu et al., "Congestion Control for Large-Scale RDMA
 * Deployments", SIGCOMM 2015, 3 and 5.2).
 *
 * @param markFromBytes length of a queue above which packets are marked (Kmin)
 * @param markAllBytes length above which all are (Kmax)
 * @param markShare of packets that are marked at Kmax (Pmax)
 * @param notificationNanos between two CNPs to one flow (N)
 * @param gain weight of a notification in the estimate of congestion (g)
 * @param estimateNanos without a notification after which that estimate falls (K)
 * @param timerNanos from one step of recovery to the next (T)
 * @param counterBytes sent from one step of recovery to the next (B)
 * @param recoverySteps halfway back to the rate before a cut, after which more is tried (F)
 * @param additiveBytesPerSecond more in each step then (R_AI)
 * @param hyperBytesPerSecond more in each step once timer and counter both did as many; ten times
 *     the additive one [K]: the paper leaves it to QCN
 */
record Dcqcn(
    @Parameter(unit = "B", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
        int markFromBytes,
    @Parameter(unit = "B", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
        int markAllBytes,
    @Parameter(unit = "", low = 0, high = 1, source = Source.PUBLISHED) double markShare,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
        int notificationNanos,
    @Parameter(unit = "", low = 0, high = 1, source = Source.PUBLISHED) double gain,
    @Parameter(unit = "ns", low = 1, high = 1_000_000_000, source = Source.PUBLISHED)
        int estimateNanos,
    @Parameter(unit = "ns", low = 1, high = 1_000_000_000, source = Source.PUBLISHED)
        int timerNanos,
    @Parameter(unit = "B", low = 1, high = 1_000_000_000, source = Source.PUBLISHED)
        int counterBytes,
    @Parameter(unit = "steps", low = 1, high = 1_000, source = Source.PUBLISHED) int recoverySteps,
    @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.PUBLISHED)
        long additiveBytesPerSecond,
    @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
        long hyperBytesPerSecond) {
  static final Dcqcn PUBLISHED =
      new Dcqcn(
          5_000,
          200_000,
          0.01,
          50_000,
          1.0 / 256,
          55_000,
          55_000,
          10_000_000,
          5,
          5_000_000,
          50_000_000);

  /** Share of packets that a switch marks whose queue is so long. */
  double marked(long queueBytes) {
    if (queueBytes <= markFromBytes) {
      return 0;
    }
    if (queueBytes > markAllBytes) {
      return 1;
    }
    return markShare * (queueBytes - markFromBytes) / (markAllBytes - markFromBytes);
  }
}
