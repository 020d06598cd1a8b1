package io.kelpie.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

final class PermutedCountersTest extends StrategyContract {
  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("kelpie-placebo", context);
  }

  @Test
  void showsCountersOfOtherProbesAndTheirOwnVerdicts() {
    Watching watching = new Watching();
    Strategy placebo = new PermutedCounters(watching, RandomSource.XO_RO_SHI_RO_128_PP.create(1));
    int probes = 400;
    for (int probe = 0; probe < probes; probe++) {
      placebo.observe(Workload.initial(), numbered(probe), new Verdict.Clean());
    }

    int own = 0;
    for (int probe = 0; probe < probes; probe++) {
      int shown = watching.shown.get(probe);
      assertThat(shown).isBetween(0, probe);
      own += shown == probe ? 1 : 0;
    }
    // The chance that probe n is shown its own is 1/n: the harmonic number of 400 is 6.6.
    assertThat(own).isBetween(1, 15);
    assertThat(watching.shown.stream().distinct().count()).isGreaterThan(150);
  }

  @Test
  void leavesProbesThatDidNotCompleteAsTheyWere() {
    Watching watching = new Watching();
    Measurement invalid = Measurement.without(new Outcome.Invalid("no link"), 0);

    new PermutedCounters(watching, RandomSource.XO_RO_SHI_RO_128_PP.create(1))
        .observe(Workload.initial(), invalid, new Verdict.Invalid("no link"));

    assertThat(watching.measurements).containsExactly(invalid);
  }

  private static Measurement numbered(int number) {
    return Measurement.without(new Outcome.Completed(), 0)
        .withCounters(List.of(OwnCounter.GOODPUT.of(number)));
  }

  private static final class Watching implements Strategy {
    private final List<Integer> shown = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();

    @Override
    public String name() {
      return "watching";
    }

    @Override
    public Optional<Workload> next() {
      return Optional.empty();
    }

    @Override
    public String why() {
      return "never";
    }

    @Override
    public void observe(Workload workload, Measurement measurement, Verdict verdict) {
      measurements.add(measurement);
      measurement.counters().forEach(reading -> shown.add((int) reading.value()));
    }

    @Override
    public void close(Region region, Workload example) {}

    @Override
    public Map<String, String> unranked() {
      return Map.of();
    }
  }
}
