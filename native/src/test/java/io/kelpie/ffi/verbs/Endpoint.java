package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One side of a pair: a device with a region, a completion queue and what the test makes on them.
 */
final class Endpoint implements AutoCloseable {
  static final int REGION = 1 << 16;
  static final int PORT = 1;
  static final int QUEUE_KEY = 0x11111111;
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final QueuePairCapacity CAPACITY = new QueuePairCapacity(64, 64, 4, 4, 64);

  /** A completion, copied out of the poll that took it. */
  record Completion(
      long id,
      CompletionStatus status,
      CompletionOpcode opcode,
      int bytes,
      boolean hasImmediate,
      int immediate,
      int sourceQueuePair) {}

  /** Fewer completions came than were waited for. */
  static final class MissingCompletions extends AssertionError {
    private static final long serialVersionUID = 1L;

    MissingCompletions(int missing, int expected) {
      super(missing + " of " + expected + " completions are missing after " + PATIENCE);
    }
  }

  final Context context;
  final ProtectionDomain domain;
  final CompletionQueue queue;
  final MemoryRegion region;
  final SendRequests sends = new SendRequests(64, 4);
  final ReceiveRequests receives = new ReceiveRequests(64, 4);
  final Completions completions = new Completions(16);
  final Gid gid;
  final int gidIndex;

  private final Arena arena = Arena.ofShared();
  private final Deque<Resource> open = new ArrayDeque<>();

  Endpoint(Device device) {
    context = keep(device.open());
    domain = keep(context.allocateProtectionDomain());
    queue = keep(context.createCompletionQueue(256));
    region =
        keep(
            domain.register(
                arena.allocate(REGION, 4096),
                EnumSet.complementOf(EnumSet.of(Access.RELAXED_ORDERING))));
    GidEntry entry =
        context.gids(PORT).stream()
            .filter(each -> each.type() == GidType.ROCE_V2 && each.gid().isIpv4())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no IPv4 GID on " + device.name()));
    gid = entry.gid();
    gidIndex = entry.index();
  }

  /** Registers what is to be closed before everything that was registered earlier. */
  <T extends Resource> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  QueuePair queuePair(QueuePairType type) {
    return keep(domain.createQueuePair(new QueuePairSettings(type, queue, queue, CAPACITY)));
  }

  Route routeTo(Endpoint far) {
    return Route.ethernet(PORT, new GlobalRoute(far.gid, gidIndex));
  }

  /** Connects one queue pair of each side, ready to send. */
  static void connect(Endpoint near, QueuePair mine, Endpoint far, QueuePair theirs) {
    Set<Access> all =
        EnumSet.of(
            Access.LOCAL_WRITE, Access.REMOTE_WRITE, Access.REMOTE_READ, Access.REMOTE_ATOMIC);
    Set<Access> access =
        mine.type() == QueuePairType.RC ? all : EnumSet.of(Access.LOCAL_WRITE, Access.REMOTE_WRITE);
    mine.init(PORT, access);
    theirs.init(PORT, access);
    mine.connect(connection(near.routeTo(far), theirs.number()));
    theirs.connect(connection(far.routeTo(near), mine.number()));
  }

  /**
   * Timers that end a hopeless retry within a second: 67 ms of timeout twice, RNR of 0.64 ms once.
   */
  static Connection connection(Route route, int remoteQueuePair) {
    return new Connection(route, Mtu.MTU_1024, remoteQueuePair, 77, 77, 16, 16, 12, 14, 1, 1);
  }

  long at(long offset) {
    return region.start() + offset;
  }

  MemorySegment memory(long offset, long length) {
    return region.memory().asSlice(offset, length);
  }

  void fill(long offset, long length, int value) {
    memory(offset, length).fill((byte) value);
  }

  void assertFilled(long offset, long length, int value) {
    assertThat(memory(offset, length).toArray(JAVA_BYTE)).containsOnly(value);
  }

  void word(long offset, long value) {
    region.memory().set(JAVA_LONG, offset, value);
  }

  long word(long offset) {
    return region.memory().get(JAVA_LONG, offset);
  }

  /** Posts a receive into {@code length} bytes at {@code offset}, its identifier the offset. */
  void receive(QueuePair queuePair, long offset, int length) {
    receives.id(0, offset);
    receives.unchain(0);
    receives.single(0, at(offset), length, region.localKey());
    queuePair.postReceive(receives, 0);
  }

  /**
   * Prepares slot 0 as an unchained send of {@code length} bytes at {@code offset} with identifier
   * {@code id}.
   */
  SendRequests send(long id, long offset, int length) {
    sends.id(0, id);
    sends.unchain(0);
    sends.single(0, at(offset), length, region.localKey());
    return sends;
  }

  /**
   * Polls until {@code count} completions have come.
   *
   * @throws MissingCompletions naming how many have not come within {@link #PATIENCE}
   */
  List<Completion> await(int count) {
    return await(queue, count, PATIENCE);
  }

  List<Completion> await(CompletionQueue from, int count, Duration patience) {
    List<Completion> taken = new ArrayList<>();
    long deadline = System.nanoTime() + patience.toNanos();
    while (taken.size() < count) {
      int polled = from.poll(completions);
      for (int i = 0; i < polled; i++) {
        taken.add(
            new Completion(
                completions.id(i),
                completions.status(i),
                completions.opcode(i),
                completions.byteLength(i),
                completions.hasImmediate(i),
                completions.immediate(i),
                completions.sourceQueuePair(i)));
      }
      if (polled == 0) {
        if (System.nanoTime() - deadline > 0) {
          throw new MissingCompletions(count - taken.size(), count);
        }
        Thread.onSpinWait();
      }
    }
    return taken;
  }

  Completion awaitOne() {
    return await(1).getFirst();
  }

  /** One completion, which must have succeeded. */
  Completion awaitSuccess() {
    Completion completion = awaitOne();
    assertThat(completion.status()).as(completion.toString()).isEqualTo(CompletionStatus.SUCCESS);
    return completion;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    sends.close();
    receives.close();
    completions.close();
    arena.close();
  }
}
