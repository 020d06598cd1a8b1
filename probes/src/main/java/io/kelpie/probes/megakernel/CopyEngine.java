package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The copy engine of the kernel's GPU, which the proxy asks to copy tiles from its memory into
 * another GPU's: a stream a queue. Within one GPU the driver's copies need a multiprocessor.
 *
 * @param peer the other GPU's number; null for the one behind the kernel's
 * @param isWithin whether that is the kernel's own
 */
record CopyEngine(@Nullable Integer peer, boolean isWithin) implements Carrier {
  static final String NAME = "copy-engine";

  /** Tiles have an event each. */
  private static final int TILES = 4096;

  @Override
  public SortedMap<String, String> environment() {
    return new TreeMap<>(
        Map.of("transport", NAME, "transport.peer", peer == null ? "next" : "gpu" + peer));
  }

  /** A stream keeps its order by itself; there is no fence that does not wait. */
  @Override
  public void narrow(Map<String, Values> values) {
    values.put(Catalogue.ORDERING.name(), Values.Members.of("drain", "same_qp", "none"));
    values.put(Catalogue.SIGNAL.name(), Values.Members.of("inline_write", "nothing"));
    values.put(Catalogue.TILES.name(), new Values.Range(1, TILES));
    values.put(Catalogue.PEERS.name(), new Values.Range(1, 4));
    values.put(Catalogue.QPS_PER_PEER.name(), new Values.Range(1, 8));
  }

  /**
   * On an H200 under driver 580 copies within the GPU stood still as long as every multiprocessor
   * held a block of the kernel, and went on with one block fewer.
   */
  @Override
  public int multiprocessors() {
    return isWithin ? 1 : 0;
  }

  @Override
  public void meet(Machine machine) {
    gpu(machine).beyond(peer, 1).close();
  }

  @Override
  public Area source(Machine machine, long bytes) {
    return gpu(machine).own(bytes);
  }

  @Override
  public Area target(Machine machine, long bytes) {
    return machine.beyond(peer, bytes);
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    return new CopyEngineTransport(gpu(machine).gpu(), rules.queues(), ends);
  }

  private static GpuMachine gpu(Machine machine) {
    if (machine instanceof GpuMachine gpu) {
      return gpu;
    }
    throw new UsageException("copy-engine needs a GPU: host threads have none");
  }
}
