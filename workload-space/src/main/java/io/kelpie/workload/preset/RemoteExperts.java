package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Workload;
import java.util.List;

/**
 * A prefill chunk of 512 tokens whose expert another backend computes: called for every slice of
 * four tokens, or once for the chunk. A tile is one token of 2,048 values in f16.
 */
final class RemoteExperts {
  private static final long CHUNK = 512;
  private static final long SLICE = 4;

  private RemoteExperts() {}

  static List<Preset> presets() {
    return List.of(
        preset("stream", "a call for every four tokens", SLICE),
        preset("batched", "one call for all 512 tokens of a chunk", CHUNK));
  }

  private static Preset preset(String mode, String title, long tokens) {
    return new Preset(
        "remote-experts-" + mode,
        "experts on another backend, " + title,
        "a public pull request on remote expert compute",
        "clean",
        "calls go over the network rather than between processes, and width and rate are guesses",
        Workload.initial()
            .with(TILES, CHUNK)
            .with(TILE_BYTES, List.of(4096L))
            .with(READY_INTERVAL, 1000L)
            .with(GRANULARITY, tokens)
            .with(CQ_DEPTH, 2048L));
  }
}
