package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores of the kernel's own blocks into another GPU's memory: tiles are made where they belong,
 * and whoever finishes one stores its signal behind a fence for the system. No proxy is asked. The
 * kernel polls and checks over the same link. On host threads the memory is the host's.
 *
 * @param peer the GPU's number; null for the one behind the kernel's
 */
record GpuStore(@Nullable Integer peer) implements Carrier {
  static final String NAME = "gpu-store";

  @Override
  public SortedMap<String, String> environment() {
    return new TreeMap<>(
        Map.of("transport", NAME, "transport.peer", peer == null ? "next" : "gpu" + peer));
  }

  /**
   * A drain is the fence; tiles behind one share it, so that peers and queues mean nothing. A tile
   * is made where it belongs: nothing is asked for, and its place must be free before it is
   * computed.
   */
  @Override
  public void narrow(Map<String, Values> values) {
    values.put(Catalogue.ORDERING.name(), Values.Members.of("drain", "none"));
    values.put(Catalogue.SIGNAL.name(), Values.Members.of("inline_write"));
    values.put(Catalogue.FLUSHER.name(), Values.Members.of("last_arrival"));
    values.put(Catalogue.RECEIVE_BUFFER.name(), Values.Members.of("full"));
    values.put(Catalogue.GRANULARITY.name(), new Values.Range(1, 1));
    values.put(Catalogue.QPS_PER_PEER.name(), new Values.Range(1, 1));
  }

  @Override
  public void meet(Machine machine) {
    machine.beyond(peer, 1).close();
  }

  /** Where compute alone leaves its tiles. */
  @Override
  public Area source(Machine machine, long bytes) {
    return machine.own(bytes);
  }

  @Override
  public Area target(Machine machine, long bytes) {
    return machine.beyond(peer, bytes);
  }

  @Override
  public Area signals(Machine machine, long bytes) {
    return machine.beyond(peer, bytes);
  }

  @Override
  public boolean isStored() {
    return true;
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    return new NoTransport();
  }
}
