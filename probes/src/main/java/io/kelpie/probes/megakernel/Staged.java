package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.SortedMap;

/**
 * A transport whose device cannot register the memory that the kernel uses: what it carries is
 * copied into memory of the proxy's own before, and out of it behind.
 */
record Staged(Carrier carrier) implements Carrier {

  @Override
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = carrier.environment();
    environment.put("transport.staged", "in the proxy's memory");
    return environment;
  }

  @Override
  public void narrow(Map<String, Values> values) {
    carrier.narrow(values);
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    return new StagedTransport(
        ends,
        rules.signal() == Catalogue.Signal.INLINE_WRITE,
        arrival,
        (staged, heard) -> carrier.open(machine, workload, rules, staged, heard));
  }

  @Override
  public void close() {
    carrier.close();
  }
}
