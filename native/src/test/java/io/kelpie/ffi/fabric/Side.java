package io.kelpie.ffi.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** One side of a test's traffic: an open device, memory, an endpoint, room for completions. */
final class Side implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final int MEMORY = 1 << 16;

  private final Arena arena = Arena.ofShared();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  final Attributes attributes;
  final MemorySegment memory;
  final Region region;
  final CompletionQueue queue;
  final AddressVector peers;
  final Endpoint endpoint;
  final Contexts contexts = keep(new Contexts(16));
  final Completions completions = keep(new Completions(16));
  final Operation operation = keep(new Operation(2));

  Side(Offer offer) {
    keep(offer);
    attributes = offer.attributes();
    memory = arena.allocate(MEMORY, 4096);
    Domain domain = keep(offer.open());
    region = keep(domain.register(memory, true));
    queue = keep(domain.createCompletionQueue(64));
    peers = keep(domain.createAddressVector());
    endpoint = keep(domain.createEndpoint(queue, peers));
  }

  <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  /** Fills the operation with {@code length} bytes from {@code from}, to {@code peer}. */
  void fill(int context, long peer, long from, int length) {
    operation.piece(0, memory.address() + from, length, region.descriptor());
    operation.pieces(1);
    operation.to(contexts.address(context), peer, 0);
  }

  /** Points the operation at a place of {@code far}. */
  void remote(Side far, long at, int length) {
    operation.remote(far.region.base() + at, length, far.region.key());
  }

  /** Waits for a completion of this side, while {@code other} moves on too; answers its number. */
  int await(Side other) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      int taken = queue.poll(completions);
      if (taken > 0) {
        assertThat(taken).isEqualTo(1);
        return contexts.index(completions.context(0));
      }
      other.progress();
    }
    throw new AssertionError("no completion within " + PATIENCE);
  }

  /** Moves traffic; what completes is not asked for. */
  void progress() {
    queue.poll(completions);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException failure) {
        throw failure;
      } catch (Exception impossible) {
        throw new AssertionError(impossible);
      }
    }
    arena.close();
  }
}
