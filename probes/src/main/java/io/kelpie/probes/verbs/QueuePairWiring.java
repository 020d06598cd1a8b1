package io.kelpie.probes.verbs;

import io.kelpie.ffi.verbs.Access;
import io.kelpie.ffi.verbs.AddressHandle;
import io.kelpie.ffi.verbs.CompletionQueue;
import io.kelpie.ffi.verbs.Connection;
import io.kelpie.ffi.verbs.MemoryRegion;
import io.kelpie.ffi.verbs.Mtu;
import io.kelpie.ffi.verbs.QueuePair;
import io.kelpie.ffi.verbs.QueuePairCapacity;
import io.kelpie.ffi.verbs.QueuePairSettings;
import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.ReceiveRequests;
import io.kelpie.probes.traffic.Completed;
import io.kelpie.probes.traffic.OpenResources;
import io.kelpie.probes.traffic.Poster;
import io.kelpie.probes.traffic.Program;
import io.kelpie.probes.traffic.TileLayout;
import io.kelpie.probes.traffic.Wiring;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one direction's tiles travel over: memory and its regions on both sides, connected queue
 * pairs, completion queues, posted receives. Peers on one device share its regions and receive
 * queue.
 *
 * <p>Both sides have room for every tile at the same offset. {@code words} holds 8 bytes a tile on
 * the sender's side for the payload of signals, and 8 bytes more for atomics' answers; {@code
 * flags} holds 8 bytes a tile on the receiver's side, where signals land.
 */
final class QueuePairWiring implements Wiring {
  /** Bytes before a datagram's payload in its receive buffer: room for a global route header. */
  static final int DATAGRAM_HEADER = 40;

  /** Key of all datagram queue pairs of this process; not of the controlled range. */
  static final int QUEUE_KEY = 0x4b454c50;

  private static final int PAGE = 4096;
  private static final int SENDS_POLLED = 64;
  private static final int RECEIVES_POLLED = 32;
  private static final int SIGNAL_BUFFER = 64;

  final Endpoint near;
  final List<Endpoint> peers;
  final QueuePairType type;
  final int tilesHeld;
  final int receivesPosted;
  final int receiveBytes;
  final int inlineGranted;
  final MemorySegment source;
  final MemorySegment sink;
  final MemorySegment words;
  final MemorySegment flags;
  final MemorySegment receives;
  final PolledQueue sent;
  final List<PolledQueue> arrived = new ArrayList<>();
  final QueuePair[] nearQueues;
  final QueuePair[] farQueues;
  final AddressHandle[] handles;

  private final OpenResources open = new OpenResources();
  private final Arena arena = open.keep(Arena.ofShared());
  private final List<Endpoint> devices;
  private final int[] deviceOf;
  private final List<MemoryRegion> nearTiles;
  private final List<List<MemoryRegion>> farTiles = new ArrayList<>();
  private final MemoryRegion nearWords;
  private final List<MemoryRegion> farFlags = new ArrayList<>();
  private final List<MemoryRegion> farReceives = new ArrayList<>();
  private final ReceiveRequests receiveRequest;

  QueuePairWiring(Endpoint near, List<Endpoint> peers, Workload workload) {
    this.near = near;
    this.peers = List.copyOf(peers);
    this.devices = peers.stream().distinct().toList();
    this.deviceOf = peers.stream().mapToInt(devices::indexOf).toArray();
    this.type = QueuePairType.valueOf(workload.get(Catalogue.QP_TYPE).name());
    this.tilesHeld = Math.max(1024, workload.integer(Catalogue.TILES));
    this.receivesPosted =
        Law.consumesReceives(workload) ? workload.integer(Catalogue.RECEIVES_POSTED) : 0;
    this.receiveBytes =
        (workload.get(Catalogue.OPCODE) == Catalogue.Opcode.SEND
                ? Math.max(SIGNAL_BUFFER, Math.toIntExact(Law.slot(workload)))
                : SIGNAL_BUFFER)
            + (type == QueuePairType.UD ? DATAGRAM_HEADER : 0);
    int queues = peers.size() * (workload.integer(Catalogue.QPS_PER_PEER) + 1);
    this.nearQueues = new QueuePair[queues];
    this.farQueues = new QueuePair[queues];
    this.handles = new AddressHandle[peers.size()];
    try {
      boolean reads = workload.get(Catalogue.OPCODE) == Catalogue.Opcode.READ;
      long tileMemory = workload.get(Catalogue.REGIONS) * workload.get(Catalogue.REGION_STRIDE);
      source = arena.allocate(tileMemory, PAGE);
      sink = arena.allocate(tileMemory, PAGE);
      words = arena.allocate((tilesHeld + 1L) * Long.BYTES, PAGE);
      flags = arena.allocate((tilesHeld + 1L) * Long.BYTES, PAGE);
      receives = arena.allocate(Math.max(1L, (long) queues * receivesPosted * receiveBytes), PAGE);
      nearTiles = register(near, reads ? sink : source, workload);
      nearWords = open.keep(near.domain().register(words, near.access(type)));
      sent = open.keep(queue(near, workload, SENDS_POLLED));
      for (Endpoint device : devices) {
        farTiles.add(register(device, reads ? source : sink, workload));
        farFlags.add(open.keep(device.domain().register(flags, device.access(type))));
        if (receivesPosted > 0) {
          farReceives.add(open.keep(device.domain().register(receives, device.access(type))));
        }
        arrived.add(open.keep(queue(device, workload, RECEIVES_POLLED)));
      }
      receiveRequest = open.keep(new ReceiveRequests(1, 1));
      connect(workload);
      inlineGranted = nearQueues[0].capacity().inlineBytes();
      for (int queue = 0; queue < queues; queue++) {
        for (int slot = 0; slot < receivesPosted; slot++) {
          postReceive(queue, slot);
        }
      }
    } catch (RuntimeException | Error failure) {
      close();
      throw failure;
    }
  }

  private List<MemoryRegion> register(Endpoint device, MemorySegment memory, Workload workload) {
    long stride = workload.get(Catalogue.REGION_STRIDE);
    long bytes = workload.get(Catalogue.REGION_BYTES);
    Set<Access> access = device.access(type);
    List<MemoryRegion> regions = new ArrayList<>();
    for (int i = 0; i < workload.integer(Catalogue.REGIONS); i++) {
      regions.add(open.keep(device.domain().register(memory.asSlice(i * stride, bytes), access)));
    }
    return regions;
  }

  private static PolledQueue queue(Endpoint device, Workload workload, int room) {
    int depth = workload.integer(Catalogue.CQ_DEPTH);
    return new PolledQueue(device.context().createCompletionQueue(depth), room);
  }

  private void connect(Workload workload) {
    QueuePairCapacity sends =
        new QueuePairCapacity(
            workload.integer(Catalogue.SEND_DEPTH),
            1,
            workload.integer(Catalogue.SGES),
            1,
            workload.integer(Catalogue.INLINE_THRESHOLD));
    QueuePairCapacity receiving =
        new QueuePairCapacity(
            1, receivesPosted > 0 ? workload.integer(Catalogue.RECEIVE_DEPTH) : 1, 1, 1, 0);
    if (type == QueuePairType.UD) {
      for (int peer = 0; peer < peers.size(); peer++) {
        handles[peer] = open.keep(near.domain().createAddressHandle(near.routeTo(peers.get(peer))));
      }
    }
    int perPeer = workload.integer(Catalogue.QPS_PER_PEER);
    for (int queue = 0; queue < nearQueues.length; queue++) {
      int peer = queue < peers.size() * perPeer ? queue / perPeer : queue - peers.size() * perPeer;
      Endpoint far = peers.get(peer);
      CompletionQueue completions = sent.queue();
      CompletionQueue arrivals = arrived.get(deviceOf[peer]).queue();
      nearQueues[queue] =
          open.keep(
              near.domain()
                  .createQueuePair(new QueuePairSettings(type, completions, completions, sends)));
      farQueues[queue] =
          open.keep(
              far.domain()
                  .createQueuePair(new QueuePairSettings(type, arrivals, arrivals, receiving)));
      ready(nearQueues[queue], near, farQueues[queue], far, workload);
    }
  }

  private void ready(
      QueuePair one, Endpoint oneEnd, QueuePair other, Endpoint otherEnd, Workload workload) {
    if (type == QueuePairType.UD) {
      one.initDatagram(oneEnd.port(), QUEUE_KEY);
      other.initDatagram(otherEnd.port(), QUEUE_KEY);
      one.startDatagram(0);
      other.startDatagram(0);
      return;
    }
    one.init(oneEnd.port(), oneEnd.access(type));
    other.init(otherEnd.port(), otherEnd.access(type));
    Connection there = connection(oneEnd, otherEnd, other, workload);
    Connection back = connection(otherEnd, oneEnd, one, workload);
    one.readyToReceive(there);
    other.readyToReceive(back);
    one.readyToSend(there);
    other.readyToSend(back);
  }

  private static Connection connection(
      Endpoint from, Endpoint to, QueuePair far, Workload workload) {
    int reads = workload.integer(Catalogue.OUTSTANDING_READS);
    return new Connection(
        from.routeTo(to),
        Mtu.ofBytes(workload.integer(Catalogue.PATH_MTU)),
        far.number(),
        0,
        0,
        reads,
        reads,
        workload.integer(Catalogue.RNR_TIMER),
        workload.integer(Catalogue.ACK_TIMEOUT),
        workload.integer(Catalogue.RETRIES),
        workload.integer(Catalogue.RNR_RETRIES));
  }

  /** Key of a tile's region on the sender's side. */
  int nearKey(int region) {
    return nearTiles.get(region).localKey();
  }

  /** Key of a tile's region on a peer. */
  int farKey(int peer, int region) {
    return farTiles.get(device(peer)).get(region).remoteKey();
  }

  int wordsKey() {
    return nearWords.localKey();
  }

  int flagsKey(int peer) {
    return farFlags.get(device(peer)).remoteKey();
  }

  private int device(int peer) {
    return deviceOf[peer];
  }

  @Override
  public long receiveOffset(int queue, int slot) {
    return ((long) queue * receivesPosted + slot) * receiveBytes;
  }

  @Override
  public void postReceive(int queue, int slot) {
    receiveRequest.id(0, (long) queue << 32 | slot);
    receiveRequest.unchain(0);
    receiveRequest.single(
        0,
        receives.address() + receiveOffset(queue, slot),
        receiveBytes,
        farReceives.get(device(peerOf(queue))).localKey());
    farQueues[queue].postReceive(receiveRequest, 0);
  }

  private int peerOf(int queue) {
    int data = nearQueues.length - peers.size();
    return queue < data ? queue / (data / peers.size()) : queue - data;
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
    return type == QueuePairType.UD ? DATAGRAM_HEADER : 0;
  }

  @Override
  public boolean loses() {
    return type != QueuePairType.RC;
  }

  @Override
  public boolean completesInOrder() {
    return true;
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
  public Completed sent() {
    return sent;
  }

  /** Nothing arrives where no receives are posted. */
  @Override
  public List<PolledQueue> arrived() {
    return receivesPosted > 0 ? arrived : List.of();
  }

  @Override
  public Poster poster(TileLayout layout, Program program, Workload workload) {
    return new WorkRequestPoster(this, layout, program, workload);
  }

  @Override
  public long idleRoundTrip() {
    return IdleRoundTrip.measure(this);
  }

  @Override
  public void close() {
    open.close();
  }
}
