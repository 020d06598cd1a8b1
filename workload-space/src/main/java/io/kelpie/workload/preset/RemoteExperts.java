package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A prefill chunk of 512 tokens whose expert another backend computes: called for every slice of
 * four tokens, or once for the chunk; over the network, or in another process of the host. A tile
 * is one token of 2,048 values in f16.
 */
final class RemoteExperts {
  private static final long CHUNK = 512;
  private static final long SLICE = 4;

  /** Bytes of a token in f16. */
  private static final long TOKEN = 4096;

  private RemoteExperts() {}

  /** How payload gets to the other process. */
  private static final List<Route> TRANSPORTS = List.of(Route.STREAM, Route.SHARED);

  /** Compute on a token where both accelerators are equal, and on a weak remote. */
  private static final long EQUAL = 500;

  private static final long WEAK = 4_000;

  static List<Preset> presets() {
    List<Preset> all = new ArrayList<>();
    all.add(preset("stream", "a call for every four tokens", SLICE));
    all.add(preset("batched", "one call for all 512 tokens of a chunk", CHUNK));
    for (Route transport : TRANSPORTS) {
      Workload prefill = calls(CHUNK, CHUNK).with(ROUTE, transport);
      all.add(local("stream", transport, "a call for every four tokens", calls(CHUNK, SLICE)));
      all.add(local("batched", transport, "one call a chunk", prefill));
      all.add(local("auto", transport, "what auto chooses: one call a chunk", prefill));
      all.add(
          local(
              "capacity-128",
              transport,
              "calls of at most 128 tokens",
              prefill.with(GRANULARITY, 128L)));
      all.add(
          local(
              "f32",
              transport,
              "one call a chunk, values of four bytes",
              prefill.with(TILE_BYTES, List.of(2 * TOKEN))));
      all.add(local("bf16", transport, "one call a chunk, values of two bytes in bf16", prefill));
      all.add(
          local(
              "weak-stream",
              transport,
              "a call for every four tokens of a weak remote",
              calls(CHUNK, SLICE).with(RECEIVE_TIME, WEAK)));
      all.add(
          local(
              "weak-batched",
              transport,
              "one call a chunk of a weak remote",
              prefill.with(RECEIVE_TIME, WEAK)));
      all.add(
          local(
              "decode",
              transport,
              "128 tokens of decode, a call each: the control, alike in every mode",
              calls(128, 1).with(READY_INTERVAL, 50_000L)));
    }
    return List.copyOf(all);
  }

  private static Preset local(String mode, Route transport, String title, Workload workload) {
    String word = transport.name().toLowerCase(Locale.ROOT);
    return new Preset(
        "remote-experts-" + mode + "-over-" + word,
        "experts of another process, " + title + ", over " + word,
        "a public pull request on remote expert compute",
        "clean",
        "width, rates and the remote's compute are guesses",
        workload.with(ROUTE, transport));
  }

  private static Workload calls(long tokens, long ofCall) {
    return Workload.initial()
        .with(TILES, tokens)
        .with(TILE_BYTES, List.of(TOKEN))
        .with(READY_INTERVAL, 1000L)
        .with(GRANULARITY, ofCall)
        .with(RECEIVE_TIME, EQUAL)
        .with(CQ_DEPTH, 2048L);
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
            .with(TILE_BYTES, List.of(TOKEN))
            .with(READY_INTERVAL, 1000L)
            .with(GRANULARITY, tokens)
            .with(CQ_DEPTH, 2048L));
  }
}
