package io.kelpie.probes.model;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * The NIC of one host: what leaves passes its engine, PCIe reads and the port; what comes passes
 * the switch's last port, the receiving side and PCIe writes, and waits in the buffer meanwhile.
 */
final class HostNic {
  private final FabricParameters parameters;
  private final long readRate;
  private final long writeRate;
  private final long socketRate;
  private final Pipe engine = new Pipe();
  private final Pipe reads = new Pipe();
  private final Pipe socket = new Pipe();
  private final Pipe arrivals = new Pipe();
  private final Pipe receives = new Pipe();
  private final Pipe writes = new Pipe();
  private final Port out;
  private final long halfNanos;
  private @Nullable Port inside;
  private final int number;
  private long lastQueue;
  private boolean lastLarge;
  private long insidePlaced;
  private long pausedUntil;
  private long paused;
  private long pressed;

  /**
   * @param number of the host
   */
  HostNic(FabricParameters parameters, Workload workload, int number) {
    this.parameters = parameters;
    this.number = number;
    FabricParameters.Pcie pcie = parameters.pcie();
    boolean gpu = workload.get(Catalogue.MEMORY) == Memory.GPU && pcie.gpuBytesPerSecond() > 0;
    readRate = gpu ? pcie.gpuBytesPerSecond() : pcie.readBytesPerSecond();
    writeRate = gpu ? pcie.gpuBytesPerSecond() : pcie.writeBytesPerSecond();
    socketRate = workload.get(Catalogue.NUMA) == Numa.REMOTE ? pcie.crossSocketBytesPerSecond() : 0;
    out = new Port(parameters.link().bytesPerSecond(), parameters.link().ackBytes());
    halfNanos = out.nanos(parameters.buffer().bytes() / 2);
    clear();
  }

  void clear() {
    engine.clear();
    reads.clear();
    socket.clear();
    arrivals.clear();
    receives.clear();
    writes.clear();
    out.clear();
    if (inside != null) {
      inside.clear();
    }
    lastQueue = -1;
    lastLarge = false;
    insidePlaced = 0;
    pausedUntil = 0;
  }

  int number() {
    return number;
  }

  /** The port to the network. */
  Port out() {
    return out;
  }

  /** The way from the NIC to itself. */
  Port inside() {
    if (inside == null) {
      inside = new Port(parameters.link().loopbackBytesPerSecond(), parameters.link().ackBytes());
      inside.clear();
    }
    return inside;
  }

  /**
   * Whether the engine turns to another queue pair with a work request of this one.
   *
   * @param queue its number among those of all flows
   */
  boolean turnsTo(long queue) {
    boolean turns = queue != lastQueue;
    lastQueue = queue;
    return turns;
  }

  /**
   * Notes a message's size.
   *
   * @return whether a small message comes right behind a large one
   */
  boolean dropsTo(long bytes) {
    boolean drops = lastLarge && bytes <= 1 << 10;
    lastLarge = bytes >= 64 << 10;
    return drops;
  }

  /** Holds PCIe writes up for so many nanoseconds. */
  void holdWrites(long now, long nanos) {
    writes.serve(now, nanos);
    pressed += nanos;
  }

  /**
   * Puts a burst on the wire. Between sockets reads go ahead of writes: writes wait for them, not
   * they for writes.
   *
   * @param wire nanoseconds that it takes there
   * @param engineNanos of the engine for it
   * @return when its last bit leaves
   */
  long send(long now, long wire, long payload, long engineNanos) {
    long done = Math.max(now + wire, engine.serve(now, engineNanos));
    done = Math.max(done, reads.serve(now, nanos(payload, readRate)));
    long across = nanos(payload, socketRate);
    socket.serve(now, across);
    return Math.max(done, now + across);
  }

  /**
   * Takes a burst in. What still waits in the switch for the last wire is ahead of what comes
   * behind it there, and of nothing that comes from inside the NIC.
   *
   * @param start when its first bit comes
   * @param end when its last bit comes, were nothing in its way
   * @param wire nanoseconds on the last wire; 0 inside the NIC
   * @param receiveNanos of the receiving side
   * @param placeNanos of PCIe beside what the bytes take
   * @return when its data is on the way into memory
   */
  long receive(long start, long end, long wire, long payload, long receiveNanos, long placeNanos) {
    long come = Math.max(end, arrivals.serve(start, wire));
    long taken = Math.max(come, receives.serve(start, receiveNanos));
    long place = nanos(payload, writeRate) + placeNanos;
    long placed = writes.serve(start, place);
    if (wire == 0) {
      insidePlaced =
          Math.max(Math.max(start, insidePlaced) + place, placed - writesInSwitch(start));
      placed = insidePlaced;
    }
    placed = Math.max(placed, socket.serve(start, nanos(payload, socketRate)));
    pressed += Math.max(0, placed - taken);
    long ready = Math.max(taken, placed);
    pause(come, ready, wire > 0);
    return ready;
  }

  /** Nanoseconds of PCIe writes for what waits in the switch. */
  private long writesInSwitch(long at) {
    return writeRate == 0
        ? 0
        : (long) ((double) arrivals.backlog(at) * parameters.link().bytesPerSecond() / writeRate);
  }

  /** Nanoseconds for which what comes at a time waits in the switch for the last wire. */
  long waitsInSwitch(long at) {
    return arrivals.backlog(at);
  }

  /** When a sender that was paused may send again; 0 where none was. */
  long pausedUntil() {
    return pausedUntil;
  }

  /** Nanoseconds for which this NIC paused its senders. */
  long paused() {
    return paused;
  }

  /** Nanoseconds for which received bursts waited for PCIe. */
  long pressed() {
    return pressed;
  }

  /** Pauses the senders for what waits in this NIC; what waits in the switch is the switch's. */
  private void pause(long come, long ready, boolean network) {
    if (parameters.buffer().bytes() == 0 || ready - come <= halfNanos) {
      return;
    }
    long until = ready - halfNanos;
    long from = Math.max(come, pausedUntil);
    if (network && until > from) {
      paused += until - from;
    }
    pausedUntil = Math.max(pausedUntil, until);
  }

  private static long nanos(long bytes, long rate) {
    return rate == 0 ? 0 : (bytes * 1_000_000_000L + rate - 1) / rate;
  }
}
