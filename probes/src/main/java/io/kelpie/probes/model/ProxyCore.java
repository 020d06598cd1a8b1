package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.UsageException;

/**
 * The processor that a proxy thread runs on: who else runs there, and how far the NIC is.
 *
 * @param awayEveryNanos from one time that the kernel takes the thread off it to the next; default
 *     0: never; unpinned beside another busy thread, two base slices of Linux's scheduler, 3 ms
 *     each [K]
 * @param awayNanos for which it stays off, less than {@code awayEveryNanos}; default 0
 * @param remoteRequestNanos more to build a work request on the other socket (dimension {@code
 *     numa}); default 0: what it reads and writes is in its own socket's memory [K]
 * @param remotePostNanos more for a doorbell that crosses the sockets; default 0; one way between
 *     sockets takes 60 to 100 ns [K]
 * @param remoteCompletionNanos more to poll a completion that the NIC wrote across; default 0 [K]
 */
public record ProxyCore(
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
        int awayEveryNanos,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE) int awayNanos,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
        int remoteRequestNanos,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
        int remotePostNanos,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
        int remoteCompletionNanos) {
  /** Nobody else runs there, and the NIC is as far from either socket. */
  public static final ProxyCore PASS_THROUGH = new ProxyCore(0, 0, 0, 0, 0);

  public ProxyCore {
    if (awayNanos > 0 && awayNanos >= awayEveryNanos) {
      throw new UsageException(
          "core.awayNanos is "
              + awayNanos
              + "; choose less than core.awayEveryNanos, which is "
              + awayEveryNanos);
    }
  }

  /** Whether the kernel takes the thread off. */
  boolean isShared() {
    return awayNanos > 0;
  }

  /** What a proxy on a socket costs. */
  FabricParameters.Proxy at(Numa numa, FabricParameters.Proxy local) {
    return numa == Numa.LOCAL
        ? local
        : new FabricParameters.Proxy(
            local.requestNanos() + remoteRequestNanos,
            local.segmentNanos(),
            local.postNanos() + remotePostNanos,
            local.completionNanos() + remoteCompletionNanos,
            local.drainVisitNanos());
  }
}
