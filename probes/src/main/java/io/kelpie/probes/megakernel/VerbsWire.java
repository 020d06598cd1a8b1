package io.kelpie.probes.megakernel;

import io.kelpie.ffi.verbs.CompletionQueue;
import io.kelpie.ffi.verbs.Completions;
import io.kelpie.ffi.verbs.Connection;
import io.kelpie.ffi.verbs.MemoryRegion;
import io.kelpie.ffi.verbs.Mtu;
import io.kelpie.ffi.verbs.QueuePair;
import io.kelpie.ffi.verbs.QueuePairCapacity;
import io.kelpie.ffi.verbs.QueuePairSettings;
import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.ReceiveRequests;
import io.kelpie.ffi.verbs.SendRequests;
import io.kelpie.probes.traffic.OpenResources;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.probes.verbs.Endpoint;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;

/**
 * Tiles as WRITE and signals as inline WRITE of eight bytes behind them, straight into the words
 * that the kernel polls; an immediate signal takes a receive of the far side. Credits are such
 * writes of the far side. Tiles lie where the kernel made them: in host memory, staged there, or in
 * the GPU's, where the devices reach it.
 */
final class VerbsWire implements Transport {
  private static final int POLLED = 64;

  /** Most requests of a queue under way; more wait in the proxy. */
  private static final int DEPTH = 1024;

  /** Receives of a queue for immediate data; one that finds none is tried again by the device. */
  private static final int RECEIVES = 256;

  /** Most credits of a queue under way; more wait in the proxy. */
  private static final int CREDITS = 256;

  /** Nanoseconds after which a full queue is given up. */
  private static final long STUCK = 10_000_000_000L;

  private final OpenResources open = new OpenResources();
  private final Arena arena = open.keep(Arena.ofShared());
  private final Carrier.Ends ends;
  private final Carrier.Arrival arrival;
  private final boolean isImmediate;
  private final MemorySegment word = arena.allocate(64, 64);
  private final MemorySegment farWord = arena.allocate(64, 64);
  private final QueuePair[] near;
  private final QueuePair[] far;
  private final int[] outstanding;
  private final int[] credits;
  private final int room;
  private final CompletionQueue sent;
  private final CompletionQueue arrived;
  private final CompletionQueue credited;
  private final Completions completions = open.keep(new Completions(POLLED));
  private final Completions arrivals = open.keep(new Completions(POLLED));
  private final SendRequests request = open.keep(new SendRequests(1, 1));
  private final ReceiveRequests receive = open.keep(new ReceiveRequests(1, 1));
  private final MemoryRegion nearTiles;
  private final MemoryRegion nearWord;
  private final MemoryRegion farTiles;
  private final MemoryRegion farSignals;
  private final MemoryRegion farSource;
  private final MemoryRegion nearCredits;
  private final long[] done;
  private int doneCount;
  private int underWay;

  VerbsWire(
      Endpoint one,
      Endpoint other,
      Workload workload,
      Rules rules,
      Carrier.Ends ends,
      Carrier.Arrival arrival) {
    this.ends = ends;
    this.arrival = arrival;
    isImmediate = rules.signal() == Signal.IMMEDIATE;
    int queues = rules.queues();
    near = new QueuePair[queues];
    far = new QueuePair[queues];
    outstanding = new int[queues];
    credits = new int[queues];
    done = new long[2 * ends.tiles()];
    try {
      room = Math.min(one.attributes().maxCompletions(), queues * DEPTH);
      sent = open.keep(one.context().createCompletionQueue(room));
      arrived =
          open.keep(
              other
                  .context()
                  .createCompletionQueue(
                      Math.min(other.attributes().maxCompletions(), queues * RECEIVES)));
      credited = open.keep(other.context().createCompletionQueue(queues * CREDITS));
      nearTiles = register(one, ends.source());
      nearWord = register(one, word);
      farTiles = register(other, ends.target());
      farSignals = register(other, ends.hostSignals());
      farSource = register(other, farWord);
      nearCredits = register(one, ends.hostCredits());
      for (int queue = 0; queue < queues; queue++) {
        connect(queue, one, other, workload);
        for (int slot = 0; isImmediate && slot < RECEIVES; slot++) {
          postReceive(queue);
        }
      }
    } catch (RuntimeException | Error failure) {
      try {
        close();
      } catch (RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private MemoryRegion register(Endpoint device, MemorySegment memory) {
    return open.keep(device.domain().register(memory, device.access(QueuePairType.RC)));
  }

  private MemoryRegion register(Endpoint device, Area memory) {
    return memory instanceof GpuMachine.Device its
        ? open.keep(GpuQueuePairs.register(device, its))
        : register(device, ((Area.Shared) memory).segment());
  }

  private void connect(int queue, Endpoint one, Endpoint other, Workload workload) {
    QueuePairCapacity sends = new QueuePairCapacity(DEPTH, 1, 1, 1, Long.BYTES);
    QueuePairCapacity receives = new QueuePairCapacity(CREDITS, RECEIVES, 1, 1, Long.BYTES);
    QueuePair from =
        open.keep(
            one.domain()
                .createQueuePair(new QueuePairSettings(QueuePairType.RC, sent, sent, sends)));
    QueuePair to =
        open.keep(
            other
                .domain()
                .createQueuePair(
                    new QueuePairSettings(QueuePairType.RC, credited, arrived, receives)));
    near[queue] = from;
    far[queue] = to;
    from.init(one.port(), one.access(QueuePairType.RC));
    to.init(other.port(), other.access(QueuePairType.RC));
    Connection there = connection(one, other, to, workload);
    Connection back = connection(other, one, from, workload);
    from.readyToReceive(there);
    to.readyToReceive(back);
    from.readyToSend(there);
    to.readyToSend(back);
  }

  private static Connection connection(
      Endpoint from, Endpoint to, QueuePair peer, Workload workload) {
    return new Connection(
        from.routeTo(to),
        Mtu.ofBytes(workload.integer(Catalogue.PATH_MTU)),
        peer.number(),
        0,
        0,
        1,
        1,
        workload.integer(Catalogue.RNR_TIMER),
        workload.integer(Catalogue.ACK_TIMEOUT),
        workload.integer(Catalogue.RETRIES),
        workload.integer(Catalogue.RNR_RETRIES));
  }

  /** Immediate data writes no byte into it. */
  private void postReceive(int queue) {
    receive.id(0, queue);
    receive.unchain(0);
    receive.listLength(0, 0);
    far[queue].postReceive(receive, 0);
  }

  @Override
  public void start(int sequence) {
    word.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(sequence));
    farWord.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(sequence));
    doneCount = 0;
  }

  @Override
  public void put(int queue, int tile, long from, long to, int bytes, boolean signals) {
    awaitRoom(queue);
    request.single(0, nearTiles.start() + from, bytes, nearTiles.localKey());
    long address = farTiles.start() + to;
    if (signals) {
      request.writeImmediate(0, SendRequests.SIGNALED, address, farTiles.remoteKey(), tile);
    } else {
      request.write(0, SendRequests.SIGNALED, address, farTiles.remoteKey());
    }
    post(queue, 2L * tile);
  }

  @Override
  public void signal(int queue, int tile, boolean isFenced) {
    awaitRoom(queue);
    request.single(0, word.address(), Long.BYTES, nearWord.localKey());
    request.write(
        0,
        SendRequests.SIGNALED | SendRequests.INLINE | (isFenced ? SendRequests.FENCE : 0),
        ends.hostSignals().address() + (long) tile * Long.BYTES,
        farSignals.remoteKey());
    post(queue, 2L * tile + 1);
  }

  @Override
  public void credit(int queue, int tile) {
    await(queue, () -> credits[queue] < CREDITS);
    request.single(0, farWord.address(), Long.BYTES, farSource.localKey());
    request.write(
        0,
        SendRequests.SIGNALED | SendRequests.INLINE,
        ends.hostCredits().address() + (long) tile * Long.BYTES,
        nearCredits.remoteKey());
    request.id(0, (long) queue << 32);
    request.unchain(0);
    far[queue].postSend(request, 0);
    credits[queue]++;
  }

  private void post(int queue, long number) {
    request.id(0, (long) queue << 32 | number);
    request.unchain(0);
    near[queue].postSend(request, 0);
    outstanding[queue]++;
    underWay++;
  }

  /** Polls until the queue, and the completion queue, can take one more. */
  private void awaitRoom(int queue) {
    await(queue, () -> outstanding[queue] < DEPTH && underWay < room);
  }

  private void await(int queue, BooleanSupplier hasRoom) {
    long begin = System.nanoTime();
    while (!hasRoom.getAsBoolean()) {
      poll();
      if (System.nanoTime() - begin > STUCK) {
        throw new TrafficFailure("nothing completes any more", "queue " + queue);
      }
    }
  }

  /** What completes is kept for the next turn. */
  private boolean poll() {
    int taken = sent.poll(completions);
    for (int i = 0; i < taken; i++) {
      int queue = queueOfGood(i);
      outstanding[queue]--;
      underWay--;
      done[doneCount++] = completions.id(i);
    }
    int returned = credited.poll(completions);
    for (int i = 0; i < returned; i++) {
      credits[queueOfGood(i)]--;
    }
    int came = isImmediate ? arrived.poll(arrivals) : 0;
    for (int i = 0; i < came; i++) {
      if (!arrivals.succeeded(i)) {
        throw new TrafficFailure(arrivals.status(i).text(), "a receive of the far side");
      }
      arrival.signal(arrivals.immediate(i));
      postReceive((int) arrivals.id(i));
    }
    return taken + returned + came > 0;
  }

  /** The queue of a completion, which says that all is well. */
  private int queueOfGood(int completion) {
    long queue = completions.id(completion) >>> 32;
    if (!completions.succeeded(completion)) {
      throw new TrafficFailure(
          completions.status(completion).text(),
          "a request on queue %d, vendor error %d"
              .formatted(queue, completions.vendorError(completion)));
    }
    return (int) queue;
  }

  @Override
  public boolean turn(long now, Events events) {
    boolean isMoved = poll();
    int count = doneCount;
    doneCount = 0;
    for (int i = 0; i < count; i++) {
      int tile = (int) done[i] >> 1;
      int queue = (int) (done[i] >>> 32);
      if ((done[i] & 1) == 0) {
        events.completed(tile, queue, now, UNKNOWN);
      } else {
        events.signalled(tile, queue, now, UNKNOWN);
      }
    }
    return isMoved || count > 0;
  }

  @Override
  public void close() {
    open.close();
  }
}
