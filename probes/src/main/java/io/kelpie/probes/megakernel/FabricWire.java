package io.kelpie.probes.megakernel;

import io.kelpie.ffi.fabric.AddressVector;
import io.kelpie.ffi.fabric.CompletionQueue;
import io.kelpie.ffi.fabric.Completions;
import io.kelpie.ffi.fabric.Contexts;
import io.kelpie.ffi.fabric.Domain;
import io.kelpie.ffi.fabric.Endpoint;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.Offer;
import io.kelpie.ffi.fabric.Operation;
import io.kelpie.ffi.fabric.Region;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.probes.traffic.OpenResources;
import io.kelpie.probes.traffic.TrafficFailure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Tiles as libfabric's writes and signals as writes of eight bytes behind them, straight into the
 * words that the kernel polls; an immediate signal is told by the far side's completion queue.
 * Credits are such writes of the far side. An endpoint a queue on both sides, whose progress is
 * made while the proxy turns.
 */
final class FabricWire implements Transport {
  private static final int POLLED = 64;
  private static final int LEAST_COMPLETIONS = 1024;

  /** Nanoseconds for which an endpoint may take nothing: it connects when it is first used. */
  private static final long CONNECTING = 10_000_000_000L;

  private final OpenResources open = new OpenResources();
  private final Arena arena = open.keep(Arena.ofShared());
  private final Carrier.Ends ends;
  private final Carrier.Arrival arrival;
  private final MemorySegment word = arena.allocate(64, 64);
  private final MemorySegment farWord = arena.allocate(64, 64);
  private final Endpoint[] nearEndpoints;
  private final Endpoint[] farEndpoints;
  private final long[] peers;
  private final long[] peersBack;
  private final Region nearTiles;
  private final Region nearWord;
  private final Region[] farTiles;
  private final Region[] farSignals;
  private final Region farSource;
  private final Region[] nearCredits;
  private final CompletionQueue sent;
  private final CompletionQueue arrived;
  private final Completions completions;
  private final Completions arrivals;
  private final Contexts contexts;
  private final Operation operation;
  private final long level;
  private final int[] queueOf;
  private final int[] done;
  private int doneCount;

  FabricWire(
      Fabric fabric,
      Wish nearWish,
      Wish farWish,
      int queues,
      Carrier.Ends ends,
      Carrier.Arrival arrival) {
    this.ends = ends;
    this.arrival = arrival;
    nearEndpoints = new Endpoint[queues];
    farEndpoints = new Endpoint[queues];
    peers = new long[queues];
    peersBack = new long[queues];
    level = nearWish.delivery() ? Operation.DELIVERY : 0;
    queueOf = new int[2 * ends.tiles()];
    done = new int[2 * ends.tiles()];
    try {
      Offer nearOffer = offer(fabric, nearWish);
      Offer farOffer = offer(fabric, farWish);
      Domain near = open.keep(nearOffer.open());
      Domain far = open.keep(farOffer.open());
      int entries = Math.max(LEAST_COMPLETIONS, 2 * ends.tiles());
      sent = open.keep(near.createCompletionQueue(entries));
      arrived = open.keep(far.createCompletionQueue(entries));
      completions = open.keep(new Completions(POLLED));
      arrivals = open.keep(new Completions(POLLED));
      contexts = open.keep(new Contexts(3 * ends.tiles()));
      operation = open.keep(new Operation(1));
      connect(near, far);
      nearTiles = open.keep(near.register(ends.hostSource(), false));
      nearWord = open.keep(near.register(word, false));
      farSource = open.keep(far.register(farWord, false));
      boolean isNearPerEndpoint = nearOffer.attributes().endpointRegions();
      nearCredits = new Region[isNearPerEndpoint ? queues : 1];
      for (int i = 0; i < nearCredits.length; i++) {
        nearCredits[i] = open.keep(near.register(ends.hostCredits(), true));
        if (isNearPerEndpoint) {
          nearCredits[i].attach(nearEndpoints[i]);
        }
      }
      boolean isPerEndpoint = farOffer.attributes().endpointRegions();
      farTiles = new Region[isPerEndpoint ? queues : 1];
      farSignals = new Region[farTiles.length];
      for (int i = 0; i < farTiles.length; i++) {
        farTiles[i] = open.keep(far.register(ends.hostTarget(), true));
        farSignals[i] = open.keep(far.register(ends.hostSignals(), true));
        if (isPerEndpoint) {
          farTiles[i].attach(farEndpoints[i]);
          farSignals[i].attach(farEndpoints[i]);
        }
      }
    } catch (RuntimeException | Error failure) {
      try {
        close();
      } catch (RuntimeException other) {
        failure.addSuppressed(other);
      }
      throw failure;
    }
  }

  private Offer offer(Fabric fabric, Wish wish) {
    return open.keep(
        fabric
            .find(wish)
            .orElseThrow(() ->
                new TrafficFailure(
                    "libfabric's provider " + wish.provider() + " has no such endpoint",
                    wish.toString())));
  }

  private void connect(Domain near, Domain far) {
    AddressVector nearPeers = open.keep(near.createAddressVector());
    AddressVector farPeers = open.keep(far.createAddressVector());
    for (int queue = 0; queue < nearEndpoints.length; queue++) {
      nearEndpoints[queue] = open.keep(near.createEndpoint(sent, nearPeers));
      farEndpoints[queue] = open.keep(far.createEndpoint(arrived, farPeers));
      peers[queue] = nearPeers.insert(farEndpoints[queue].name());
      peersBack[queue] = farPeers.insert(nearEndpoints[queue].name());
    }
  }

  @Override
  public void start(int sequence) {
    word.set(ValueLayout.JAVA_LONG, 0, sequence);
    farWord.set(ValueLayout.JAVA_LONG, 0, sequence);
    doneCount = 0;
  }

  @Override
  public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
    operation.piece(0, ends.hostSource().address() + from, bytes, nearTiles.descriptor());
    operation.pieces(1);
    operation.to(contexts.address(2 * tile), peers[queue], tile);
    Region region = farTiles[farTiles.length > 1 ? queue : 0];
    operation.remote(region.base() + to, bytes, region.key());
    post(queue, 2 * tile, Operation.COMPLETION | level | (isImmediate ? Operation.IMMEDIATE : 0));
  }

  @Override
  public void signal(int queue, int tile, boolean isFenced) {
    operation.piece(0, word.address(), Long.BYTES, nearWord.descriptor());
    operation.pieces(1);
    operation.to(contexts.address(2 * tile + 1), peers[queue], 0);
    Region region = farSignals[farSignals.length > 1 ? queue : 0];
    operation.remote(region.base() + (long) tile * Long.BYTES, Long.BYTES, region.key());
    post(
        queue,
        2 * tile + 1,
        Operation.COMPLETION | Operation.INJECT | (isFenced ? Operation.FENCE : 0));
  }

  @Override
  public void credit(int queue, int tile) {
    operation.piece(0, farWord.address(), Long.BYTES, farSource.descriptor());
    operation.pieces(1);
    operation.to(contexts.address(2 * ends.tiles() + tile), peersBack[queue], 0);
    Region region = nearCredits[nearCredits.length > 1 ? queue : 0];
    operation.remote(region.base() + (long) tile * Long.BYTES, Long.BYTES, region.key());
    take(farEndpoints[queue], queue, Operation.COMPLETION | Operation.INJECT);
  }

  /** Posts an operation of the near side, which completes by this number. */
  private void post(int queue, int number, long flags) {
    queueOf[number] = queue;
    take(nearEndpoints[queue], queue, flags);
  }

  /** Makes progress until the provider takes the operation. */
  private void take(Endpoint endpoint, int queue, long flags) {
    long begin = System.nanoTime();
    while (!endpoint.write(operation, flags)) {
      poll();
      if (System.nanoTime() - begin > CONNECTING) {
        throw new TrafficFailure("nothing is taken any more", "queue " + queue);
      }
    }
  }

  /** Both sides' progress; what completes is kept for the next turn. */
  private boolean poll() {
    int taken = sent.poll(completions);
    if (taken > 0 && !completions.areGood()) {
      throw new TrafficFailure(
          completions.errorText(),
          "a write, error %d, provider error %d"
              .formatted(completions.error(), completions.providerError()));
    }
    for (int i = 0; i < taken; i++) {
      done[doneCount++] = contexts.index(completions.context(i));
    }
    int came = arrived.poll(arrivals);
    if (came > 0 && !arrivals.areGood()) {
      throw new TrafficFailure(arrivals.errorText(), "the far side, error " + arrivals.error());
    }
    for (int i = 0; i < came; i++) {
      if (arrivals.hasImmediate(i)) {
        arrival.signal((int) arrivals.immediate(i));
      }
    }
    return taken + came > 0;
  }

  @Override
  public boolean turn(long now, Events events) {
    boolean isMoved = poll();
    int count = doneCount;
    doneCount = 0;
    for (int i = 0; i < count; i++) {
      int number = done[i];
      if ((number & 1) == 0) {
        events.completed(number >> 1, queueOf[number], now, UNKNOWN);
      } else {
        events.signalled(number >> 1, queueOf[number], now, UNKNOWN);
      }
    }
    return isMoved || count > 0;
  }

  @Override
  public void close() {
    open.close();
  }
}
