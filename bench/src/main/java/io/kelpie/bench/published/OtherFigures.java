package io.kelpie.bench.published;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/** What the model makes of MegaScale-Infer's, the remote experts' and the pre-amble's figures. */
final class OtherFigures implements AutoCloseable {
  private static final Budget BUDGET =
      new Budget(Duration.ofSeconds(10), 20, Duration.ofMillis(2), Budget.QueuePairs.FRESH, 1);

  /** Tokens of a prefill chunk, which one batched call carries. */
  private static final long BATCH = 512;

  /** Tokens of a safety slice, which one streamed call carries. */
  private static final long SLICE = 4;

  private final Workload library;
  private final ModelProbe probe;

  OtherFigures() {
    Preset preset = Presets.named("megascale-apart");
    library = preset.workload();
    probe = ModelProbe.on(Objects.requireNonNull(preset.seenOn()));
  }

  OptionalDouble value(String id) {
    return switch (id) {
      case "megascale-1" ->
          OptionalDouble.of(1 - sojourn(library).p50() / sojourn(collective()).p50());
      case "megascale-2" ->
          OptionalDouble.of(1 - sojourn(library).p99() / sojourn(collective()).p99());
      case "megascale-3" ->
          OptionalDouble.of(run(collective()).tileTime() / run(library).tileTime());
      case "remote-decode" -> OptionalDouble.of(decode(SLICE) / decode(BATCH));
      case "preamble-fused" -> OptionalDouble.of(Preamble.GRAPH.fused().longestPath());
      default -> OptionalDouble.empty();
    };
  }

  /** Whether the M to N library is faster than a collective library in all that is published. */
  boolean libraryBeatsCollective() {
    return value("megascale-1").orElseThrow() > 0
        && value("megascale-2").orElseThrow() > 0
        && value("megascale-3").orElseThrow() > 1;
  }

  private Workload collective() {
    return library.with(Catalogue.ROUTE, Route.COLLECTIVE);
  }

  /** A decoded token is one call, whatever the granularity of a prefill. */
  private double decode(long granularity) {
    return run(Workload.initial()
            .with(Catalogue.TILES, 1L)
            .with(Catalogue.GRANULARITY, granularity))
        .tileTime();
  }

  private Sojourn sojourn(Workload workload) {
    return run(workload).sojourns().getFirst();
  }

  private Measurement run(Workload workload) {
    Measurement measured = probe.run(workload, BUDGET);
    if (!measured.completed()) {
      throw new IllegalStateException(workload + " did not complete: " + measured.outcome());
    }
    return measured;
  }

  @Override
  public void close() {
    probe.close();
  }
}
