package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.DELAY;
import static io.kelpie.workload.Catalogue.ORDERING;

import io.kelpie.probes.Probe;
import io.kelpie.probes.ProbeContract;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;

class ModelProbeContractTest extends ProbeContract {

  @Override
  protected Probe open() {
    return new ModelProbe();
  }

  /** 64 round trips of 100 ms. */
  @Override
  protected Workload endless() {
    return Workload.initial().with(ORDERING, Ordering.DRAIN).with(DELAY, 100_000L);
  }
}
