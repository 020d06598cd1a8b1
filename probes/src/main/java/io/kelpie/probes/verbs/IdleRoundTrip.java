package io.kelpie.probes.verbs;

import io.kelpie.ffi.verbs.Completions;
import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.SendRequests;
import io.kelpie.probes.traffic.TrafficFailure;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The round trip of 8 bytes on an otherwise idle queue pair: on RC a WRITE until its
 * acknowledgement; on UC and UD, which have none, twice the time until a WRITE or a SEND is seen.
 */
final class IdleRoundTrip implements AutoCloseable {
  private static final int TRIES = 4;
  private static final long PATIENCE = 500_000_000L;
  private static final VarHandle FLAG = ValueLayout.JAVA_LONG.varHandle();

  private final QueuePairWiring wiring;
  private final SendRequests requests = new SendRequests(1, 1);
  private final Completions completions = new Completions(1);
  private final long at;

  private IdleRoundTrip(QueuePairWiring wiring) {
    this.wiring = wiring;
    this.at = (long) wiring.tilesHeld * Long.BYTES;
  }

  /**
   * The fastest of a few, in nanoseconds.
   *
   * @throws TrafficFailure where nothing came back within half a second, or an error did
   */
  static long measure(QueuePairWiring wiring) {
    long best = Long.MAX_VALUE;
    try (IdleRoundTrip trip = new IdleRoundTrip(wiring)) {
      for (int i = 1; i <= TRIES; i++) {
        best = Math.min(best, trip.once(-i));
      }
    }
    if (best == Long.MAX_VALUE) {
      throw new TrafficFailure("no answer", "8 bytes on idle queue pairs, " + TRIES + " times");
    }
    return best;
  }

  private long once(long value) {
    wiring.words.set(ValueLayout.JAVA_LONG, at, value);
    requests.id(0, 0);
    requests.unchain(0);
    requests.single(0, wiring.words.address() + at, Long.BYTES, wiring.wordsKey());
    if (wiring.type == QueuePairType.UD) {
      requests.send(0, SendRequests.SIGNALED);
      requests.destination(
          0, wiring.handles[0], wiring.farQueues[0].number(), QueuePairWiring.QUEUE_KEY);
    } else {
      requests.write(0, SendRequests.SIGNALED, wiring.flags.address() + at, wiring.flagsKey(0));
    }
    boolean acknowledges = wiring.type == QueuePairType.RC;
    boolean completed = false;
    boolean seen = acknowledges;
    long start = System.nanoTime();
    long end = start;
    wiring.nearQueues[0].postSend(requests, 0);
    while (!completed || !seen) {
      if (!completed && isCompleted()) {
        completed = true;
        end = System.nanoTime();
      }
      if (!seen && isSeen(value)) {
        seen = true;
        end = System.nanoTime();
      }
      if (System.nanoTime() - start > PATIENCE) {
        return Long.MAX_VALUE;
      }
    }
    return acknowledges ? end - start : 2 * (end - start);
  }

  private boolean isCompleted() {
    if (wiring.sent.queue().poll(completions) == 0) {
      return false;
    }
    if (!completions.succeeded(0)) {
      throw new TrafficFailure(completions.status(0).text(), "8 bytes on idle queue pairs");
    }
    return true;
  }

  private boolean isSeen(long value) {
    if (wiring.type != QueuePairType.UD) {
      return (long) FLAG.getAcquire(wiring.flags, at) == value;
    }
    if (wiring.arrived.getFirst().queue().poll(completions) == 0) {
      return false;
    }
    wiring.postReceive((int) (completions.id(0) >>> 32), (int) completions.id(0));
    return true;
  }

  @Override
  public void close() {
    requests.close();
    completions.close();
  }
}
