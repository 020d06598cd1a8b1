package io.kelpie.probes.traffic;

import io.kelpie.probes.Integrity;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * The far side of one direction: sees signals, reads each tile's content at that moment, and keeps
 * count of what was not as promised. A tile whose content is not there yet is asked again until it
 * is (disorder) or until nothing moves any more (corrupt, or missing where the transport may lose).
 * Nothing is allocated while a pass is whole.
 */
final class Receiver {
  private static final VarHandle FLAG = ValueLayout.JAVA_LONG.varHandle();

  /** Flags read beyond the first that is not set: a transport that loses leaves gaps. */
  private static final int LOOK_AHEAD = 64;

  private static final int LATE_CHECKS = 8;
  private static final int NOT_HELD = -1;

  private enum State {
    AWAITED,
    /** Signalled, its content not yet right. */
    LATE,
    DONE
  }

  private final Wiring wiring;
  private final TileLayout layout;
  private final Program program;
  private final Sender sender;
  private final StageClock clock;
  private final Arrival arrival;
  private final boolean sends;
  private final boolean signals;
  private final boolean audits;
  private final boolean loses;
  private final int mtu;
  private final List<? extends Completed> arrivals;

  private final int[][] flagged;
  private final int[] head;
  private final int[] completed;
  private final State[] state;
  private final boolean[] landed;
  private final int[] heldQueue;
  private final int[] heldSlot;
  private final int[] late;
  private int held;
  private int lateCount;
  private int lateNext;
  private int awaited;
  private long sequence;

  private long checked;
  private long disordered;
  private long missing;
  private long corrupt;
  private String example = "";

  Receiver(
      Wiring wiring,
      TileLayout layout,
      Program program,
      Sender sender,
      StageClock clock,
      Workload workload) {
    this.wiring = wiring;
    this.layout = layout;
    this.program = program;
    this.sender = sender;
    this.clock = clock;
    this.arrival = Arrival.of(workload);
    this.sends = workload.get(Catalogue.OPCODE) == Catalogue.Opcode.SEND;
    this.signals = workload.get(Catalogue.SIGNAL) != Catalogue.Signal.NOTHING;
    this.audits = arrival == Arrival.COMPLETION && !signals;
    this.loses = wiring.loses();
    this.arrivals = wiring.arrived();
    this.mtu = workload.integer(Catalogue.PATH_MTU);
    int queues = layout.queues();
    flagged = new int[arrival == Arrival.FLAG ? queues : 0][];
    for (int queue = 0; queue < flagged.length; queue++) {
      flagged[queue] =
          Arrays.stream(program.ofQueue(queue))
              .filter(program::isSignal)
              .map(program::tile)
              .toArray();
    }
    head = new int[queues];
    completed = new int[queues];
    state = new State[layout.tiles()];
    landed = new boolean[layout.tiles()];
    heldQueue = new int[layout.tiles()];
    heldSlot = new int[layout.tiles()];
    late = new int[layout.tiles()];
  }

  /** Expects a new pass. */
  void start(long pass) {
    sequence = pass;
    Arrays.fill(head, 0);
    Arrays.fill(completed, 0);
    Arrays.fill(state, State.AWAITED);
    Arrays.fill(landed, false);
    Arrays.fill(heldSlot, NOT_HELD);
    lateCount = 0;
    lateNext = 0;
    awaited = layout.tiles();
  }

  /** Looks once for signals, messages and content; answers whether something was new. */
  boolean poll() {
    int before = awaited;
    int lateBefore = lateCount;
    boolean moved = !arrivals.isEmpty() && pollReceives();
    switch (arrival) {
      case FLAG -> pollFlags();
      case COMPLETION -> pollCompleted();
      case MESSAGE -> {}
    }
    checkLate();
    return moved || awaited != before || lateCount != lateBefore;
  }

  boolean isDone() {
    return awaited == 0;
  }

  /** Whether a tile may stay away for good without anything being stuck. */
  boolean mayGiveUp() {
    return loses || lateCount == awaited;
  }

  /** Nothing moves any more: what has not arrived by now never will. */
  void giveUp() {
    for (int tile = 0; tile < layout.tiles(); tile++) {
      if (state[tile] != State.DONE) {
        if (loses) {
          missing++;
          tell(tile, state[tile] == State.LATE ? "lost, though its signal came" : "lost");
        } else {
          corrupt++;
          tell(tile, "wrong long after its signal");
        }
        release(tile);
        state[tile] = State.DONE;
      }
    }
    lateCount = 0;
    awaited = 0;
  }

  /**
   * Of puts without signal the content is read after the pass, beyond its time; answers whether all
   * of it is there.
   */
  boolean isWhole() {
    return !audits || firstWrong() < 0;
  }

  /** Books what {@link #isWhole} kept missing. */
  void audit() {
    if (!audits) {
      return;
    }
    for (int tile = firstWrong(); tile >= 0 && tile < layout.tiles(); tile++) {
      if (!isThere(tile)) {
        if (loses) {
          missing++;
          tell(tile, "lost");
        } else {
          checked++;
          corrupt++;
          tell(tile, "wrong long after its completion");
        }
      }
    }
  }

  /** What was counted since the last {@link #forget}. */
  Integrity integrity() {
    return new Integrity(checked, disordered, missing, corrupt, example);
  }

  void forget() {
    checked = 0;
    disordered = 0;
    missing = 0;
    corrupt = 0;
    example = "";
  }

  private int firstWrong() {
    for (int tile = 0; tile < layout.tiles(); tile++) {
      if (!isThere(tile)) {
        return tile;
      }
    }
    return -1;
  }

  private boolean isThere(int tile) {
    return Content.isWhole(
        wiring.sink(), layout.offset(tile), layout.bytes(tile), mtu, sequence, tile);
  }

  private void pollFlags() {
    int reach = loses ? LOOK_AHEAD : 1;
    for (int queue = 0; queue < flagged.length; queue++) {
      int[] tiles = flagged[queue];
      int from = head[queue];
      for (int i = from; i < Math.min(tiles.length, from + reach); i++) {
        if (state[tiles[i]] == State.AWAITED
            && (long) FLAG.getAcquire(wiring.flags(), (long) tiles[i] * Long.BYTES) == sequence) {
          signalled(tiles[i]);
        }
        if (i == head[queue] && state[tiles[i]] != State.AWAITED) {
          head[queue]++;
          reach += loses ? 0 : 1;
        }
      }
    }
  }

  private void pollCompleted() {
    for (int queue = 0; queue < completed.length; queue++) {
      int[] requests = program.ofQueue(queue);
      while (completed[queue] < sender.retired(queue)) {
        int tile = program.tile(requests[completed[queue]++]);
        if (audits) {
          long at = clock.at(Stamp.COMPLETED, tile);
          clock.stamp(Stamp.SIGNAL_SEEN, tile, at);
          clock.stamp(Stamp.VERIFIED, tile, at);
          state[tile] = State.DONE;
          awaited--;
        } else {
          signalled(tile);
        }
      }
    }
  }

  private boolean pollReceives() {
    boolean moved = false;
    for (int device = 0; device < arrivals.size(); device++) {
      Completed completions = arrivals.get(device);
      int taken = completions.poll();
      for (int i = 0; i < taken; i++) {
        if (!completions.succeeded(i)) {
          throw new TrafficFailure(
              completions.status(i), "a receive on queue " + (completions.id(i) >>> 32));
        }
        received(completions, i);
      }
      moved |= taken > 0;
    }
    return moved;
  }

  private void received(Completed completions, int completion) {
    int queue = (int) (completions.id(completion) >>> 32);
    int slot = (int) completions.id(completion);
    boolean tookReceive = completions.tookReceive(completion);
    int header = wiring.receiveHeader();
    long at = tookReceive ? wiring.receiveOffset(queue, slot) + header : 0;
    int length = completions.byteLength(completion) - header;
    if (completions.hasImmediate(completion)) {
      int immediate = completions.immediate(completion);
      if (Arrival.isOf(sequence, immediate)) {
        int tile = Arrival.tileOf(immediate);
        if (sends) {
          land(tile, queue, slot, at);
        }
        signalled(tile);
      }
    } else if (tookReceive) {
      long name = wiring.receives().get(ValueLayout.JAVA_LONG_UNALIGNED, at);
      int tile = Content.tile(name);
      if (Content.isOf(sequence, name) && tile >= 0 && tile < layout.tiles()) {
        if (length == Long.BYTES) {
          signalled(tile);
        } else {
          land(tile, queue, slot, at);
          if (arrival == Arrival.MESSAGE && !isSignalled()) {
            signalled(tile);
          }
        }
      }
    }
    if (tookReceive && !isHeld(queue, slot)) {
      wiring.postReceive(queue, slot);
    }
  }

  private boolean isSignalled() {
    return program.requests() > layout.tiles();
  }

  /** A tile's own message is in its buffer; while its content is not right the buffer is held. */
  private void land(int tile, int queue, int slot, long at) {
    landed[tile] = Content.isWhole(wiring.receives(), at, layout.bytes(tile), mtu, sequence, tile);
    if (!landed[tile]) {
      heldQueue[tile] = queue;
      heldSlot[tile] = slot;
      held++;
    }
  }

  private boolean isHeld(int queue, int slot) {
    for (int tile = 0; held > 0 && tile < heldSlot.length; tile++) {
      if (heldSlot[tile] == slot && heldQueue[tile] == queue) {
        return true;
      }
    }
    return false;
  }

  private void release(int tile) {
    if (heldSlot[tile] != NOT_HELD) {
      int slot = heldSlot[tile];
      heldSlot[tile] = NOT_HELD;
      held--;
      wiring.postReceive(heldQueue[tile], slot);
    }
  }

  private void signalled(int tile) {
    if (state[tile] != State.AWAITED) {
      return;
    }
    clock.stamp(Stamp.SIGNAL_SEEN, tile, System.nanoTime());
    checked += signals ? 1 : 0;
    if (sends && !landed[tile] && arrival == Arrival.FLAG) {
      while (pollReceives()) {
        Thread.onSpinWait();
      }
    }
    if (hasArrived(tile)) {
      done(tile);
    } else {
      state[tile] = State.LATE;
      late[lateCount++] = tile;
    }
  }

  private boolean hasArrived(int tile) {
    if (!sends) {
      return isThere(tile);
    }
    if (!landed[tile] && heldSlot[tile] != NOT_HELD) {
      landed[tile] =
          Content.isWhole(
              wiring.receives(),
              wiring.receiveOffset(heldQueue[tile], heldSlot[tile]) + wiring.receiveHeader(),
              layout.bytes(tile),
              mtu,
              sequence,
              tile);
      if (landed[tile]) {
        release(tile);
      }
    }
    return landed[tile];
  }

  private void checkLate() {
    for (int i = 0; i < LATE_CHECKS && lateCount > 0; i++) {
      lateNext = lateNext + 1 < lateCount ? lateNext + 1 : 0;
      int tile = late[lateNext];
      if (hasArrived(tile)) {
        disordered++;
        tell(tile, "signalled before its data");
        late[lateNext] = late[--lateCount];
        done(tile);
      }
    }
  }

  private void done(int tile) {
    state[tile] = State.DONE;
    awaited--;
    clock.stamp(Stamp.VERIFIED, tile, System.nanoTime());
  }

  private void tell(int tile, String what) {
    if (example.isEmpty()) {
      example =
          "tile "
              + tile
              + " of "
              + layout.bytes(tile)
              + " B on queue "
              + layout.queue(tile)
              + ": "
              + what;
    }
  }
}
