package io.kelpie.probes.megakernel;

import io.kelpie.ffi.fabric.Attributes;
import io.kelpie.ffi.fabric.Capability;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.FabricException;
import io.kelpie.ffi.fabric.FabricUnavailableException;
import io.kelpie.ffi.fabric.Order;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.probes.traffic.LabConditions;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * libfabric endpoints of one provider between two of its devices, or on one; both ends are here.
 */
final class Libfabric implements Carrier {
  private static final int PEERS = 4;
  private static final int QUEUES_PER_PEER = 8;

  private final Fabric fabric;
  private final Attributes near;
  private final Attributes far;
  private final Optional<LabConditions> lab;
  private final boolean hasFence;
  private final boolean hasDelivery;
  private final boolean hasOrder;

  /**
   * @param devices the provider's names of the sender's device and of the receiver's, joined by a
   *     plus; with one it is both; empty for the provider's choice
   * @throws UsageException where libfabric, the provider or a device is not there
   */
  Libfabric(Provider provider, String devices) {
    List<String> names = List.of(devices.split("\\+", -1));
    if (names.size() > 2) {
      throw new UsageException(
          "--device %s/%s names more than two devices: the sender's and the receiver's"
              .formatted(provider, devices));
    }
    try {
      fabric = Fabric.open();
    } catch (FabricUnavailableException absent) {
      throw new UsageException("--probe megakernel: " + absent.getMessage(), absent);
    }
    near = first(provider, names.getFirst());
    far = first(provider, names.getLast());
    lab = near.domain().equals(far.domain()) ? Optional.empty() : LabConditions.here();
    hasFence = both(plain -> plain.with(Set.of(Capability.FENCE)));
    hasDelivery = both(plain -> plain.delivering(true));
    hasOrder = both(plain -> plain.ordered(Set.of(Order.WRITE_AFTER_WRITE)));
  }

  private Attributes first(Provider provider, String device) {
    List<Attributes> offers = fabric.offers(Wish.of(provider.toString(), device));
    if (offers.isEmpty()) {
      throw new UsageException(
          "libfabric %s offers no endpoint of its provider %s%s; %s"
              .formatted(
                  fabric.version(),
                  provider,
                  device.isEmpty() ? "" : " on " + device,
                  provider.remedy()));
    }
    return offers.getFirst();
  }

  /** Whether both ends can have what is asked for beyond the plain. */
  private boolean both(UnaryOperator<Wish> more) {
    return fabric.has(more.apply(plain(near))) && fabric.has(more.apply(plain(far)));
  }

  private static Wish plain(Attributes end) {
    return Wish.of(end.core(), end.domain());
  }

  @Override
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("transport", "libfabric " + fabric.version());
    environment.put("provider", near.provider());
    environment.put("provider.version", near.version());
    environment.put("provider.near", near.domain());
    environment.put("provider.far", far.domain());
    lab.ifPresent(conditions -> environment.putAll(conditions.versions()));
    return environment;
  }

  /** What the provider lacks is outside the limits, and refused by its dimension's name. */
  @Override
  public void narrow(Map<String, Values> values) {
    long endpoints = Math.min(near.endpoints(), far.endpoints());
    values.put(Catalogue.PEERS.name(), new Values.Range(1, PEERS));
    values.put(
        Catalogue.QPS_PER_PEER.name(),
        new Values.Range(1, Math.clamp(endpoints / PEERS - 1L, 1, QUEUES_PER_PEER)));
    values.putAll(LabConditions.limits(lab));
    TreeSet<String> orderings = new TreeSet<>(Set.of("none"));
    if (hasOrder) {
      orderings.add("same_qp");
    }
    if (hasDelivery) {
      orderings.add("drain");
    }
    if (hasFence) {
      orderings.add("nic_fence");
    }
    values.put(Catalogue.ORDERING.name(), new Values.Members(orderings));
    if (Math.min(near.immediateBytes(), far.immediateBytes()) < Integer.BYTES) {
      values.put(
          Catalogue.SIGNAL.name(),
          new Values.Members(new TreeSet<>(Set.of("nothing", "inline_write"))));
    }
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    if (hasFence) {
      capabilities.add(Capability.FENCE);
    }
    Set<Order> orders = EnumSet.noneOf(Order.class);
    if (rules.ordering() == Ordering.SAME_QP) {
      orders.add(Order.WRITE_AFTER_WRITE);
    }
    UnaryOperator<Wish> asked =
        wish -> wish.with(capabilities).ordered(orders).delivering(hasDelivery);
    try {
      return new FabricWire(
          fabric, asked.apply(plain(near)), asked.apply(plain(far)), rules.queues(), ends, arrival);
    } catch (FabricException refused) {
      throw new TrafficFailure(refused.toString(), "setting up the endpoints");
    }
  }
}
