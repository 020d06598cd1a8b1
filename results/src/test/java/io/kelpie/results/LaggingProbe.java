package io.kelpie.results;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Probe;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A place with a link of some delay, where a fenced tile waits for the delay once more than an
 * unordered one. A pass over 64 tiles takes 1 ms, and every third run is 5 % slower.
 */
class LaggingProbe implements Probe {
  private static final double PASS = 1e-3;

  private final long delay;
  private final Map<String, String> environment;
  private final List<Workload> ran = new ArrayList<>();

  /**
   * @param delay round trip in microseconds, the only one that this place can do
   */
  LaggingProbe(long delay, Map<String, String> environment) {
    this.delay = delay;
    this.environment = environment;
  }

  List<Workload> ran() {
    return ran;
  }

  @Override
  public Description description() {
    Map<String, Values> values = new TreeMap<>(Hunts.limits().values());
    values.put("delay", new Values.Range(delay, delay));
    return new Description(
        "verbs",
        false,
        new Limits(values, Hunts.limits().memoryBytes(), Hunts.limits().deadline()),
        null,
        List.of(),
        environment);
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    ran.add(workload);
    double noise = ran.size() % 3 == 0 ? 1.05 : 1;
    double blocked =
        workload.get(Catalogue.ORDERING) == Ordering.NIC_FENCE
            ? workload.get(Catalogue.DELAY) * 1e-6 * workload.get(Catalogue.TILES) / 10
            : 0;
    double pass = (PASS + blocked) * noise;
    return new Measurement(
        new Outcome.Completed(),
        List.of(
            new Flow("forward", workload.get(Catalogue.TILES), 1 << 20, List.of(pass, pass, pass))),
        Arrays.stream(Stage.values())
            .map(stage -> {
              double waited = stage == Stage.SIGNAL ? blocked : 0;
              return new StageTime(stage, waited, waited, waited / pass);
            })
            .toList(),
        List.of(),
        Integrity.UNCHECKED,
        List.of(),
        List.of(),
        delay * 1e-6,
        0,
        pass);
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return List.of();
  }

  @Override
  public void close() {}
}
