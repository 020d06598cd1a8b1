package io.kelpie.probes.traffic;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What parent and child say to each other, a line of JSON a message. */
final class Message {
  private Message() {}

  /** The parent asks for one thing: a run, an idle watch, or, with neither, what there is. */
  record Request(@Nullable Workload workload, @Nullable Budget budget, @Nullable Duration idle) {
    static Request describe() {
      return new Request(null, null, null);
    }

    static Request run(Workload workload, Budget budget) {
      return new Request(workload, budget, null);
    }

    static Request watch(Duration idle) {
      return new Request(null, null, idle);
    }
  }

  /**
   * The child's answer, or on the way to it the stage in which tiles wait.
   *
   * @param facts what there is, as JSON of the transport's own
   * @param refusal what keeps the child from working, for the user
   */
  record Reply(
      @Nullable Stage progress,
      @Nullable Measurement measurement,
      @Nullable List<CounterReading> idle,
      @Nullable String facts,
      @Nullable String refusal) {
    static Reply progress(Stage waiting) {
      return new Reply(waiting, null, null, null, null);
    }

    static Reply measured(Measurement measurement) {
      return new Reply(null, measurement, null, null, null);
    }

    static Reply watched(List<CounterReading> idle) {
      return new Reply(null, null, idle, null, null);
    }

    static Reply facts(String facts) {
      return new Reply(null, null, null, facts, null);
    }

    static Reply refusal(String sentence) {
      return new Reply(null, null, null, null, sentence);
    }
  }
}
