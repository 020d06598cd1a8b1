package io.kelpie.probes.fabric;

import io.kelpie.counters.Counter;
import io.kelpie.ffi.fabric.Attributes;
import io.kelpie.ffi.fabric.Capability;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.Order;
import io.kelpie.ffi.fabric.Wish;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a provider can do between two of its devices.
 *
 * @param library libfabric's version
 * @param provider as the command line names it
 * @param layers the provider with what is layered over it
 * @param version of the provider
 * @param firmware of the sender's device; empty where it says none
 * @param network of the sender's device
 * @param near the sender's device
 * @param far the peers' device
 * @param injectBytes largest payload that travels inside its operation
 * @param orderedWriteBytes largest write whose data is placed before a later write's; 0 where only
 *     messages are ordered
 * @param immediateBytes that travel with an operation; 0 for none
 * @param endpoints that a device can open
 * @param completesInOrder whether operations complete in the order of their posting
 * @param atomics whether it has atomics on 8 bytes
 * @param fence whether it has a fence flag
 * @param delivery whether a completion can say that the far side has the data
 * @param orders of messages, in libfabric's words
 * @param atomicOrders what is left of them on an endpoint that has atomics
 * @param gigabits a second of the link; null where there is none
 * @param counters what can be read of the devices and of the host
 */
record ProviderFacts(
    String library,
    String provider,
    String layers,
    String version,
    String firmware,
    String network,
    String near,
    String far,
    int injectBytes,
    int sendDepth,
    int receiveDepth,
    int gather,
    long orderedWriteBytes,
    int immediateBytes,
    int endpoints,
    boolean completesInOrder,
    boolean atomics,
    boolean fence,
    boolean delivery,
    Set<String> orders,
    Set<String> atomicOrders,
    @Nullable Double gigabits,
    List<Counter> counters) {

  ProviderFacts {
    orders = Collections.unmodifiableSet(new TreeSet<>(orders));
    atomicOrders = Collections.unmodifiableSet(new TreeSet<>(atomicOrders));
    counters = List.copyOf(counters);
  }

  static ProviderFacts of(
      Fabric fabric, Provider provider, Attributes near, Attributes far, List<Counter> counters) {
    Wish wish = Wish.of(provider.toString(), near.domain());
    Double gigabits =
        near.linkBitsPerSecond().isPresent() && !near.domain().equals(far.domain())
            ? near.linkBitsPerSecond().getAsLong() * 1e-9
            : null;
    return new ProviderFacts(
        fabric.version(),
        provider.toString(),
        near.provider(),
        near.version(),
        near.firmware(),
        near.fabric(),
        near.domain(),
        far.domain(),
        near.injectBytes(),
        near.sendDepth(),
        near.receiveDepth(),
        near.gather(),
        near.orderedWriteBytes(),
        near.immediateBytes(),
        near.endpoints(),
        near.completesInOrder(),
        fabric.has(wish.with(Set.of(Capability.ATOMICS))),
        fabric.has(wish.with(Set.of(Capability.FENCE))),
        fabric.has(wish.delivering(true)),
        orders(fabric, wish),
        orders(fabric, wish.with(Set.of(Capability.ATOMICS))),
        gigabits,
        counters);
  }

  private static Set<String> orders(Fabric fabric, Wish wish) {
    Set<String> orders = new TreeSet<>();
    for (Order order : Order.values()) {
      if (fabric.has(wish.ordered(Set.of(order)))) {
        orders.add(order.word());
      }
    }
    return orders;
  }

  /**
   * What an endpoint is opened with: a fence wherever there is one, atomics where they are used.
   */
  Set<Capability> capabilities(boolean usesAtomics) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    if (usesAtomics) {
      capabilities.add(Capability.ATOMICS);
    }
    if (fence) {
      capabilities.add(Capability.FENCE);
    }
    return capabilities;
  }

  /** Whether messages can be kept in these orders. */
  boolean keeps(Set<Order> wanted, boolean usesAtomics) {
    return (usesAtomics ? atomicOrders : orders)
        .containsAll(wanted.stream().map(Order::word).toList());
  }
}
