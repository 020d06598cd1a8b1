package io.kelpie.probes.fabric;

import io.kelpie.counters.CounterSource;
import io.kelpie.counters.Counters;
import io.kelpie.ffi.fabric.Attributes;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.probes.traffic.Transport;
import io.kelpie.probes.traffic.Wiring;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Endpoints of one provider, the sender's on one device and the peers' on another or the same. Each
 * direction opens the devices anew.
 */
final class FabricTransport implements Transport {
  private static final Path RDMA_DEVICES = Path.of("/sys/class/infiniband");

  private final Fabric fabric;
  private final CounterSource counters;
  private final ProviderFacts facts;

  /**
   * @throws UsageException where the provider or its device cannot be had, with what it would take
   */
  FabricTransport(Fabric fabric, FabricSettings settings) {
    this.fabric = fabric;
    Attributes near = first(settings.provider(), settings.near());
    Attributes far = settings.far().isEmpty() ? near : first(settings.provider(), settings.far());
    List<String> devices =
        Stream.of(near.domain(), far.domain())
            .distinct()
            .filter(device -> Files.isDirectory(RDMA_DEVICES.resolve(device)))
            .toList();
    this.counters = Counters.of(devices);
    this.facts = ProviderFacts.of(fabric, settings.provider(), near, far, counters.counters());
  }

  private Attributes first(Provider provider, String device) {
    List<Attributes> offers = fabric.offers(Wish.of(provider.toString(), device));
    if (!offers.isEmpty()) {
      return offers.getFirst();
    }
    List<String> others =
        device.isEmpty()
            ? List.of()
            : fabric.offers(Wish.of(provider.toString(), "")).stream()
                .map(Attributes::domain)
                .distinct()
                .toList();
    throw new UsageException(
        others.isEmpty()
            ? "libfabric "
                + fabric.version()
                + " offers no endpoint of its provider "
                + provider
                + "; "
                + provider.remedy()
            : "libfabric's provider "
                + provider
                + " has no device "
                + device
                + ": there are "
                + String.join(", ", others));
  }

  @Override
  public ProviderFacts facts() {
    return facts;
  }

  @Override
  public CounterSource counters() {
    return counters;
  }

  @Override
  public Wiring wire(Way way, Workload workload) {
    String near = way == Way.BACKWARD ? facts.far() : facts.near();
    String far = way == Way.FORWARD ? facts.far() : facts.near();
    Wish wish =
        Wish.of(facts.provider(), "")
            .with(facts.capabilities(ProviderLimits.usesAtomics(workload)))
            .ordered(ProviderLimits.orders(workload))
            .delivering(facts.delivery())
            .deep(
                workload.integer(Catalogue.SEND_DEPTH), workload.integer(Catalogue.RECEIVE_DEPTH));
    return new EndpointWiring(fabric, facts, wish.on(near), wish.on(far), workload);
  }

  /** Endpoints are opened for the orders that they are asked to keep, and for atomics if used. */
  @Override
  public boolean servesAlike(Workload wired, Workload next) {
    return ProviderLimits.orders(wired).equals(ProviderLimits.orders(next))
        && ProviderLimits.usesAtomics(wired) == ProviderLimits.usesAtomics(next);
  }

  @Override
  public boolean hasTimers() {
    return false;
  }

  /** What happens outside operations is not told here: no event queue is opened. */
  @Override
  public String events() {
    return "";
  }
}
