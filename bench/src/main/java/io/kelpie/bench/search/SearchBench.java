package io.kelpie.bench.search;

import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Strategies × profiles × seeds: whole hunts on the model, as many at a time as there are
 * processors, each held against what its profile really has. Seeds go first, so that a bench that
 * is cut has hunted as often with each strategy.
 *
 * @param budget search probes of a hunt
 * @param noise the place's
 */
public record SearchBench(
    List<String> strategies, List<String> profiles, int seeds, long budget, Noise noise) {
  public SearchBench {
    strategies = List.copyOf(strategies);
    profiles = List.copyOf(profiles);
    if (seeds < 1 || budget < 1) {
      throw new UsageException(
          "no bench has "
              + seeds
              + " seeds of "
              + budget
              + " probes; choose at least one seed and probe");
    }
  }

  /**
   * What came of it.
   *
   * @param plot the curves, an SVG document
   */
  public record Ran(SearchResult result, String plot) {}

  /**
   * Hunts, but for what the file has already.
   *
   * @param file where finished hunts are kept, a line each; null to keep none
   * @param progress told of each hunt that ended, in a sentence
   */
  public Ran run(@Nullable Path file, Consumer<String> progress) {
    List<Cell> cells = hunt(file, progress);
    Map<String, Map<String, Precursor>> precursors = new LinkedHashMap<>();
    for (String profile : profiles) {
      precursors.put(profile, Truth.precursors(Profile.of(profile)));
    }
    return new Ran(SearchResult.of(this, cells, precursors), SearchPlot.of(this, cells));
  }

  /** The hunts of this bench that ended, those of the file among them. */
  List<Cell> hunt(@Nullable Path file, Consumer<String> progress) {
    profiles.forEach(Profile::of);
    strategies.forEach(Strategies::require);
    KeyedFile<Cell.Key, Cell> kept = new KeyedFile<>(file, Cell.class, Cell::key);
    List<Cell.Key> keys = keys();
    Parallel.each(
        keys.stream().filter(key -> !kept.holds(key)).toList(),
        Parallel.processors(),
        key -> {
          Cell cell = Trial.run(key);
          kept.add(cell);
          progress.accept(told(cell));
        });
    return kept.of(keys);
  }

  /** The runs of the plan, seeds first. */
  List<Cell.Key> keys() {
    List<Cell.Key> plan = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      for (String profile : profiles) {
        for (String strategy : strategies) {
          plan.add(new Cell.Key(strategy, profile, seed, noise.toString(), budget));
        }
      }
    }
    return plan;
  }

  private static String told(Cell cell) {
    return "%s on %s, seed %d: %d of %d anomalies, %d claims, %.1f s"
        .formatted(
            cell.strategy(),
            cell.profile(),
            cell.seed(),
            cell.reached().size(),
            cell.anomalies(),
            cell.claims().size(),
            cell.seconds());
  }
}
