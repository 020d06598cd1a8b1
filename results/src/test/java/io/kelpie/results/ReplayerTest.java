package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.Description;
import io.kelpie.search.oracle.Persistence.Verdict;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Limits;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The finding of {@link Findings#serialised()}, effect 12.5 at a delay of 2 ms. */
class ReplayerTest {
  private static final Map<String, String> LAB = Map.of("kernel", "6.12", "device", "rxe0");
  private static final Anomaly FOUND =
      new Anomaly(1, "0badcafe", Place.of(Hunts.description(), "0.1.0"), Findings.serialised());

  private static ReplayResult replay(LaggingProbe probe) {
    return new Replayer(probe, "0.1.0", 1, purpose -> {}).replay(FOUND);
  }

  @Test
  void whatIsAsItWasIsStillThere() {
    LaggingProbe probe = new LaggingProbe(2000, LAB);
    ReplayResult replay = replay(probe);
    assertThat(replay.verdict()).isEqualTo(Verdict.STILL_THERE);
    assertThat(replay.effect()).isBetween(12.0, 15.0);
    assertThat(replay.reproduced()).isEqualTo(replay.runs()).isEqualTo(10);
    assertThat(replay.reason()).contains("the median lies over");
    assertThat(replay.interval().getFirst()).isGreaterThan(Math.sqrt(12.5));
    assertThat(replay.pValue()).isLessThan(0.001);
    assertThat(replay.differs()).isEmpty();
    assertThat(replay.workload()).isEqualTo(Findings.serialised().workload());
  }

  @Test
  void workloadTwinAndHealthyNeighbourAreInterleaved() {
    LaggingProbe probe = new LaggingProbe(2000, LAB);
    replay(probe);
    List<Ordering> first =
        probe.ran().stream().limit(4).map(ran -> ran.get(Catalogue.ORDERING)).toList();
    assertThat(first)
        .containsExactly(Ordering.NIC_FENCE, Ordering.NONE, Ordering.NONE, Ordering.NIC_FENCE);
    Workload healthy = Findings.serialised().neighbours().getFirst().workload();
    assertThat(probe.ran()).contains(healthy);
  }

  @Test
  void withoutTheDelayItIsGoneAndTheDelayIsNamed() {
    LaggingProbe probe = new LaggingProbe(0, LAB);
    ReplayResult replay = replay(probe);
    assertThat(replay.verdict()).isEqualTo(Verdict.GONE);
    assertThat(replay.differs()).containsExactly(new Place.Change("delay", "2000 us", "0 us"));
    assertThat(probe.ran()).allSatisfy(ran -> assertThat(ran.get(Catalogue.DELAY)).isZero());
  }

  @Test
  void aTenthOfTheDelayIsWeaker() {
    assertThat(replay(new LaggingProbe(200, LAB)).verdict()).isEqualTo(Verdict.WEAKER);
  }

  @Test
  void whatDiffersIsListed() {
    Map<String, String> now = Map.of("kernel", "6.1", "device", "rxe0", "firmware", "20.1");
    LaggingProbe probe = new LaggingProbe(2000, now);
    ReplayResult replay = new Replayer(probe, "0.2.0", 1, purpose -> {}).replay(FOUND);
    assertThat(replay.differs())
        .containsExactly(
            new Place.Change("kelpie", "0.1.0", "0.2.0"),
            new Place.Change("firmware", "", "20.1"),
            new Place.Change("kernel", "6.12", "6.1"));
  }

  @Test
  void whatCannotRunHereIsRefused() {
    LaggingProbe probe =
        new LaggingProbe(2000, LAB) {
          @Override
          public Description description() {
            Map<String, Values> values = new TreeMap<>(Hunts.limits().values());
            values.put("signal", Values.Members.of("inline_write"));
            return new Description(
                "verbs",
                false,
                new Limits(values, Hunts.limits().memoryBytes(), Hunts.limits().deadline()),
                null,
                List.of(),
                LAB);
          }
        };
    assertThatThrownBy(() -> replay(probe))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("anomaly 0badcafe cannot be replayed here")
        .hasMessageContaining("signal is fetch_add")
        .hasMessageContaining("inline_write");
    assertThat(probe.ran()).isEmpty();
  }

  @Test
  void keysAreThoseThatOthersRelyOn() {
    JsonNode json =
        StrictJson.read(
            StrictJson.line(replay(new LaggingProbe(0, LAB))), "replay", JsonNode.class);
    assertThat(json.propertyNames())
        .contains("verdict", "effect", "interval", "runs", "reproduced", "p_value", "differs");
    assertThat(json.get("verdict").stringValue()).isEqualTo("gone");
    assertThat(json.get("interval").size()).isEqualTo(2);
  }
}
