package io.kelpie.probes;

import static io.kelpie.workload.Catalogue.SIGNAL;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What holds of every measurement of every probe. */
public final class MeasurementInvariants {
  /** Sojourns are kept to 1 %. */
  private static final double SOJOURN_ERROR = 0.011;

  private MeasurementInvariants() {}

  /** Fails with the invariant that the measurement of {@code workload} breaks. */
  public static void assertHold(Description description, Workload workload, Measurement measured) {
    assertThat(measured.setupSeconds()).isBetween(0.0, measured.deviceSeconds());
    if (!measured.completed()) {
      return;
    }
    flows(description, workload, measured.flows());
    stages(measured);
    sojourns(measured);
    counters(description, measured);
    Integrity integrity = measured.integrity();
    assertThat(integrity.disordered()).isBetween(0L, integrity.checked());
    assertThat(integrity.corrupt()).isBetween(0L, integrity.checked());
    assertThat(integrity.whole())
        .isEqualTo(integrity.example().isEmpty() && integrity.missing() == 0);
    if (workload.get(SIGNAL) == Signal.NOTHING) {
      assertThat(integrity.checked()).isZero();
    }
    assertThat(measured.silences())
        .allSatisfy(silence -> {
          assertThat(silence.seconds()).isPositive();
          assertThat(silence.share()).isBetween(0.0, 1.0);
        });
    assertThat(measured.idleRoundTrip()).isPositive();
  }

  /** Fails with the invariant that the detail of a completed measurement breaks. */
  public static void assertDetailHolds(Measurement measured) {
    Detail detail = Objects.requireNonNull(measured.detail(), "a detailed budget has its detail");
    Flow flow =
        measured.flows().stream()
            .filter(each -> each.name().equals(detail.flow()))
            .findFirst()
            .orElseThrow();
    assertThat(detail.tiles()).isEqualTo(flow.tiles());
    assertThat(flow.tileTime()).isEqualTo(measured.tileTime());
    for (int tile = 0; tile < detail.kept(); tile++) {
      assertThat(detail.at(Stamp.READY, tile)).isNotNegative();
      for (Stage stage : Stage.values()) {
        if (stage != Stage.TRANSFER) {
          assertThat(detail.at(stage.to(), tile))
              .as("tile %d, %s", tile, stage)
              .isGreaterThanOrEqualTo(detail.at(stage.from(), tile));
        }
      }
    }
    for (int i = 0; i < measured.sojourns().size(); i++) {
      Sojourn sojourn = measured.sojourns().get(i);
      Detail.Latencies latencies = detail.latencies().get(i);
      assertThat(latencies.bytes()).isEqualTo(sojourn.bytes());
      assertThat(latencies.counts().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(sojourn.count());
      assertThat(latencies.nanos().getLast() * 1e-9)
          .isCloseTo(sojourn.max(), within(0.02 * sojourn.max() + 1e-9));
    }
  }

  private static void flows(Description description, Workload workload, List<Flow> flows) {
    List<Long> sizes = workload.get(TILE_BYTES);
    long bytes = 0;
    for (int tile = 0; tile < workload.get(TILES); tile++) {
      bytes += sizes.get(tile % sizes.size());
    }
    assertThat(flows).isNotEmpty();
    for (Flow flow : flows) {
      assertThat(flow.tiles()).isEqualTo(workload.get(TILES));
      assertThat(flow.bytes()).isEqualTo(bytes);
      assertThat(flow.passSeconds()).isNotEmpty().allSatisfy(pass -> assertThat(pass).isPositive());
      Double lineRate = description.lineRate();
      if (lineRate != null) {
        assertThat(flow.goodput()).isLessThan(lineRate);
      }
    }
  }

  /** Part is at most whole, and the stages from ready to verified add up to the time between. */
  private static void stages(Measurement measured) {
    assertThat(measured.stages()).extracting(StageTime::stage).containsExactly(Stage.values());
    double pass =
        measured.flows().stream().mapToDouble(MeasurementInvariants::longest).max().orElseThrow();
    double sum = 0;
    for (StageTime time : measured.stages()) {
      assertThat(time.mean()).isNotNegative();
      assertThat(time.blockedShare()).isBetween(0.0, 1 + 1e-9);
      assertThat(time.blocked()).isBetween(0.0, pass * (1 + 1e-9));
      sum += time.stage() == Stage.TRANSFER ? 0 : time.mean();
    }
    assertThat(sum).isLessThanOrEqualTo(pass * (1 + 1e-9));
    if (measured.sojourns().size() == 1 && measured.integrity().missing() == 0) {
      double requested = sum - measured.stage(Stage.REQUEST).mean();
      double sojourn =
          measured.counter(OwnCounter.SOJOURN_SMALL.counter().id()).orElseThrow().value();
      assertThat(requested).isCloseTo(sojourn, within(SOJOURN_ERROR * sojourn + 1e-9));
    }
  }

  private static double longest(Flow flow) {
    return flow.passSeconds().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static void sojourns(Measurement measured) {
    assertThat(measured.sojourns()).isNotEmpty();
    long before = 0;
    for (Sojourn sojourn : measured.sojourns()) {
      assertThat(sojourn.bytes()).isGreaterThan(before);
      before = sojourn.bytes();
      assertThat(sojourn.count()).isPositive();
      assertThat(
              List.of(sojourn.p50(), sojourn.p90(), sojourn.p99(), sojourn.p999(), sojourn.max()))
          .isSorted();
    }
  }

  private static void counters(Description description, Measurement measured) {
    List<String> known = description.counters().stream().map(Counter::id).toList();
    assertThat(measured.counters()).extracting(CounterReading::counter).doesNotHaveDuplicates();
    assertThat(known)
        .containsAll(measured.counters().stream().map(CounterReading::counter).toList());
    for (CounterReading reading : measured.counters()) {
      if (reading.isKnown() && reading.delta() != null) {
        assertThat(reading.delta()).as(reading.counter()).isNotNegative();
      }
    }
    for (OwnCounter counter : OwnCounter.values()) {
      Optional<CounterReading> own = measured.counter(counter.counter().id());
      assertThat(own).as(counter.name()).isPresent();
      if (measured.integrity().missing() > 0) {
        assertThat(own.orElseThrow().isKnown()).as(counter.name()).isFalse();
      }
    }
  }
}
