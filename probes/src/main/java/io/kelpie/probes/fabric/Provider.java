package io.kelpie.probes.fabric;

import io.kelpie.workload.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The providers of libfabric that the probe drives. */
public enum Provider {
  /** Sockets of the kernel, layered under {@code ofi_rxm} where the version has it so. */
  TCP("an interface that is up brings it: ip link"),
  /** Memory that processes of one host share. */
  SHM("it needs /dev/shm: mount it"),
  /** The older provider over sockets, which emulates what hardware has, fences included. */
  SOCKETS("an interface that is up brings it: ip link"),
  /** RDMA devices through libibverbs, layered under {@code ofi_rxm}. */
  VERBS(
      "it needs an RDMA device with an IP address: kelpie devices lists them, native/softroce/lab"
          + " makes two"),
  /** Amazon's Elastic Fabric Adapter. */
  EFA("it needs an instance with an EFA, and its driver: modprobe efa"),
  /** HPE Slingshot. */
  CXI("it needs a Slingshot NIC, and a libfabric built with cxi, which Debian's is not");

  private final String remedy;

  Provider(String remedy) {
    this.remedy = remedy;
  }

  /**
   * The provider of a name.
   *
   * @throws UsageException if there is none, naming those that there are
   */
  public static Provider named(String name) {
    return Arrays.stream(values())
        .filter(provider -> provider.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "libfabric's provider "
                    + name
                    + " is not one that the probe fabric drives: choose "
                    + Arrays.stream(values())
                        .map(Provider::toString)
                        .collect(Collectors.joining(", "))));
  }

  /** What it would take to have it, as half a sentence. */
  public String remedy() {
    return remedy;
  }

  /** The name, as libfabric writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
