package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Workload;
import java.util.List;

/**
 * A backend that computes some experts for another, asked slice by slice or by the prefill chunk.
 */
final class MegakernelRemoteExperts {
  private static final long PROMPT = 4248;

  /** Tokens of a slice. */
  private static final long SLICE = 4;

  /** Bytes of a call in stream mode: 612.430 MiB in 29,042 calls. */
  private static final long CALL = 22_112;

  /** Slices of a call in batched mode: 29,042 calls became 2,657. */
  private static final long BATCH = 11;

  private MegakernelRemoteExperts() {}

  static List<Preset> presets() {
    return List.of(
        preset("stream", "each slice of 4 tokens the moment it is ready", 1),
        preset("batched", "11 slices in one call, which mode auto is, too", BATCH));
  }

  private static Preset preset(String mode, String title, long granularity) {
    return new Preset(
        "megakernel-experts-" + mode,
        "Experts computed by another backend, " + title,
        "a public pull request on remote expert compute",
        null,
        "one layer's prefill; a batch carries what its slices would, while the published payload"
            + " fell, too",
        Workload.initial()
            .with(TILES, PROMPT / SLICE)
            .with(TILE_BYTES, List.of(CALL))
            .with(GRANULARITY, granularity)
            .with(REGION_BYTES, 32L << 20)
            .with(REGION_STRIDE, 32L << 20)
            .with(CQ_DEPTH, 4096L));
  }
}
