package io.kelpie.probes.fabric;

import io.kelpie.ffi.fabric.AddressVector;
import io.kelpie.ffi.fabric.Domain;
import io.kelpie.ffi.fabric.Endpoint;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.Offer;
import io.kelpie.ffi.fabric.Operation;
import io.kelpie.ffi.fabric.Region;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.probes.traffic.Completed;
import io.kelpie.probes.traffic.OpenResources;
import io.kelpie.probes.traffic.Poster;
import io.kelpie.probes.traffic.Program;
import io.kelpie.probes.traffic.TileLayout;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.probes.traffic.Wiring;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What one direction's tiles travel over: an open device on each side, memory and its regions, an
 * endpoint a queue on both sides. All peers are endpoints of one device.
 *
 * <p>Both sides have room for every tile at the same offset. Where the provider can, a completion
 * says that the far side has the data, as an acknowledgement does.
 */
final class EndpointWiring implements Wiring {
  private static final int PAGE = 4096;
  private static final int SIGNAL_BUFFER = 64;
  private static final int SENDS_POLLED = 64;
  private static final int RECEIVES_POLLED = 32;
  private static final int TRIES = 4;

  /** Nanoseconds for a first answer: endpoints connect when they are first used. */
  private static final long CONNECTING = 10_000_000_000L;

  final int tilesHeld;
  final Endpoint[] nearEndpoints;
  final long[] peers;

  /** The completion level of operations that carry data, as a flag. */
  final long level;

  private final OpenResources open = new OpenResources();
  private final Arena arena = open.keep(Arena.ofShared());
  private final boolean completesInOrder;
  private final boolean endpointRegions;
  private final int receivesPosted;
  private final int receiveBytes;
  private final MemorySegment source;
  private final MemorySegment sink;
  private final MemorySegment words;
  private final MemorySegment flags;
  private final MemorySegment receives;
  private final PolledEndpoints sent;
  private final PolledEndpoints arrived;
  private final Endpoint[] farEndpoints;
  private final List<Region> nearTiles;
  private final List<List<Region>> farTiles = new ArrayList<>();
  private final Region nearWords;
  private final List<Region> farFlags = new ArrayList<>();
  private final Region farReceives;

  EndpointWiring(
      Fabric fabric, ProviderFacts facts, Wish nearWish, Wish farWish, Workload workload) {
    this.tilesHeld = Math.max(1024, workload.integer(Catalogue.TILES));
    this.receivesPosted =
        Law.consumesReceives(workload) ? workload.integer(Catalogue.RECEIVES_POSTED) : 0;
    this.receiveBytes =
        workload.get(Catalogue.OPCODE) == Catalogue.Opcode.SEND
            ? Math.max(SIGNAL_BUFFER, Math.toIntExact(Law.slot(workload)))
            : SIGNAL_BUFFER;
    this.completesInOrder = facts.completesInOrder();
    this.level = facts.delivery() ? Operation.DELIVERY : 0;
    int queues = workload.integer(Catalogue.PEERS) * (workload.integer(Catalogue.QPS_PER_PEER) + 1);
    this.nearEndpoints = new Endpoint[queues];
    this.farEndpoints = new Endpoint[queues];
    this.peers = new long[queues];
    try {
      Offer nearOffer = offer(fabric, nearWish);
      Offer farOffer = offer(fabric, farWish);
      this.endpointRegions = farOffer.attributes().endpointRegions();
      Domain near = open.keep(nearOffer.open());
      Domain far = open.keep(farOffer.open());
      long tileMemory = workload.get(Catalogue.REGIONS) * workload.get(Catalogue.REGION_STRIDE);
      source = arena.allocate(tileMemory, PAGE);
      sink = arena.allocate(tileMemory, PAGE);
      words = arena.allocate((tilesHeld + 2L) * Long.BYTES, PAGE);
      flags = arena.allocate((tilesHeld + 1L) * Long.BYTES, PAGE);
      receives = arena.allocate(Math.max(1L, (long) queues * receivesPosted * receiveBytes), PAGE);
      int completions = workload.integer(Catalogue.CQ_DEPTH);
      sent =
          open.keep(
              new PolledEndpoints(
                  near.createCompletionQueue(completions), SENDS_POLLED, 2 * tilesHeld + 1));
      arrived =
          open.keep(
              new PolledEndpoints(
                  far.createCompletionQueue(completions),
                  RECEIVES_POLLED,
                  queues * receivesPosted));
      connect(near, far);
      boolean reads = workload.get(Catalogue.OPCODE) == Catalogue.Opcode.READ;
      nearTiles = register(near, reads ? sink : source, workload, false);
      nearWords = open.keep(near.register(words, false));
      registerFar(far, reads ? source : sink, workload);
      farReceives = open.keep(far.register(receives, false));
      for (int queue = 0; queue < queues; queue++) {
        for (int slot = 0; slot < receivesPosted; slot++) {
          postReceive(queue, slot);
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
                new UsageException(
                    "libfabric's provider "
                        + wish.provider()
                        + " does not offer together what it offers apart: "
                        + wish)));
  }

  /** Opens the endpoints and tells each side the other's addresses. */
  private void connect(Domain near, Domain far) {
    AddressVector nearPeers = open.keep(near.createAddressVector());
    AddressVector farPeers = open.keep(far.createAddressVector());
    for (int queue = 0; queue < nearEndpoints.length; queue++) {
      nearEndpoints[queue] = open.keep(near.createEndpoint(sent.queue(), nearPeers));
      farEndpoints[queue] = open.keep(far.createEndpoint(arrived.queue(), farPeers));
      peers[queue] = nearPeers.insert(farEndpoints[queue].name());
      farPeers.insert(nearEndpoints[queue].name());
    }
  }

  private List<Region> register(
      Domain domain, MemorySegment memory, Workload workload, boolean remote) {
    long stride = workload.get(Catalogue.REGION_STRIDE);
    long bytes = workload.get(Catalogue.REGION_BYTES);
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < workload.integer(Catalogue.REGIONS); i++) {
      regions.add(open.keep(domain.register(memory.asSlice(i * stride, bytes), remote)));
    }
    return regions;
  }

  /** Regions serve every endpoint of a device, or one each where the provider has it so. */
  private void registerFar(Domain far, MemorySegment tiles, Workload workload) {
    int copies = endpointRegions ? farEndpoints.length : 1;
    for (int copy = 0; copy < copies; copy++) {
      List<Region> regions = register(far, tiles, workload, true);
      Region region = open.keep(far.register(flags, true));
      if (endpointRegions) {
        for (Region each : regions) {
          each.attach(farEndpoints[copy]);
        }
        region.attach(farEndpoints[copy]);
      }
      farTiles.add(regions);
      farFlags.add(region);
    }
  }

  /** A tile's region on the sender's side. */
  Region nearTile(int region) {
    return nearTiles.get(region);
  }

  /** A tile's region on the far side of a queue. */
  Region farTile(int queue, int region) {
    return farTiles.get(endpointRegions ? queue : 0).get(region);
  }

  Region nearWords() {
    return nearWords;
  }

  Region farFlags(int queue) {
    return farFlags.get(endpointRegions ? queue : 0);
  }

  @Override
  public int tilesHeld() {
    return tilesHeld;
  }

  @Override
  public int receivesPosted() {
    return receivesPosted;
  }

  @Override
  public int receiveHeader() {
    return 0;
  }

  @Override
  public boolean loses() {
    return false;
  }

  @Override
  public boolean completesInOrder() {
    return completesInOrder;
  }

  @Override
  public MemorySegment source() {
    return source;
  }

  @Override
  public MemorySegment sink() {
    return sink;
  }

  @Override
  public MemorySegment words() {
    return words;
  }

  @Override
  public MemorySegment flags() {
    return flags;
  }

  @Override
  public MemorySegment receives() {
    return receives;
  }

  @Override
  public PolledEndpoints sent() {
    return sent;
  }

  /** Always polled: what the far side does for writes and reads is done while its queue is read. */
  @Override
  public List<? extends Completed> arrived() {
    return List.of(arrived);
  }

  @Override
  public long receiveOffset(int queue, int slot) {
    return ((long) queue * receivesPosted + slot) * receiveBytes;
  }

  @Override
  public void postReceive(int queue, int slot) {
    long context = arrived.context(queue * receivesPosted + slot, (long) queue << 32 | slot);
    if (!farEndpoints[queue].receive(
        receives.address() + receiveOffset(queue, slot),
        receiveBytes,
        farReceives.descriptor(),
        context)) {
      throw new TrafficFailure(
          "a receive was not taken", "queue " + queue + " holds " + receivesPosted + " at most");
    }
  }

  @Override
  public Poster poster(TileLayout layout, Program program, Workload workload) {
    return new OperationPoster(this, layout, program, workload);
  }

  /** The fastest of a few, after one that connects. */
  @Override
  public long idleRoundTrip() {
    long best = Long.MAX_VALUE;
    try (Operation operation = new Operation(1)) {
      for (int i = 0; i <= TRIES; i++) {
        long trip = once(operation);
        best = i == 0 ? best : Math.min(best, trip);
      }
    }
    return best;
  }

  private long once(Operation operation) {
    long at = (long) tilesHeld * Long.BYTES;
    words.set(ValueLayout.JAVA_LONG, at, -1);
    operation.piece(0, words.address() + at, Long.BYTES, nearWords.descriptor());
    operation.pieces(1);
    operation.to(sent.context(2 * tilesHeld, 0), peers[0], 0);
    operation.remote(farFlags(0).base() + at, Long.BYTES, farFlags(0).key());
    long start = System.nanoTime();
    boolean posted = false;
    while (true) {
      if (!posted) {
        posted = nearEndpoints[0].write(operation, Operation.COMPLETION | level);
      }
      if (sent.poll() > 0) {
        if (!sent.succeeded(0)) {
          throw new TrafficFailure(sent.status(0), "8 bytes on idle endpoints, " + sent.detail(0));
        }
        return System.nanoTime() - start;
      }
      arrived.poll();
      if (System.nanoTime() - start > CONNECTING) {
        throw new TrafficFailure("no answer", "8 bytes on idle endpoints");
      }
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
