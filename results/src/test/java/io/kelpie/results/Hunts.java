package io.kelpie.results;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import io.kelpie.probes.Description;
import io.kelpie.search.Steering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Hunts for tests. */
public final class Hunts {
  private Hunts() {}

  static Limits limits() {
    return new Limits(
        Map.of(
            "qps_per_peer", new Values.Range(1, 64),
            "qp_type", Values.Members.of("rc", "uc"),
            "delay", new Values.Range(2000, 2000)),
        256 << 20,
        Duration.ofSeconds(10));
  }

  public static Description description() {
    return new Description(
        "verbs", false, limits(), null, List.of(), Map.of("kernel", "6.12", "device", "rxe0"));
  }

  /** A hunt whose place has counters of these ids. */
  public static HuntFile counting(List<String> ids) {
    Description plain = description();
    Description counting =
        new Description(
            plain.name(),
            plain.simulated(),
            plain.limits(),
            plain.lineRate(),
            ids.stream().map(Hunts::counter).toList(),
            plain.environment());
    return HuntFile.starting(asked(1), Place.of(counting, "0.1.0"));
  }

  private static Counter counter(String id) {
    int slash = id.lastIndexOf('/');
    return new Counter(
        id,
        id.substring(slash + 1),
        id.substring(0, slash),
        CounterKind.MONOTONIC,
        64,
        "events",
        CounterScope.PORT,
        CounterRole.HOST,
        CounterClass.DIAGNOSTIC,
        1,
        "");
  }

  static Asked asked(long seed) {
    return new Asked(
        "verbs",
        null,
        null,
        null,
        null,
        "collie-paper",
        seed,
        "300probes",
        List.of(new Condition("tiles", new Values.Range(64, 64))),
        List.of(new Condition("ordering", Values.Members.of("drain"))),
        Steering.NONE);
  }

  public static HuntFile file() {
    return HuntFile.starting(asked(1), Place.of(description(), "0.1.0"));
  }
}
