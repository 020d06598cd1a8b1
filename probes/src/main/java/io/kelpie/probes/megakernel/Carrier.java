package io.kelpie.probes.megakernel;

import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.SortedMap;

/** A kind of transport: what it can do here, and how one is made for a plan. */
interface Carrier {

  /** Between what a transport carries. */
  record Ends(MemorySegment source, MemorySegment target, MemorySegment signals, int tiles) {}

  /** Tells the receiver that a tile has arrived. */
  interface Arrival {
    void signal(int tile);
  }

  /** Versions and names that a replay compares. */
  SortedMap<String, String> environment();

  /** Narrows what the probe can realise to what this transport can. */
  void narrow(Map<String, Values> values);

  /**
   * A transport for one plan, idle.
   *
   * @param arrival for signals that do not travel as writes to {@code ends.signals()}
   * @throws io.kelpie.probes.traffic.TrafficFailure where it cannot be set up
   */
  Transport open(Workload workload, Rules rules, Ends ends, Arrival arrival);
}
