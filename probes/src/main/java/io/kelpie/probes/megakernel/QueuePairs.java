package io.kelpie.probes.megakernel;

import io.kelpie.ffi.verbs.Device;
import io.kelpie.ffi.verbs.Verbs;
import io.kelpie.ffi.verbs.VerbsException;
import io.kelpie.ffi.verbs.VerbsUnavailableException;
import io.kelpie.probes.traffic.LabConditions;
import io.kelpie.probes.traffic.OpenResources;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.probes.verbs.Endpoint;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reliable connected queue pairs between two RDMA devices of this host, or on one. */
final class QueuePairs implements Carrier {
  static final String NAME = "ibverbs";

  /** Soft-RoCE is not clean under more queue pairs than some dozens. */
  private static final int PEERS = 4;

  private static final int QUEUES_PER_PEER = 8;

  private final OpenResources open = new OpenResources();
  private final Endpoint near;
  private final Endpoint far;
  private final Optional<LabConditions> lab;
  private boolean isGpuReached;
  private Optional<String> gpuMemory = Optional.empty();

  /**
   * @param devices the sender's and the receiver's, joined by a plus; with one it is both; empty
   *     for the first two of this host
   * @throws UsageException where there are no verbs, or no such device
   */
  QueuePairs(String devices) {
    lab = LabConditions.here();
    try {
      List<Device> chosen = chosen(Verbs.open(), devices);
      near = open.keep(new Endpoint(chosen.getFirst(), 1));
      far = open.keep(new Endpoint(chosen.getLast(), 1));
    } catch (VerbsUnavailableException | VerbsException absent) {
      open.close();
      throw new UsageException("--probe megakernel: " + absent.getMessage(), absent);
    } catch (RuntimeException | Error failure) {
      open.close();
      throw failure;
    }
  }

  private static List<Device> chosen(Verbs verbs, String names) {
    List<Device> devices =
        names.isEmpty()
            ? verbs.devices().stream().limit(2).toList()
            : List.of(names.split("\\+", -1)).stream().map(verbs::device).toList();
    if (devices.isEmpty()) {
      throw new UsageException(
          "--probe megakernel: " + verbs.deviceAbsence().orElse("this host has no RDMA device"));
    }
    if (devices.size() > 2) {
      throw new UsageException(
          "--device ibverbs/%s names more than two devices: the sender's and the receiver's"
              .formatted(names));
    }
    return devices;
  }

  @Override
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("transport", "verbs");
    for (Endpoint each : List.of(near, far)) {
      String name = each.device().name();
      environment.put(name + ".driver", each.device().driver().orElse("unknown"));
      environment.put(name + ".firmware", each.attributes().firmware());
    }
    gpuMemory.ifPresent(how -> environment.put("transport.gpu_memory", how));
    lab.ifPresent(conditions -> environment.putAll(conditions.versions()));
    return environment;
  }

  @Override
  public void narrow(Map<String, Values> values) {
    range(values, Catalogue.PEERS.name(), 1, PEERS);
    range(values, Catalogue.QPS_PER_PEER.name(), 1, QUEUES_PER_PEER);
    range(values, Catalogue.PATH_MTU.name(), 256, mtu());
    values.putAll(LabConditions.limits(lab));
    if (isGpuReached) {
      values.put(Catalogue.MEMORY.name(), Values.Members.of("host", "gpu"));
    }
  }

  /** Tries whether the devices reach the GPU's memory. */
  @Override
  public void meet(Machine machine) {
    if (machine instanceof GpuMachine gpu) {
      Optional<String> refusal = GpuQueuePairs.refusal(gpu, List.of(near, far));
      isGpuReached = refusal.isEmpty();
      gpuMemory = Optional.of(refusal.map(reason -> "refused: " + reason).orElse("reached"));
    }
  }

  @Override
  public Carrier between(Memory memory) {
    return memory == Memory.GPU ? new GpuQueuePairs(this) : this;
  }

  private long mtu() {
    return Math.min(
        near.portAttributes().activeMtu().bytes(), far.portAttributes().activeMtu().bytes());
  }

  private static void range(Map<String, Values> values, String name, long low, long high) {
    values.put(name, new Values.Range(low, high));
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    try {
      return new VerbsWire(near, far, workload, rules, ends, arrival);
    } catch (VerbsException refused) {
      throw new TrafficFailure(refused.toString(), "setting up the queue pairs");
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
