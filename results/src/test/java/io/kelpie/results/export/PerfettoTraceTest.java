package io.kelpie.results.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Detail;
import io.kelpie.probes.Stage;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PerfettoTraceTest {
  private static Detail detail() {
    try (ModelProbe probe = new ModelProbe()) {
      return Objects.requireNonNull(
          probe.run(Workload.initial(), Budget.search(1).inDetail()).detail());
    }
  }

  private static List<JsonNode> events(PerfettoTrace trace) {
    JsonNode tree = StrictJson.read(trace.text(), "trace", JsonNode.class);
    assertThat(tree.path("displayTimeUnit").asString()).isEqualTo("ns");
    return List.copyOf(tree.path("traceEvents").values());
  }

  /** What the trace event format asks of each kind of event. */
  @Test
  void everyEventIsWhole() {
    for (JsonNode event : events(new PerfettoTrace(true).add("run 1", detail()))) {
      assertThat(event.path("name").asString()).isNotEmpty();
      assertThat(event.path("pid").isInt()).isTrue();
      assertThat(event.path("tid").isInt()).isTrue();
      switch (event.path("ph").asString()) {
        case "X" -> {
          assertThat(event.path("ts").asDouble()).isNotNegative();
          assertThat(event.path("dur").asDouble()).isPositive();
        }
        case "C" -> assertThat(event.path("args").path("tiles").asInt()).isNotNegative();
        case "M" -> assertThat(event.path("args").path("name").asString()).isNotEmpty();
        default -> throw new AssertionError("unknown event " + event);
      }
    }
  }

  @Test
  void stagesOfATileLieEndToEndAndAddUpToItsLife() {
    Detail detail = detail();
    Map<Integer, Double> sums = new HashMap<>();
    for (JsonNode event : events(new PerfettoTrace(true).add("run 1", detail))) {
      if (event.path("ph").asString().equals("X")
          && !event.path("name").asString().equals(Stage.TRANSFER.toString())) {
        sums.merge(
            event.path("args").path("tile").asInt(), event.path("dur").asDouble(), Double::sum);
      }
    }
    for (int tile = 0; tile < detail.kept(); tile++) {
      long life = detail.at(Stage.VERIFY.to(), tile) - detail.at(Stage.REQUEST.from(), tile);
      assertThat(Objects.requireNonNull(sums.get(tile)) * 1000).isCloseTo(life, Offset.offset(1.0));
    }
  }

  @Test
  void tilesInAStageAreCountedFromAndToNothing() {
    Map<String, Integer> last = new HashMap<>();
    Map<String, Integer> most = new HashMap<>();
    for (JsonNode event : events(new PerfettoTrace(true).add("run 1", detail()))) {
      if (event.path("ph").asString().equals("C")) {
        int tiles = event.path("args").path("tiles").asInt();
        last.put(event.path("name").asString(), tiles);
        most.merge(event.path("name").asString(), tiles, Math::max);
      }
    }
    assertThat(last)
        .hasSize(Stage.values().length)
        .allSatisfy((_, tiles) -> assertThat(tiles).isZero());
    assertThat(most.values()).anyMatch(tiles -> tiles > 1);
  }

  @Test
  void runsAreProcessesOfTheirOwn() {
    Detail detail = detail();
    Set<String> names = new HashSet<>();
    for (JsonNode event :
        events(new PerfettoTrace(true).add("run 1", detail).add("twin", detail))) {
      if (event.path("name").asString().equals("process_name")) {
        names.add(event.path("pid").asInt() + event.path("args").path("name").asString());
      }
    }
    assertThat(names).containsExactlyInAnyOrder("1SIMULATED run 1", "2SIMULATED twin");
  }

  /** Slices of one track that overlap without one holding the other are dropped when it is read. */
  @Test
  void noTrackHasTwoSlicesAtOnceAndEachHasAName() {
    Set<String> named = new HashSet<>();
    Map<String, Double> ends = new HashMap<>();
    for (JsonNode event : events(new PerfettoTrace(true).add("run 1", detail()))) {
      String track = event.path("pid").asInt() + "/" + event.path("tid").asInt();
      if (event.path("name").asString().equals("thread_name")) {
        assertThat(named.add(track)).as(track).isTrue();
      } else if (event.path("ph").asString().equals("X")) {
        assertThat(named).contains(track);
        double from = event.path("ts").asDouble();
        assertThat(from)
            .as("a slice on track %s", track)
            .isGreaterThanOrEqualTo(ends.getOrDefault(track, 0.0) - 1e-3);
        ends.put(track, from + event.path("dur").asDouble());
      }
    }
    assertThat(ends).isNotEmpty();
  }
}
