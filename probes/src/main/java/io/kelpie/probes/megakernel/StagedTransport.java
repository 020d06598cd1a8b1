package io.kelpie.probes.megakernel;

import io.kelpie.probes.traffic.OpenResources;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tiles are copied to memory of this process before they are posted; a tile that has arrived in it
 * is copied to where the kernel looks when its signal comes, before that is passed on, and once
 * more when it is acknowledged: what a signal had overtaken is there in the end.
 */
final class StagedTransport implements Transport, Carrier.Arrival, Transport.Events {
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final OpenResources open = new OpenResources();
  private final Carrier.Ends kernels;
  private final Carrier.Arrival arrival;
  private final boolean hasWords;
  private final HostMemory source;
  private final HostMemory target;
  private final Awaited signals;
  private final Awaited credits;
  private final long[] places;
  private final int[] sizes;
  private final Transport wire;
  private @Nullable Events listener;

  /**
   * @param kernels between what the kernel's tiles travel
   * @param hasWords whether signals are words of their own
   * @param opening what carries between ends in this process's memory, and tells of arrivals
   */
  StagedTransport(
      Carrier.Ends kernels,
      boolean hasWords,
      Carrier.Arrival arrival,
      BiFunction<Carrier.Ends, Carrier.Arrival, Transport> opening) {
    this.kernels = kernels;
    this.hasWords = hasWords;
    this.arrival = arrival;
    places = new long[kernels.tiles()];
    sizes = new int[kernels.tiles()];
    source = open.keep(new HostMemory(kernels.source().bytes()));
    target = open.keep(new HostMemory(kernels.target().bytes()));
    signals = new Awaited(open.keep(new HostMemory(kernels.signals().bytes())));
    credits = new Awaited(open.keep(new HostMemory(kernels.credits().bytes())));
    try {
      wire =
          open.keep(
              opening.apply(
                  new Carrier.Ends(source, target, signals.words, credits.words, kernels.tiles()),
                  this));
    } catch (RuntimeException | Error failure) {
      open.close();
      throw failure;
    }
  }

  @Override
  public void start(int sequence) {
    signals.start(sequence);
    credits.start(sequence);
    wire.start(sequence);
  }

  @Override
  public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
    MemorySegment.copy(kernels.hostSource(), from, source.segment(), from, bytes);
    places[tile] = to;
    sizes[tile] = bytes;
    wire.put(queue, tile, from, to, bytes, isImmediate);
  }

  @Override
  public void signal(int queue, int tile, boolean isFenced) {
    if (hasWords) {
      signals.awaited.set(tile);
    }
    wire.signal(queue, tile, isFenced);
  }

  @Override
  public void credit(int queue, int tile) {
    credits.awaited.set(tile);
    wire.credit(queue, tile);
  }

  @Override
  public boolean turn(long now, Events events) {
    listener = events;
    boolean isMoved = wire.turn(now, this);
    isMoved |= signals.hear(this::signal);
    isMoved |= credits.hear(this::credit);
    return isMoved;
  }

  private void land(int tile) {
    MemorySegment.copy(
        target.segment(), places[tile], kernels.hostTarget(), places[tile], sizes[tile]);
  }

  @Override
  public void signal(int tile) {
    signals.awaited.clear(tile);
    land(tile);
    arrival.signal(tile);
  }

  @Override
  public void credit(int tile) {
    credits.awaited.clear(tile);
    arrival.credit(tile);
  }

  @Override
  public void completed(int tile, int queue, long now, long age) {
    land(tile);
    Objects.requireNonNull(listener).completed(tile, queue, now, age);
  }

  @Override
  public void signalled(int tile, int queue, long now, long age) {
    Objects.requireNonNull(listener).signalled(tile, queue, now, age);
  }

  @Override
  public void close() {
    open.close();
  }

  /** Words that the wire may write, a word a tile, and the tiles whose word is awaited. */
  private static final class Awaited {
    final HostMemory words;
    final BitSet awaited = new BitSet();
    private long sequence;

    Awaited(HostMemory words) {
      this.words = words;
    }

    void start(int pass) {
      sequence = Integer.toUnsignedLong(pass);
      awaited.clear();
    }

    boolean hear(IntConsumer listener) {
      boolean isHeard = false;
      for (int tile = awaited.nextSetBit(0); tile >= 0; tile = awaited.nextSetBit(tile + 1)) {
        if ((long) WORD.getAcquire(words.segment(), (long) tile * Long.BYTES) == sequence) {
          listener.accept(tile);
          isHeard = true;
        }
      }
      return isHeard;
    }
  }
}
