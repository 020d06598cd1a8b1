package io.kelpie.bench.lab;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Locale;

/** What a sender of 64 tiles to one peer over one queue pair asks for behind each tile. */
public enum LabCell {
  PUT_ONLY(Signal.NOTHING, Ordering.NONE),
  UNORDERED(Signal.FETCH_ADD, Ordering.NONE),
  DRAIN(Signal.FETCH_ADD, Ordering.DRAIN),
  FENCED_ATOMIC(Signal.FETCH_ADD, Ordering.NIC_FENCE),
  FENCED_WRITE(Signal.INLINE_WRITE, Ordering.NIC_FENCE),
  SAME_QP(Signal.FETCH_ADD, Ordering.SAME_QP);

  /** More than a pass has, so that no window of atomics hides a fence. */
  private static final long OUTSTANDING = 128;

  private final Signal signal;
  private final Ordering ordering;

  LabCell(Signal signal, Ordering ordering) {
    this.signal = signal;
    this.ordering = ordering;
  }

  /**
   * The cell's workload.
   *
   * @param base whose conditions hold
   * @param bytes of each tile
   * @param depth of the send queue
   */
  Workload workload(Workload base, long bytes, long depth) {
    return base.with(TILE_BYTES, List.of(bytes))
        .with(SEND_DEPTH, depth)
        .with(OUTSTANDING_READS, OUTSTANDING)
        .with(SIGNAL, signal)
        .with(ORDERING, ordering);
  }

  /** The word in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
