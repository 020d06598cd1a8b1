package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_device_attr;
import io.kelpie.ffi.fabric.generated.fi_domain_attr;
import io.kelpie.ffi.fabric.generated.fi_ep_attr;
import io.kelpie.ffi.fabric.generated.fi_fabric_attr;
import io.kelpie.ffi.fabric.generated.fi_info;
import io.kelpie.ffi.fabric.generated.fi_link_attr;
import io.kelpie.ffi.fabric.generated.fi_rx_attr;
import io.kelpie.ffi.fabric.generated.fi_tx_attr;
import io.kelpie.ffi.fabric.generated.fid_nic;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * What a provider offers ({@code struct fi_info}); sizes that it does not bound are {@link
 * Integer#MAX_VALUE} or {@link Long#MAX_VALUE}.
 *
 * @param provider its name, with the utility that it is layered under: {@code tcp;ofi_rxm}
 * @param fabric the network
 * @param domain the device
 * @param version of the provider, as {@code 117.0}
 * @param firmware of the device; empty where it says none
 * @param injectBytes largest payload that an operation takes along, so that its buffer is free at
 *     once
 * @param sendDepth operations that an endpoint holds, by default or as wished
 * @param receiveDepth receives that an endpoint holds, by default or as wished
 * @param gather pieces of memory that one operation collects
 * @param orderedWriteBytes largest write whose data is placed before that of a later one, under
 *     {@link Order#WRITE_AFTER_WRITE}; 0 where data is not ordered
 * @param immediateBytes that travel with an operation into the far side's completion; 0 for none
 * @param endpoints that a device can open
 * @param endpointRegions whether a region serves one endpoint only ({@code FI_MR_ENDPOINT})
 * @param completesInOrder whether an endpoint's operations complete in the order of their posting
 * @param linkBitsPerSecond of the device's link; empty where there is none
 */
public record Attributes(
    String provider,
    String fabric,
    String domain,
    String version,
    String firmware,
    int injectBytes,
    int sendDepth,
    int receiveDepth,
    int gather,
    long orderedWriteBytes,
    int immediateBytes,
    int endpoints,
    boolean endpointRegions,
    boolean completesInOrder,
    OptionalLong linkBitsPerSecond) {

  static Attributes read(MemorySegment info) {
    MemorySegment fabric = fi_info.fabric_attr(info);
    MemorySegment domain = fi_info.domain_attr(info);
    MemorySegment endpoint = fi_info.ep_attr(info);
    MemorySegment send = fi_info.tx_attr(info);
    MemorySegment receive = fi_info.rx_attr(info);
    MemorySegment nic = fi_info.nic(info);
    int version = fi_fabric_attr.prov_version(fabric);
    return new Attributes(
        Calls.text(fi_fabric_attr.prov_name(fabric)),
        Calls.text(fi_fabric_attr.name(fabric)),
        Calls.text(fi_domain_attr.name(domain)),
        (version >>> 16) + "." + (version & 0xffff),
        firmware(nic),
        size(fi_tx_attr.inject_size(send)),
        size(fi_tx_attr.size(send)),
        size(fi_rx_attr.size(receive)),
        Math.max(1, size(fi_tx_attr.iov_limit(send))),
        largest(fi_ep_attr.max_order_waw_size(endpoint)),
        size(fi_domain_attr.cq_data_size(domain)),
        size(fi_domain_attr.ep_cnt(domain)),
        (fi_domain_attr.mr_mode(domain) & fabric_types.FI_MR_ENDPOINT()) != 0,
        (fi_tx_attr.comp_order(send) & fabric_types.FI_ORDER_STRICT())
            == fabric_types.FI_ORDER_STRICT(),
        linkSpeed(nic));
  }

  /** The provider's name without utilities layered over it. */
  public String core() {
    int end = provider.indexOf(';');
    return end < 0 ? provider : provider.substring(0, end);
  }

  private static String firmware(MemorySegment nic) {
    return nic.address() == 0 || fid_nic.device_attr(nic).address() == 0
        ? ""
        : Calls.text(fi_device_attr.firmware(fid_nic.device_attr(nic)));
  }

  private static OptionalLong linkSpeed(MemorySegment nic) {
    if (nic.address() == 0 || fid_nic.link_attr(nic).address() == 0) {
      return OptionalLong.empty();
    }
    long speed = fi_link_attr.speed(fid_nic.link_attr(nic));
    return speed > 0 ? OptionalLong.of(speed) : OptionalLong.empty();
  }

  private static int size(long unsigned) {
    return (int) Math.min(Integer.MAX_VALUE, largest(unsigned));
  }

  private static long largest(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }
}
