package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import java.util.Set;

/**
 * A message order that an endpoint can keep towards one peer ({@code FI_ORDER_…} of
 * fi_endpoint(3)): the second kind of operation is not carried out before the first. Atomics count
 * as writes.
 */
public enum Order {
  WRITE_AFTER_WRITE("FI_ORDER_WAW", fabric_types.FI_ORDER_WAW()),
  SEND_AFTER_WRITE("FI_ORDER_SAW", fabric_types.FI_ORDER_SAW()),
  WRITE_AFTER_SEND("FI_ORDER_WAS", fabric_types.FI_ORDER_WAS()),
  SEND_AFTER_SEND("FI_ORDER_SAS", fabric_types.FI_ORDER_SAS());

  private final String word;
  private final long code;

  Order(String word, long code) {
    this.word = word;
    this.code = code;
  }

  /** The name in libfabric's headers. */
  public String word() {
    return word;
  }

  long code() {
    return code;
  }

  static long codes(Set<Order> orders) {
    return orders.stream().mapToLong(Order::code).reduce(0, (all, code) -> all | code);
  }
}
