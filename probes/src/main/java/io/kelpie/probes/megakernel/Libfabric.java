package io.kelpie.probes.megakernel;

import io.kelpie.ffi.fabric.Attributes;
import io.kelpie.ffi.fabric.Capability;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.FabricException;
import io.kelpie.ffi.fabric.FabricUnavailableException;
import io.kelpie.ffi.fabric.Order;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** libfabric endpoints of one provider, both ends in this process. */
final class Libfabric implements Carrier {
  private static final int PEERS = 4;
  private static final int QUEUES_PER_PEER = 8;

  private final Fabric fabric;
  private final Attributes attributes;
  private final Wish plain;
  private final boolean hasFence;
  private final boolean hasDelivery;
  private final boolean hasOrder;

  /**
   * @param device the provider's name of a device; empty for its choice
   * @throws UsageException where libfabric, the provider or the device is not there
   */
  Libfabric(Provider provider, String device) {
    try {
      fabric = Fabric.open();
    } catch (FabricUnavailableException absent) {
      throw new UsageException("--probe megakernel: " + absent.getMessage(), absent);
    }
    Wish wish = Wish.of(provider.toString(), device);
    List<Attributes> offers = fabric.offers(wish);
    if (offers.isEmpty()) {
      throw new UsageException(
          "libfabric %s offers no endpoint of its provider %s%s; %s"
              .formatted(
                  fabric.version(),
                  provider,
                  device.isEmpty() ? "" : " on " + device,
                  provider.remedy()));
    }
    attributes = offers.getFirst();
    plain = wish.on(attributes.domain());
    hasFence = fabric.has(plain.with(Set.of(Capability.FENCE)));
    hasDelivery = fabric.has(plain.delivering(true));
    hasOrder = fabric.has(plain.ordered(Set.of(Order.WRITE_AFTER_WRITE)));
  }

  @Override
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("transport", "libfabric " + fabric.version());
    environment.put("provider", attributes.provider());
    environment.put("provider.version", attributes.version());
    environment.put("provider.near", attributes.domain());
    environment.put("provider.far", attributes.domain());
    return environment;
  }

  /** What the provider lacks is outside the limits, and refused by its dimension's name. */
  @Override
  public void narrow(Map<String, Values> values) {
    values.put(Catalogue.PEERS.name(), new Values.Range(1, PEERS));
    values.put(
        Catalogue.QPS_PER_PEER.name(),
        new Values.Range(1, Math.clamp(attributes.endpoints() / PEERS - 1L, 1, QUEUES_PER_PEER)));
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
    if (attributes.immediateBytes() < Integer.BYTES) {
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
    Wish wish = plain.with(capabilities).ordered(orders).delivering(hasDelivery);
    try {
      return new FabricWire(fabric, wish, rules.queues(), ends, arrival);
    } catch (FabricException refused) {
      throw new TrafficFailure(refused.toString(), "setting up the endpoints");
    }
  }
}
