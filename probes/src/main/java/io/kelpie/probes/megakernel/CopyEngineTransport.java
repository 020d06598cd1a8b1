package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.PinnedMemory;
import io.kelpie.probes.traffic.OpenResources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Tiles as copies on streams, one stream a queue, and signals as words that a stream writes once
 * all before it on that stream is there. Credits are words, too, on a stream of their own.
 */
final class CopyEngineTransport implements Transport {
  private final OpenResources open = new OpenResources();
  private final DeviceMemory source;
  private final DeviceMemory target;
  private final PinnedMemory signals;
  private final PinnedMemory credits;
  private final Gpu.Stream back;
  private final Gpu.Stream[] streams;
  private final Gpu.Event[] events;
  private final List<Deque<Integer>> underWay = new ArrayList<>();
  private int sequence;

  CopyEngineTransport(Gpu gpu, int queues, Carrier.Ends ends) {
    source = ((GpuMachine.Device) ends.source()).memory();
    target = ((GpuMachine.Device) ends.target()).memory();
    signals = ((GpuMachine.Pinned) ends.signals()).memory();
    credits = ((GpuMachine.Pinned) ends.credits()).memory();
    streams = new Gpu.Stream[queues];
    events = new Gpu.Event[2 * ends.tiles()];
    try {
      back = open.keep(gpu.stream());
      for (int queue = 0; queue < queues; queue++) {
        streams[queue] = open.keep(gpu.stream());
        underWay.add(new ArrayDeque<>());
      }
      for (int number = 0; number < events.length; number++) {
        events[number] = open.keep(gpu.event());
      }
    } catch (RuntimeException | Error failure) {
      open.close();
      throw failure;
    }
  }

  @Override
  public void start(int pass) {
    sequence = pass;
    underWay.forEach(Deque::clear);
  }

  @Override
  public void put(int queue, int tile, long from, long to, int bytes, boolean isImmediate) {
    streams[queue].copy(target, to, source, from, bytes);
    posted(queue, 2 * tile);
  }

  /** A stream's write waits for all before it: a fence has nothing to add. */
  @Override
  public void signal(int queue, int tile, boolean isFenced) {
    streams[queue].write(signals, (long) tile * Long.BYTES, sequence);
    posted(queue, 2 * tile + 1);
  }

  @Override
  public void credit(int queue, int tile) {
    back.write(credits, (long) tile * Long.BYTES, sequence);
  }

  private void posted(int queue, int number) {
    streams[queue].record(events[number]);
    underWay.get(queue).add(number);
  }

  @Override
  public boolean turn(long now, Events said) {
    boolean isMoved = false;
    for (int queue = 0; queue < streams.length; queue++) {
      for (Integer next = underWay.get(queue).peek();
          next != null && events[next].hasHappened();
          next = underWay.get(queue).peek()) {
        underWay.get(queue).remove();
        int tile = next >> 1;
        if ((next & 1) == 0) {
          said.completed(tile, queue, now, UNKNOWN);
        } else {
          said.signalled(tile, queue, now, UNKNOWN);
        }
        isMoved = true;
      }
    }
    return isMoved;
  }

  @Override
  public void close() {
    for (Gpu.Stream stream : streams) {
      stream.await();
    }
    back.await();
    open.close();
  }
}
