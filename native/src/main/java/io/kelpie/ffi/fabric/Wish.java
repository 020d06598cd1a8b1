package io.kelpie.ffi.fabric;

import java.util.Set;

/**
 * What an endpoint is asked for: reliable and unconnected ({@code FI_EP_RDM}), with messages and
 * remote memory access.
 *
 * @param provider as the library names it, {@code tcp}; one that is layered over it counts, too
 * @param domain the provider's name of a device; empty for any
 * @param capabilities beyond messages and remote memory access
 * @param orders of messages towards one peer
 * @param delivery whether a completion must say that the far side has the data ({@code
 *     FI_DELIVERY_COMPLETE})
 * @param sendDepth operations that an endpoint holds; 0 for the provider's default
 * @param receiveDepth receives that an endpoint holds; 0 for the provider's default
 */
public record Wish(
    String provider,
    String domain,
    Set<Capability> capabilities,
    Set<Order> orders,
    boolean delivery,
    int sendDepth,
    int receiveDepth) {
  public Wish {
    capabilities = Set.copyOf(capabilities);
    orders = Set.copyOf(orders);
  }

  /** The least that any endpoint here must be able to do. */
  public static Wish of(String provider, String domain) {
    return new Wish(provider, domain, Set.of(), Set.of(), false, 0, 0);
  }

  public Wish on(String device) {
    return new Wish(provider, device, capabilities, orders, delivery, sendDepth, receiveDepth);
  }

  public Wish with(Set<Capability> wanted) {
    return new Wish(provider, domain, wanted, orders, delivery, sendDepth, receiveDepth);
  }

  public Wish ordered(Set<Order> wanted) {
    return new Wish(provider, domain, capabilities, wanted, delivery, sendDepth, receiveDepth);
  }

  public Wish delivering(boolean wanted) {
    return new Wish(provider, domain, capabilities, orders, wanted, sendDepth, receiveDepth);
  }

  /**
   * As this, with depths.
   *
   * @param sends operations; 0 for the provider's default
   * @param receives receives; 0 for the provider's default
   */
  public Wish deep(int sends, int receives) {
    return new Wish(provider, domain, capabilities, orders, delivery, sends, receives);
  }
}
