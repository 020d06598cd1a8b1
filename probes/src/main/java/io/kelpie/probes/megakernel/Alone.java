package io.kelpie.probes.megakernel;

import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.SortedMap;

/**
 * Compute alone: no tile travels.
 *
 * @param carrier in whose memory tiles are made
 */
record Alone(Carrier carrier) implements Carrier {

  @Override
  public SortedMap<String, String> environment() {
    return carrier.environment();
  }

  @Override
  public void narrow(Map<String, Values> values) {
    carrier.narrow(values);
  }

  @Override
  public Area source(Machine machine, long bytes) {
    return carrier.source(machine, bytes);
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    return new NoTransport();
  }
}
