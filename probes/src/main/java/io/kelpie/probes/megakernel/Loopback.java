package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The wire in host memory, with the workload's delay.
 *
 * @param bytesPerSecond of each queue
 * @param lostSignal the tile whose first signal is lost; -1 for none
 */
record Loopback(double bytesPerSecond, int lostSignal) implements Carrier {
  static final String NAME = "loopback";

  /** Longest round trip, in microseconds. */
  private static final long LONGEST_DELAY = 100_000;

  @Override
  public SortedMap<String, String> environment() {
    return new TreeMap<>(
        Map.of(
            "transport",
            NAME,
            "transport.bytes_per_second",
            Long.toString(Math.round(bytesPerSecond))));
  }

  @Override
  public void narrow(Map<String, Values> values) {
    values.put(Catalogue.DELAY.name(), new Values.Range(0, LONGEST_DELAY));
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    return new LoopbackTransport(
        new LoopbackTransport.Settings(
            workload.get(Catalogue.DELAY) * 1000, bytesPerSecond, lostSignal),
        ends.hostSource(),
        ends.hostTarget(),
        rules.queues(),
        arrival);
  }
}
