package io.kelpie.probes.megakernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A wire in host memory: every queue delivers its own operations in order, after the time that
 * their bytes take on it and half the round trip, and acknowledges them half a round trip later. An
 * operation of one queue waits for none of another's, so a signal on a queue of its own overtakes
 * its tile. Credits go back beside it and take half a round trip.
 */
final class LoopbackTransport implements Transport {
  private final Settings settings;
  private final MemorySegment source;
  private final MemorySegment target;
  private final Carrier.Arrival arrival;
  private final Queue[] queues;
  private int lost;

  /**
   * What the wire is like.
   *
   * @param roundTrip nanoseconds
   * @param bytesPerSecond of each queue; 0 for no limit
   * @param lostSignal the tile whose first signal is lost; -1 for none
   */
  record Settings(long roundTrip, double bytesPerSecond, int lostSignal) {
    /** As fast as the host copies. */
    static final Settings PLAIN = new Settings(0, 0, -1);
  }

  private record Operation(
      int tile,
      long from,
      long to,
      int bytes,
      boolean isTile,
      boolean isSignal,
      long due,
      long acknowledged) {}

  private record Credit(int tile, long due) {}

  private static final class Queue {
    final ArrayDeque<Operation> sent = new ArrayDeque<>();
    final ArrayDeque<Operation> delivered = new ArrayDeque<>();
    final ArrayDeque<Credit> credits = new ArrayDeque<>();
    long free = Long.MIN_VALUE;
  }

  LoopbackTransport(
      Settings settings,
      MemorySegment source,
      MemorySegment target,
      int queues,
      Carrier.Arrival arrival) {
    this.settings = settings;
    this.source = source;
    this.target = target;
    this.arrival = arrival;
    this.lost = settings.lostSignal;
    this.queues = new Queue[queues];
    for (int i = 0; i < queues; i++) {
      this.queues[i] = new Queue();
    }
  }

  @Override
  public void start(int sequence) {
    for (Queue queue : queues) {
      queue.sent.clear();
      queue.delivered.clear();
      queue.credits.clear();
    }
  }

  @Override
  public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
    post(queue, tile, from, to, bytes, true, isImmediate);
  }

  /** Every queue keeps its order, so that a fence has nothing to add. */
  @Override
  public void signal(int queue, int tile, boolean isFenced) {
    post(queue, tile, 0, 0, Long.BYTES, false, true);
  }

  @Override
  public void credit(int queue, int tile) {
    queues[queue].credits.add(new Credit(tile, System.nanoTime() + settings.roundTrip / 2));
  }

  private void post(
      int number, int tile, long from, long to, int bytes, boolean isTile, boolean isSignal) {
    Queue queue = queues[number];
    long took = settings.bytesPerSecond > 0 ? Math.round(bytes * 1e9 / settings.bytesPerSecond) : 0;
    queue.free = Math.max(System.nanoTime(), queue.free) + took;
    long due = queue.free + settings.roundTrip / 2;
    queue.sent.add(
        new Operation(tile, from, to, bytes, isTile, isSignal, due, due + settings.roundTrip / 2));
  }

  @Override
  public boolean turn(long now, Events events) {
    boolean moved = false;
    for (Queue next = earliest(now); next != null; next = earliest(now)) {
      Operation operation = next.sent.remove();
      deliver(operation);
      next.delivered.add(operation);
      moved = true;
    }
    for (int number = 0; number < queues.length; number++) {
      Queue queue = queues[number];
      for (Operation next = queue.delivered.peek();
          next != null && next.acknowledged <= now;
          next = queue.delivered.peek()) {
        queue.delivered.remove();
        if (next.isTile) {
          events.completed(next.tile, number, now, now - next.acknowledged);
        }
        if (next.isSignal) {
          events.signalled(next.tile, number, now, now - next.acknowledged);
        }
        moved = true;
      }
      for (Credit next = queue.credits.peek();
          next != null && next.due <= now;
          next = queue.credits.peek()) {
        queue.credits.remove();
        arrival.credit(next.tile);
        moved = true;
      }
    }
    return moved;
  }

  /** The queue whose next delivery is due first; null where none is due. */
  private @Nullable Queue earliest(long now) {
    Queue first = null;
    long due = now;
    for (Queue queue : queues) {
      Operation next = queue.sent.peek();
      if (next != null && next.due <= due) {
        first = queue;
        due = next.due;
      }
    }
    return first;
  }

  @Override
  public void close() {}

  private void deliver(Operation operation) {
    if (operation.isTile) {
      MemorySegment.copy(source, operation.from, target, operation.to, operation.bytes);
    }
    if (operation.isSignal) {
      if (operation.tile == lost) {
        lost = -1;
        return;
      }
      arrival.signal(operation.tile);
    }
  }
}
