package io.kelpie.probes.traffic;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Law;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The wiring of all directions of a workload, which may serve the next one too: where that one
 * differs in signalling alone, and its tiles fit.
 */
final class Circuit implements AutoCloseable {
  /** What needs neither new queue pairs nor new regions. */
  private static final List<Dimension<?>> CHANGEABLE =
      List.of(
          Catalogue.TILE_BYTES,
          Catalogue.TILES,
          Catalogue.TILE_MAPPING,
          Catalogue.POST_LIST,
          Catalogue.CQ_MODERATION,
          Catalogue.SIGNAL,
          Catalogue.SIGNAL_QP,
          Catalogue.ORDERING,
          Catalogue.FENCE_SCOPE,
          Catalogue.SIGNALS_PER_FENCE,
          Catalogue.FLUSHER);

  private final Transport transport;
  private final Workload wired;
  private final Workload fixed;
  private final boolean receives;
  private final int tiles;
  private final long slot;
  private final List<Transport.Way> ways;
  private final List<Wiring> wirings = new ArrayList<>();
  private final long idleRoundTrip;

  Circuit(Transport transport, Workload workload) {
    this.transport = transport;
    this.wired = workload;
    this.fixed = fixed(workload);
    this.receives = Law.consumesReceives(workload);
    this.slot = Law.slot(workload);
    ways =
        switch (workload.get(Catalogue.DIRECTION)) {
          case ONE_WAY -> List.of(Transport.Way.FORWARD);
          case BOTH_WAYS -> List.of(Transport.Way.FORWARD, Transport.Way.BACKWARD);
          case LOOPBACK_BESIDE_REMOTE -> List.of(Transport.Way.FORWARD, Transport.Way.LOOPBACK);
          case LOOPBACK_BESIDE_RECEIVE ->
              throw new IllegalArgumentException(
                  "the limits of real probes admit no loopback at the peer");
        };
    try {
      for (Transport.Way way : ways) {
        wirings.add(transport.wire(way, workload));
      }
      tiles = wirings.getFirst().tilesHeld();
      idleRoundTrip = wirings.getFirst().idleRoundTrip();
    } catch (RuntimeException | Error failure) {
      try {
        close();
      } catch (RuntimeException other) {
        failure.addSuppressed(other);
      }
      throw failure;
    }
  }

  private static Workload fixed(Workload workload) {
    Workload fixed = workload;
    for (Dimension<?> dimension : CHANGEABLE) {
      fixed = fixed.withFrom(Workload.initial(), dimension);
    }
    return fixed;
  }

  boolean serves(Workload workload) {
    return fixed(workload).equals(fixed)
        && transport.servesAlike(wired, workload)
        && Law.consumesReceives(workload) == receives
        && workload.integer(Catalogue.TILES) <= tiles
        && (!receives || Law.slot(workload) <= slot)
        && (workload.get(Catalogue.OPCODE) != Catalogue.Opcode.READ
            || workload.get(Catalogue.OPCODE) == fixed.get(Catalogue.OPCODE));
  }

  /** Nanoseconds of an idle round trip of the first queue pair. */
  long idleRoundTrip() {
    return idleRoundTrip;
  }

  /** A lane a direction, for the first {@code count} tiles. */
  List<Lane> lanes(Workload workload, int count) {
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < wirings.size(); i++) {
      String name = ways.get(i).name().toLowerCase(Locale.ROOT);
      lanes.add(new Lane(name, wirings.get(i), workload, count, idleRoundTrip));
    }
    return lanes;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (Wiring wiring : wirings) {
      try {
        wiring.close();
      } catch (RuntimeException problem) {
        failure = problem;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
