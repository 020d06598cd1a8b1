package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;

/** What an endpoint can do beyond messages and remote memory access, which all here can. */
public enum Capability {
  /** Fetching and comparing atomics on 8 bytes. */
  ATOMICS("FI_ATOMIC", fabric_types.FI_ATOMIC()),
  /** Holding an operation back until all before it to the same peer have completed. */
  FENCE("FI_FENCE", fabric_types.FI_FENCE());

  private final String word;
  private final long code;

  Capability(String word, long code) {
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
}
