package io.kelpie.results;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Detail;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silence;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageTime;
import io.kelpie.probes.Stamp;
import io.kelpie.search.Journal;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.ProbeRequest;
import io.kelpie.workload.Workloads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs for tests: each is a function of its number alone. */
final class Runs {
  private static final List<Outcome> OUTCOMES =
      List.of(
          new Outcome.Completed(),
          new Outcome.Invalid("7 packets were dropped that no flag asked for"),
          new Outcome.Hang(Outcome.Scope.CHILD, Stage.FENCE, "no completion for 10 s"),
          new Outcome.Failed("IBV_WC_RETRY_EXC_ERR", "QP 17, \"vendor\" error 129 é"));

  private Runs() {}

  static ProbeRecord run(long number) {
    Ledger ledger = Ledger.values()[(int) (number % Ledger.values().length)];
    return new ProbeRecord(
        number,
        ledger,
        number == 1 ? "idle" : "twin of " + (number - 1),
        Workloads.random(number),
        Budget.search(number),
        measurement(number),
        number % 3 == 0 ? "clean" : null,
        number * 0.1);
  }

  static ProbeRequest request(long number) {
    ProbeRecord run = run(number);
    return new ProbeRequest(number, run.ledger(), run.purpose(), run.workload(), run.budget());
  }

  /** As long as a real one: own counters, seven stages, three size classes. */
  static Measurement measurement(long number) {
    double step = 1e-6 * (1 + number % 97);
    return new Measurement(
        OUTCOMES.get(number % 5 == 0 ? (int) (number / 5 % 4) : 0),
        List.of(new Flow("forward", 64, 1 << 20, List.of(step, step * 1.1, step / 3))),
        Arrays.stream(Stage.values())
            .map(stage -> new StageTime(stage, step / 7, step / 11, 0.31))
            .toList(),
        List.of(new Sojourn(4096, 12, step, step, step, step, step)),
        new Integrity(64, number % 2, 0, 0, "tile 3: byte 4092"),
        List.of(new Silence("rnr_timer", 0.01, 0.2)),
        IntStream.range(0, 12)
            .mapToObj(i -> new CounterReading("own/counter_" + i, null, step * i, null, null, null))
            .collect(
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    readings -> {
                      readings.add(
                          new CounterReading("rxe0/1/hw/x", 1.0, 2.0, 1.0, 1 / step, null));
                      readings.add(
                          new CounterReading("rxe0/1/hw/y", null, null, null, null, "vanished"));
                      return readings;
                    })),
        12e-6,
        0,
        number * 1e-3,
        number % 4 == 0 ? detail(step) : null);
  }

  private static Detail detail(double step) {
    long nanos = (long) (step * 1e9);
    List<List<Long>> stamps =
        Arrays.stream(Stamp.values())
            .map(stamp -> List.of(nanos * stamp.ordinal(), nanos * (2L + stamp.ordinal())))
            .toList();
    return new Detail(
        "forward",
        2,
        stamps,
        List.of(new Detail.Latencies(4096, List.of(nanos, 2 * nanos), List.of(5L, 7L))));
  }

  /** Lets a journal hold the runs up to a number, after those that it holds already. */
  static List<ProbeRecord> fill(Journal journal, long upTo) {
    List<ProbeRecord> recorded = recorded(journal);
    fill(journal, recorded.size(), upTo);
    return recorded;
  }

  static void fill(Journal journal, long after, long upTo) {
    for (long number = after + 1; number <= upTo; number++) {
      journal.attempt(request(number));
      journal.append(run(number));
    }
  }

  static List<ProbeRecord> recorded(Journal journal) {
    List<ProbeRecord> recorded = new ArrayList<>();
    for (Optional<ProbeRecord> next = journal.recorded();
        next.isPresent();
        next = journal.recorded()) {
      recorded.add(next.get());
    }
    return recorded;
  }
}
