package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.results.Asked;
import io.kelpie.search.Steering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CellRaceTest {
  private static final List<String> RACED = List.of("kelpie", "random");
  private static final int SEEDS = 2;
  private static final int CAP = 40;

  private final AtomicLong runs = new AtomicLong();

  @Test
  void endsAtTheCellsAndGoesOnFromItsFolders(@TempDir Path folder) {
    CellRace race = race(List.of(KnownCell.DRAIN, KnownCell.WINDOW), folder);
    CellRace.Result first = run(race, 0);
    long ran = runs.getAndSet(0);
    CellRace.Result again = run(race, 0);

    assertThat(ran).isPositive();
    assertThat(runs).hasValue(0);
    assertThat(again).isEqualTo(first);
    assertThat(first.cells())
        .extracting(CellRace.Standing::cell)
        .containsExactly("drain", "window");
    assertThat(first.cells().getFirst().reached().values()).allMatch(there -> there == SEEDS);
    for (CellRace.Run run : first.rows()) {
      boolean all = run.met().size() == 2;
      assertThat(run.searched()).matches(probes -> all || probes >= CAP);
      run.met()
          .values()
          .forEach(met -> {
            assertThat(met.probes()).isBetween(1L, run.searched());
            assertThat(folder.resolve(run.strategy() + "-" + run.seed()))
                .satisfies(hunt ->
                    assertThat(Files.exists(hunt.resolve("anomalies").resolve(met.anomaly())))
                        .isTrue());
          });
    }
  }

  @Test
  void keptHuntsAreThoseOfTheirQuestion(@TempDir Path folder) {
    CellRace race = race(List.of(KnownCell.DRAIN), folder);
    run(race, 0);

    assertThatThrownBy(() -> run(race, 2000))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--pin");
  }

  @Test
  void whatGivesUpNeededMoreThanItsBudget() {
    CellRace.Result result = run(race(List.of(KnownCell.GO_BACK_N), null), 0);

    assertThat(result.cells())
        .allMatch(cell -> cell.reached().values().stream().allMatch(reached -> reached == 0))
        .allMatch(cell -> cell.medians().values().stream().allMatch(median -> median > CAP));
  }

  @Test
  void refusesACellThatNobodyKnows() {
    assertThatThrownBy(() -> KnownCell.named("magic"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("drain, fence, window, go-back-n");
  }

  private static CellRace race(List<KnownCell> cells, @Nullable Path folder) {
    return new CellRace(cells, 400, folder, false);
  }

  private CellRace.Result run(CellRace race, int delay) {
    Supplier<Probe> opening = () -> new Counted(new ModelProbe());
    return race.run(
        opening, (strategy, seed) -> asked(strategy, seed, delay), RACED, SEEDS, "1", _ -> {});
  }

  private static Asked asked(String strategy, long seed, int delay) {
    return new Asked(
        "model",
        null,
        null,
        null,
        null,
        strategy,
        seed,
        CAP + "probes",
        delay == 0 ? List.of() : List.of(new Condition("delay", new Values.Range(delay, delay))),
        List.of(),
        Steering.NONE);
  }

  private final class Counted implements Probe {
    private final Probe probe;

    private Counted(Probe probe) {
      this.probe = probe;
    }

    @Override
    public Description description() {
      return probe.description();
    }

    @Override
    public Measurement run(Workload workload, Budget budget) {
      runs.incrementAndGet();
      return probe.run(workload, budget);
    }

    @Override
    public List<CounterReading> idle(Duration time) {
      return probe.idle(time);
    }

    @Override
    public void close() {
      probe.close();
    }
  }
}
