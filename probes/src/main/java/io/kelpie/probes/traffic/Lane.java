package io.kelpie.probes.traffic;

import io.kelpie.probes.Detail;
import io.kelpie.probes.Flow;
import io.kelpie.probes.OwnCounters;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One direction of one workload on its wiring: sender, receiver, clock. */
final class Lane implements AutoCloseable {
  private final String name;
  private final Wiring wiring;
  private final TileLayout layout;
  private final Program program;
  private final StageClock clock;
  private final Poster poster;
  private final Sender sender;
  private final Receiver receiver;
  private final int mtu;
  private final boolean sendsNames;
  private final List<Double> passSeconds = new ArrayList<>();
  private long windowNanos;
  private long windowPasses;

  /**
   * @param tiles the first so many of the workload's tiles
   * @param idleRoundTrip in nanoseconds
   */
  Lane(String name, Wiring wiring, Workload workload, int tiles, long idleRoundTrip) {
    this.name = name;
    this.wiring = wiring;
    this.layout = new TileLayout(workload, tiles);
    this.program = Program.of(workload, layout, wiring.completesInOrder());
    this.clock = new StageClock(layout.allBytes(), idleRoundTrip);
    this.poster = wiring.poster(layout, program, workload);
    this.sender =
        new Sender(
            program,
            poster,
            clock,
            layout.queues(),
            workload.integer(Catalogue.SEND_DEPTH),
            wiring.completesInOrder());
    this.receiver = new Receiver(wiring, layout, program, sender, clock, workload);
    this.mtu = workload.integer(Catalogue.PATH_MTU);
    this.sendsNames = workload.get(Catalogue.SIGNAL) == Catalogue.Signal.SEND;
  }

  /** Writes what the tiles of a pass hold and what their flags showed before it. */
  void prepare(long sequence) {
    MemorySegment source = wiring.source();
    for (int tile = 0; tile < layout.tiles(); tile++) {
      Content.write(source, layout.offset(tile), layout.bytes(tile), mtu, sequence, tile);
      long at = (long) tile * Long.BYTES;
      wiring
          .words()
          .set(ValueLayout.JAVA_LONG, at, sendsNames ? Content.name(sequence, tile) : sequence);
      wiring.flags().set(ValueLayout.JAVA_LONG, at, sequence - 1);
    }
    clock.startPass();
    sender.start();
    poster.start(sequence);
    receiver.start(sequence);
  }

  /** All tiles are ready. */
  void start(long now) {
    for (int tile = 0; tile < layout.tiles(); tile++) {
      clock.stamp(Stamp.READY, tile, now);
      clock.stamp(Stamp.REQUESTED, tile, now);
    }
  }

  /** One turn of the proxy and of the receiver; answers whether anything moved. */
  boolean turn() {
    boolean moved = pollSends();
    moved |= sender.advance();
    moved |= receiver.poll();
    return moved;
  }

  private boolean pollSends() {
    Completed completions = wiring.sent();
    int taken = completions.poll();
    if (taken == 0) {
      return false;
    }
    long now = System.nanoTime();
    for (int i = 0; i < taken; i++) {
      if (!completions.succeeded(i)) {
        throw new TrafficFailure(
            completions.status(i),
            name
                + ": a request on queue "
                + (completions.id(i) >>> 32)
                + ", "
                + completions.detail(i));
      }
      sender.completed((int) (completions.id(i) >>> 32), (int) completions.id(i), now);
    }
    return true;
  }

  boolean isDone() {
    return sender.isDone() && receiver.isDone();
  }

  /**
   * Whether all that is missing is what an unreliable transport may lose or what is plain wrong.
   */
  boolean mayGiveUp() {
    return sender.isDone() && receiver.mayGiveUp();
  }

  Sender sender() {
    return sender;
  }

  Receiver receiver() {
    return receiver;
  }

  StageClock clock() {
    return clock;
  }

  /** Work of the most loaded queue over the mean; control queues count where they are used. */
  double imbalance() {
    long[] requests =
        IntStream.range(0, layout.queues())
            .filter(queue -> !layout.isControl(queue) || program.ofQueue(queue).length > 0)
            .mapToLong(queue -> program.ofQueue(queue).length)
            .toArray();
    return OwnCounters.imbalance(requests, requests.length);
  }

  Stage waiting() {
    return sender.waiting();
  }

  /** Adds the finished pass to the window. */
  void count() {
    windowNanos += clock.finishPass();
    windowPasses++;
  }

  /** Ends a window. */
  void closeWindow() {
    passSeconds.add(windowNanos * 1e-9 / windowPasses);
    windowNanos = 0;
    windowPasses = 0;
  }

  /** The last finished pass; null where none was kept. */
  @Nullable Detail detail() {
    return clock.detail(name);
  }

  Flow flow() {
    long bytes = 0;
    for (int tile = 0; tile < layout.tiles(); tile++) {
      bytes += layout.bytes(tile);
    }
    return new Flow(name, layout.tiles(), bytes, passSeconds);
  }

  @Override
  public void close() {
    poster.close();
  }
}
