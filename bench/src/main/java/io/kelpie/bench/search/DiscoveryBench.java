package io.kelpie.bench.search;

import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.strategy.Strategies;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Strategies × profiles × seeds, each strategy by itself: when its probes show what a profile has,
 * without what a hunt pays to confirm and reduce it. What a walk says is of the strategy alone; the
 * strategies may be ablations of the default one.
 *
 * @param plan what is walked
 */
public record DiscoveryBench(SearchBench plan) {
  public DiscoveryBench(
      List<String> strategies, List<String> profiles, int seeds, long budget, Noise noise) {
    this(new SearchBench(strategies, profiles, seeds, budget, noise));
  }

  /**
   * Walks, but for what the file has already.
   *
   * @param file where finished walks are kept, a line each; null to keep none
   * @param progress told of each walk that ended, in a sentence
   */
  public DiscoveryResult run(@Nullable Path file, Consumer<String> progress) {
    return DiscoveryResult.of(plan, walk(file, Parallel.processors(), progress));
  }

  /**
   * The walks that ended, those of the file among them.
   *
   * @param threads walks at a time
   */
  List<Walk> walk(@Nullable Path file, int threads, Consumer<String> progress) {
    plan.profiles().forEach(Profile::of);
    plan.strategies().forEach(Strategies::require);
    KeyedFile<Cell.Key, Walk> kept = new KeyedFile<>(file, Walk.class, Walk::key);
    List<Cell.Key> keys = plan.keys();
    Parallel.each(
        keys.stream().filter(key -> !kept.holds(key)).toList(),
        threads,
        key -> {
          Walk walk = WalkTrial.run(key);
          kept.add(walk);
          progress.accept(told(walk));
        });
    return kept.of(keys);
  }

  private static String told(Walk walk) {
    return String.format(
        Locale.ROOT,
        "%s on %s, seed %d: %d of %d anomalies, %.0f probes an anomaly, %.1f s",
        walk.strategy(),
        walk.profile(),
        walk.seed(),
        walk.curve().met(),
        walk.anomalies().size(),
        walk.curve().meanProbes(),
        walk.seconds());
  }
}
