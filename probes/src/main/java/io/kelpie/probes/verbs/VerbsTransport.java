package io.kelpie.probes.verbs;

import io.kelpie.counters.CounterSource;
import io.kelpie.counters.Counters;
import io.kelpie.ffi.verbs.AsyncEvent;
import io.kelpie.ffi.verbs.AsyncEventType;
import io.kelpie.probes.traffic.Transport;
import io.kelpie.probes.traffic.Wiring;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Queue pairs between open RDMA devices. */
final class VerbsTransport implements Transport {
  private static final Set<AsyncEventType> HARMLESS =
      EnumSet.of(
          AsyncEventType.CONNECTION_ESTABLISHED,
          AsyncEventType.SEND_QUEUE_DRAINED,
          AsyncEventType.LAST_WORK_REQUEST,
          AsyncEventType.PATH_MIGRATED,
          AsyncEventType.PORT_ACTIVE,
          AsyncEventType.SRQ_LIMIT,
          AsyncEventType.GID_CHANGE,
          AsyncEventType.CLIENT_REREGISTER,
          AsyncEventType.SM_CHANGE);

  private final List<Endpoint> devices;
  private final CounterSource counters;

  /**
   * @param devices the sender's device, then those of the peers; with one device it is both
   */
  VerbsTransport(List<Endpoint> devices) {
    this.devices = List.copyOf(devices);
    this.counters = Counters.of(devices.stream().map(each -> each.device().name()).toList());
  }

  @Override
  public DeviceFacts facts() {
    return new DeviceFacts(devices.stream().map(DeviceFacts::of).toList(), counters.counters());
  }

  @Override
  public CounterSource counters() {
    return counters;
  }

  @Override
  public Wiring wire(Way way, Workload workload) {
    List<Endpoint> far = new ArrayList<>();
    List<Endpoint> self = new ArrayList<>();
    for (int peer = 0; peer < workload.integer(Catalogue.PEERS); peer++) {
      int others = Math.max(1, devices.size() - 1);
      far.add(devices.get(Math.min(devices.size() - 1, 1 + peer % others)));
      self.add(devices.getFirst());
    }
    return switch (way) {
      case FORWARD -> new QueuePairWiring(devices.getFirst(), far, workload);
      case BACKWARD -> new QueuePairWiring(far.getFirst(), self, workload);
      case LOOPBACK -> new QueuePairWiring(devices.getFirst(), self, workload);
    };
  }

  @Override
  public boolean servesAlike(Workload wired, Workload next) {
    return true;
  }

  @Override
  public boolean hasTimers() {
    return true;
  }

  @Override
  public String events() {
    StringBuilder said = new StringBuilder();
    for (Endpoint device : devices.stream().distinct().toList()) {
      for (Optional<AsyncEvent> event = device.context().pollAsyncEvent();
          event.isPresent();
          event = device.context().pollAsyncEvent()) {
        if (!HARMLESS.contains(event.get().type())) {
          said.append("; ").append(device.device().name()).append(": ").append(event.get().type());
        }
      }
    }
    return said.toString();
  }
}
