package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.MeasurementInvariants;
import io.kelpie.probes.Outcome;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** What holds over random workloads of the default space. */
class ModelPropertiesTest {
  private static final int DRAWS = 3000;

  private static Measurement fresh(ModelProbe probe, Workload workload) {
    return probe.run(workload, Budget.search(11).fresh());
  }

  private static List<Workload> draws(Space space, int count) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
    List<Workload> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(space.draw(random));
    }
    return drawn;
  }

  @Test
  void everyDrawRunsAndItsMeasurementHolds() {
    try (ModelProbe probe = new ModelProbe()) {
      for (Workload workload : draws(Space.within(probe.description().limits()), DRAWS)) {
        Measurement measured = fresh(probe, workload);
        assertThat(measured.outcome())
            .as(workload.toString())
            .isInstanceOfAny(Outcome.Completed.class, Outcome.Failed.class);
        MeasurementInvariants.assertHold(probe.description(), workload, measured);
        if (measured.completed() && measured.integrity().missing() == 0) {
          assertThat(
                  measured.counter(OwnCounter.BOUND_RESIDUAL.counter().id()).orElseThrow().value())
              .as(workload.toString())
              .isBetween(-0.02, 1.0);
        }
        if (workload.get(QP_TYPE) == QpType.RC) {
          assertThat(measured.integrity().missing()).isZero();
        }
        if (workload.get(ORDERING) != Ordering.NONE) {
          assertThat(measured.integrity().disordered()).as(workload.toString()).isZero();
        }
      }
    }
  }

  @Test
  void delaysUpToALimitRunToo() {
    try (ModelProbe probe = new ModelProbe()) {
      Space delayed =
          Space.within(probe.description().limits()).pin("delay", new Values.Range(1, 100_000));
      for (Workload workload : draws(delayed, 300)) {
        Measurement measured = fresh(probe, workload);
        assertThat(measured.outcome()).as(workload.toString()).isNotInstanceOf(Outcome.Hang.class);
        MeasurementInvariants.assertHold(probe.description(), workload, measured);
      }
    }
  }

  /** What is lost is sent again, or a queue pair gives up; nothing hangs, nothing comes twice. */
  @Test
  void lossUpToAPercentIsMadeUpFor() {
    for (String profile : List.of(Profile.CLEAN, "perlmutter")) {
      try (ModelProbe probe = ModelProbe.on(profile)) {
        Space lossy =
            Space.within(probe.description().limits()).pin("loss", new Values.Range(1, 10_000));
        for (Workload workload : draws(lossy, 600)) {
          Measurement measured = fresh(probe, workload);
          assertThat(measured.outcome())
              .as(workload.toString())
              .isNotInstanceOf(Outcome.Hang.class);
          if (measured.completed()) {
            MeasurementInvariants.assertHold(probe.description(), workload, measured);
          }
          if (workload.get(QP_TYPE) == QpType.RC) {
            assertThat(measured.integrity().missing()).as(workload.toString()).isZero();
          }
          if (workload.get(ORDERING) != Ordering.NONE) {
            assertThat(measured.integrity().disordered()).as(workload.toString()).isZero();
          }
        }
      }
    }
  }

  @Test
  void aMeasurementDependsOnWorkloadAndSeedAlone() {
    ModelProbe alone = new ModelProbe();
    List<Workload> workloads =
        draws(
            Space.within(alone.description().limits())
                .pin("tiles", new Values.Range(8, 128))
                .pin("proxies", new Values.Range(1, 4)),
            1000);
    List<Measurement> inOrder = workloads.stream().map(workload -> fresh(alone, workload)).toList();
    List<Measurement> inParallel =
        IntStream.range(0, workloads.size())
            .parallel()
            .mapToObj(i -> fresh(new ModelProbe(), workloads.get(i)))
            .toList();

    assertThat(inParallel).isEqualTo(inOrder);
  }

  /**
   * Eleven windows over one: each message is refused once, so that every kind of event is there.
   */
  @Test
  void eventsAllocateNothing() {
    Workload refused =
        Workload.initial()
            .with(TILES, 1000L)
            .with(TILE_BYTES, List.of(64L))
            .with(OPCODE, Opcode.SEND)
            .with(RECEIVES_POSTED, 1L)
            .with(POST_LIST, 32L)
            .with(RNR_TIMER, 1L)
            .with(CQ_DEPTH, 4096L);
    try (ModelProbe probe = new ModelProbe()) {
      allocatedBytes(probe, refused, 1);
      long one = allocatedBytes(probe, refused, 1);
      long eleven = allocatedBytes(probe, refused, 11);

      assertThat((eleven - one) / 10_000.0).as("bytes a tile").isLessThan(8);
    }
  }

  private static long allocatedBytes(ModelProbe probe, Workload workload, int windows) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Budget budget =
        new Budget(Duration.ofSeconds(10), windows, Duration.ZERO, Budget.QueuePairs.FRESH, 3);
    long before = thread.getCurrentThreadAllocatedBytes();
    Measurement measured = probe.run(workload, budget);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(measured.completed()).isTrue();
    assertThat(measured.counter("model/rnr_naks").orElseThrow().value()).isPositive();
    return allocated;
  }

  @Test
  void noiseMovesAMeasurementWithItsSeed() {
    ModelProbe probe = new ModelProbe();
    double one = probe.run(Workload.initial(), Budget.search(1)).tileTime();
    double other = probe.run(Workload.initial(), Budget.search(2)).tileTime();

    assertThat(other).isNotEqualTo(one);
    assertThat(other / one).isBetween(0.9, 1.1);
  }
}
