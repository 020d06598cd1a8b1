package io.kelpie.search.strategy;

import io.kelpie.workload.UsageException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The strategies by name. */
public final class Strategies {
  public static final String DEFAULT = KelpieAnnealing.NAME;

  private static final Map<String, Function<StrategyContext, Strategy>> BY_NAME =
      new TreeMap<>(
          Map.of(
              KelpieAnnealing.NAME,
              context -> new KelpieAnnealing(context, KelpieAnnealing.SETTINGS),
              CollieAnnealing.NAME,
              context -> new CollieAnnealing(context, AnnealingSettings.DEFAULTS),
              RandomStrategy.NAME,
              RandomStrategy::new));

  private Strategies() {}

  /**
   * The strategy of a name.
   *
   * @throws UsageException if there is none
   */
  public static Strategy create(String name, StrategyContext context) {
    Function<StrategyContext, Strategy> maker = BY_NAME.get(name);
    if (maker == null) {
      throw new UsageException(
          "no strategy is named " + name + "; choose among " + String.join(", ", BY_NAME.keySet()));
    }
    return maker.apply(context);
  }
}
