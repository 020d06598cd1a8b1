package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_domain_attr;
import io.kelpie.ffi.fabric.generated.fi_info;
import java.lang.foreign.MemorySegment;

/** What a provider answered to a {@link Wish}, to be opened. */
public final class Offer implements AutoCloseable {
  private final Attributes attributes;
  private MemorySegment info;

  Offer(MemorySegment info) {
    this.info = info;
    this.attributes = Attributes.read(info);
  }

  public Attributes attributes() {
    return attributes;
  }

  /** Opens the device. */
  public Domain open() {
    return Signals.keeping(() -> Domain.open(info()));
  }

  MemorySegment info() {
    if (info.address() == 0) {
      throw new IllegalStateException("Offer is closed");
    }
    return info;
  }

  /** Whether the far side is addressed by virtual address, not by offset into its region. */
  static boolean isVirtuallyAddressed(MemorySegment info) {
    return hasMode(info, fabric_types.FI_MR_VIRT_ADDR());
  }

  /** Whether the provider chooses the keys of regions. */
  static boolean choosesKeys(MemorySegment info) {
    return hasMode(info, fabric_types.FI_MR_PROV_KEY());
  }

  private static boolean hasMode(MemorySegment info, int mode) {
    return (fi_domain_attr.mr_mode(fi_info.domain_attr(info)) & mode) != 0;
  }

  @Override
  public void close() {
    if (info.address() != 0) {
      Calls.freeInfo(info);
      info = MemorySegment.NULL;
    }
  }
}
