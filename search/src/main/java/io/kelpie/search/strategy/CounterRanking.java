package io.kelpie.search.strategy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Statistic;
import org.jspecify.annotations.Nullable;

/**
 * The order in which counters are driven: by standard deviation over mean at random points, the
 * most variable first. Where the mean is below a counter's quantum, it ranks after all others.
 *
 * @param ranked the order
 * @param unranked counters that are not driven, by id, with the reason
 */
record CounterRanking(List<Counter> ranked, Map<String, String> unranked) {
  CounterRanking {
    ranked = List.copyOf(ranked);
    unranked = Map.copyOf(unranked);
  }

  private record Ranked(Counter counter, boolean aboveQuantum, double variation) {}

  static CounterRanking of(List<Counter> counters, List<Measurement> points, IdleBaseline idle) {
    List<Ranked> candidates = new ArrayList<>();
    Map<String, String> unranked = new TreeMap<>();
    for (Counter counter : counters) {
      List<CounterReading> readings =
          points.stream()
              .map(point -> point.counter(counter.id()))
              .flatMap(Optional::stream)
              .filter(CounterReading::isKnown)
              .toList();
      String objection = objection(counter, readings, idle);
      if (objection != null) {
        unranked.put(counter.id(), objection);
        continue;
      }
      double[] values = readings.stream().mapToDouble(CounterReading::value).toArray();
      DoubleStatistics statistics =
          DoubleStatistics.of(EnumSet.of(Statistic.MEAN, Statistic.STANDARD_DEVIATION), values);
      double mean = Math.abs(statistics.getAsDouble(Statistic.MEAN));
      candidates.add(
          new Ranked(
              counter,
              mean >= counter.quantum(),
              statistics.getAsDouble(Statistic.STANDARD_DEVIATION)
                  / Math.max(mean, counter.quantum())));
    }
    candidates.sort(
        Comparator.comparing(Ranked::aboveQuantum)
            .thenComparingDouble(Ranked::variation)
            .reversed()
            .thenComparing(candidate -> candidate.counter().id()));
    return new CounterRanking(candidates.stream().map(Ranked::counter).toList(), unranked);
  }

  private static @Nullable String objection(
      Counter counter, List<CounterReading> readings, IdleBaseline idle) {
    if (readings.size() < 2) {
      return "unknown";
    }
    DoubleStream values = readings.stream().mapToDouble(CounterReading::value);
    var range = values.summaryStatistics();
    if (range.getMax() - range.getMin() < counter.quantum()) {
      return "never moves";
    }
    return readings.stream().noneMatch(reading -> idle.moved(counter, reading))
        ? "moves only as it does when idle"
        : null;
  }
}
