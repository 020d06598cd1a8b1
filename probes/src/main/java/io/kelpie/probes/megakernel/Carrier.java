package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.SortedMap;

/** A kind of transport: what it can do here, and how one is made for a plan. */
interface Carrier extends AutoCloseable {

  /**
   * Between what a transport carries.
   *
   * @param signals a word a tile
   * @param credits likewise, at the sender's end
   */
  record Ends(Area source, Area target, Area signals, Area credits, int tiles) {

    MemorySegment hostSource() {
      return ((Area.Shared) source).segment();
    }

    MemorySegment hostTarget() {
      return ((Area.Shared) target).segment();
    }

    MemorySegment hostCredits() {
      return ((Area.Shared) credits).segment();
    }

    MemorySegment hostSignals() {
      return ((Area.Shared) signals).segment();
    }
  }

  /** What comes at either end. */
  interface Arrival {
    /** Tells the receiver that a tile has arrived. */
    void signal(int tile);

    /** Tells the sender that a tile's place is free again. */
    void credit(int tile);
  }

  /** Versions and names that a replay compares. */
  SortedMap<String, String> environment();

  /** Narrows what the probe can realise to what this transport can. */
  void narrow(Map<String, Values> values);

  /** Multiprocessors of the GPU that it needs for itself. */
  default int multiprocessors() {
    return 0;
  }

  /**
   * Refuses a machine on which it cannot work.
   *
   * @throws io.kelpie.workload.UsageException with the reason
   */
  default void meet(Machine machine) {}

  /** The same transport between tiles that lie in memory of a kind which its limits allow. */
  default Carrier between(Memory memory) {
    return this;
  }

  /** Memory for what is sent, as this transport needs it. */
  default Area source(Machine machine, long bytes) {
    return machine.shared(bytes);
  }

  /** Cleared memory for what arrives, as this transport needs it. */
  default Area target(Machine machine, long bytes) {
    return machine.shared(bytes);
  }

  /** Cleared memory for the signals, as this transport needs it. */
  default Area signals(Machine machine, long bytes) {
    return machine.shared(bytes);
  }

  /** Whether the kernel's blocks store tiles and signals themselves, and no proxy is asked. */
  default boolean isStored() {
    return false;
  }

  /**
   * A transport for one plan, idle.
   *
   * @param arrival for signals and credits that do not travel as writes to {@code ends}
   * @throws io.kelpie.probes.traffic.TrafficFailure where it cannot be set up
   */
  Transport open(Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival);

  /** Gives back what it holds between plans. */
  @Override
  default void close() {}
}
