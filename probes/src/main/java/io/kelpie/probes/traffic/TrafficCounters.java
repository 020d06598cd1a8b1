package io.kelpie.probes.traffic;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterDelta;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterSource;
import io.kelpie.counters.Snapshot;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The counters that a run may touch: those of its devices, of their interfaces, of the host. */
final class TrafficCounters {
  /** Where a host loses packets that no network lost. */
  private static final Set<String> HOST_LOSSES =
      Set.of(
          "host/softnet/dropped",
          "host/udp/RcvbufErrors",
          "host/udp/SndbufErrors",
          "host/ip/InDiscards",
          "host/ip/OutDiscards");

  private final CounterSource source;

  TrafficCounters(CounterSource source) {
    this.source = source;
  }

  List<Counter> counters() {
    return source.counters();
  }

  Snapshot read() {
    return source.read();
  }

  /** What they did since {@code before}. */
  List<CounterReading> since(Snapshot before) {
    return CounterDelta.between(before, source.read()).list();
  }

  List<CounterReading> idle(Duration time) throws InterruptedException {
    Snapshot before = read();
    Thread.sleep(time);
    return since(before);
  }

  /** Why readings say nothing of the workload: packets were lost though no loss was asked for. */
  static Optional<String> objection(List<CounterReading> readings, Workload workload) {
    if (workload.get(Catalogue.LOSS) > 0) {
      return Optional.empty();
    }
    return readings.stream()
        .filter(reading -> isLoss(reading.counter()))
        .filter(reading -> reading.delta() != null && reading.delta() > 0)
        .findFirst()
        .map(reading ->
            "packets were lost that no condition asked for: "
                + reading.counter()
                + " rose by "
                + reading.delta());
  }

  private static boolean isLoss(String counter) {
    return HOST_LOSSES.contains(counter)
        || counter.endsWith("/net/tx_dropped")
        || counter.endsWith("/net/rx_dropped");
  }
}
