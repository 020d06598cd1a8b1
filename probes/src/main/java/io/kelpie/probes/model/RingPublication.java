package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;

/**
 * How often the two ends of a request ring tell each other where they are.
 *
 * @param requests that the GPU writes before it publishes them with one store of its tail, 1 to
 *     1,000,000; default 1: each carries its own flag, as NVSHMEM's do (its proxy channel's phase
 *     bit) [C]
 * @param waitNanos after the first of them at which it publishes what there is; default 0: at once
 * @param returns requests that the proxy takes before it tells the GPU so, 1 to 1,000,000, at most
 *     what the ring holds; default 1; NVSHMEM: 21, each 1,024 bytes of put-signals of 48 [C]
 */
public record RingPublication(
    @Parameter(unit = "requests", low = 1, high = 1_000_000, source = Source.CODE) int requests,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE) int waitNanos,
    @Parameter(unit = "requests", low = 1, high = 1_000_000, source = Source.CODE) int returns) {
  /** Every request is told of at once, both ways. */
  public static final RingPublication PASS_THROUGH = new RingPublication(1, 0, 1);
}
