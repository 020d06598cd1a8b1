package io.kelpie.probes;

import static io.kelpie.workload.Catalogue.OPCODE;
import static io.kelpie.workload.Catalogue.ORDERING;
import static io.kelpie.workload.Catalogue.QP_TYPE;
import static io.kelpie.workload.Catalogue.TILES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every probe keeps to. */
public abstract class ProbeContract {
  /** However slow the machine is. */
  private static final double A_MINUTE = 60;

  private Set<Thread> threads = Set.of();
  private Set<Long> children = Set.of();
  private @Nullable Probe opened;

  /** A probe of its own for one test. */
  protected abstract Probe open();

  /** A workload that takes at least ten times {@link #shortDeadline}. */
  protected abstract Workload endless();

  /** A deadline in which a small workload ends. */
  protected Duration shortDeadline() {
    return Duration.ofMillis(500);
  }

  @BeforeEach
  void openOne() {
    threads = liveThreads();
    children = liveChildren();
    opened = open();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    probe().close();
    assertThat(liveChildren()).isSubsetOf(children);
    assertThat(liveThreads()).isSubsetOf(threads);
  }

  @Test
  void aSmallWorkloadIsMeasured() {
    Workload workload = Workload.initial();
    Measurement measured = probe().run(workload, Budget.search(1));

    assertThat(measured.outcome()).isEqualTo(new Outcome.Completed());
    assertThat(measured.integrity().whole()).isTrue();
    MeasurementInvariants.assertHold(probe().description(), workload, measured);
  }

  @Test
  void drainingIsMeasured() {
    Workload workload = Workload.initial().with(ORDERING, Ordering.DRAIN);
    Measurement measured = probe().run(workload, Budget.search(1));

    assertThat(measured.completed()).isTrue();
    assertThat(measured.stage(Stage.FENCE).mean()).isPositive();
    MeasurementInvariants.assertHold(probe().description(), workload, measured);
  }

  @Test
  void detailIsKeptWhereItIsAskedFor() {
    Workload workload = Workload.initial().with(ORDERING, Ordering.DRAIN).with(TILES, 200L);
    Measurement plain = probe().run(workload, Budget.search(1));
    Measurement measured = probe().run(workload, Budget.search(1).inDetail());

    assertThat(plain.detail()).isNull();
    assertThat(measured.completed()).isTrue();
    MeasurementInvariants.assertDetailHolds(measured);
  }

  @Test
  void aRunEndsByItsDeadline() {
    Budget budget = new Budget(shortDeadline(), 3, Duration.ZERO, Budget.QueuePairs.FRESH, 1);
    Measurement measured = probe().run(endless(), budget);

    assertThat(measured.deviceSeconds()).isLessThan(A_MINUTE);
    assertThat(measured.outcome()).isNotEqualTo(new Outcome.Completed());
    assertThat(probe().run(Workload.initial(), Budget.search(1)).completed())
        .as("the next run is not harmed")
        .isTrue();
  }

  @Test
  void whatItCannotRealiseIsRefused() {
    Limits limits = probe().description().limits();
    List<Facet> narrowed =
        Catalogue.facets().stream().filter(facet -> beyond(facet, limits) != null).toList();

    assertThat(narrowed).isNotEmpty();
    for (Facet facet : narrowed) {
      Workload workload = Objects.requireNonNull(beyond(facet, limits));
      assertThatThrownBy(() -> probe().run(workload, Budget.search(1)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(facet.name());
    }
  }

  @Test
  void whatIsUnlawfulIsRefused() {
    Workload workload = Workload.initial().with(QP_TYPE, QpType.UD).with(OPCODE, Opcode.WRITE);

    assertThatThrownBy(() -> probe().run(workload, Budget.search(1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("UD carries SEND only");
  }

  @Test
  void idleReadingsAreOfDescribedCounters() {
    List<String> known = probe().description().counters().stream().map(Counter::id).toList();

    assertThat(known).doesNotHaveDuplicates();
    assertThat(known)
        .containsAll(
            probe().idle(Duration.ofMillis(20)).stream().map(CounterReading::counter).toList());
  }

  /**
   * The initial workload with the facet beyond the limits; null where the limits are the
   * catalogue's.
   */
  private static @Nullable Workload beyond(Facet facet, Limits limits) {
    Workload initial = Workload.initial();
    return facet instanceof Facet.Numeric numeric
            && facet.dimension() instanceof Dimension.NumberDimension number
            && Relevance.applies(number, initial)
        ? Stream.of(number.full().high(), number.full().low())
            .filter(value -> number.objection(value) == null)
            .map(value -> numeric.with(initial, value))
            .filter(workload -> !facet.holds(workload, limits.of(facet)))
            .findFirst()
            .orElse(null)
        : null;
  }

  private Probe probe() {
    return Objects.requireNonNull(opened);
  }

  private static Set<Thread> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  private static Set<Long> liveChildren() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}
