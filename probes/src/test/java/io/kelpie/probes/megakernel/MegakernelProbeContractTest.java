package io.kelpie.probes.megakernel;

import static io.kelpie.workload.Catalogue.DELAY;
import static io.kelpie.workload.Catalogue.ORDERING;

import io.kelpie.probes.Probe;
import io.kelpie.probes.ProbeContract;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;
import java.util.List;

/** The contract of every probe, kept by the kernel on host threads over the loopback. */
class MegakernelProbeContractTest extends ProbeContract {

  @Override
  protected Probe open() {
    return new MegakernelProbe(MegakernelSettings.of(List.of("host")));
  }

  /** 64 round trips of 100 ms. */
  @Override
  protected Workload endless() {
    return Workload.initial().with(ORDERING, Ordering.DRAIN).with(DELAY, 100_000L);
  }
}
