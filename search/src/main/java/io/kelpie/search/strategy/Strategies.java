package io.kelpie.search.strategy;

import io.kelpie.search.strategy.CollieAnnealing.Variant;
import io.kelpie.search.strategy.KelpieSettings.Part;
import io.kelpie.workload.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The strategies by name. */
public final class Strategies {
  public static final String DEFAULT = KelpieAnnealing.NAME;

  private static final Map<String, Function<StrategyContext, Strategy>> BY_NAME = byName();
  private static final Map<String, Function<StrategyContext, Strategy>> ABLATIONS = ablated();

  private Strategies() {}

  /**
   * The default strategy without one of its parts each, by names that {@link #create} knows and
   * {@link #names} does not list: what a part is worth is for benches, not for hunts.
   */
  public static List<String> ablations() {
    return List.copyOf(ABLATIONS.keySet());
  }

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The strategy of a name; that of one of Collie's walks may carry its free constants, such as
   * {@code collie-paper-diag@0.5/0.05/2/0.8}.
   *
   * @throws UsageException if there is none
   */
  public static Strategy create(String name, StrategyContext context) {
    return maker(name).apply(context);
  }

  /**
   * Refuses a name that is none.
   *
   * @throws UsageException if there is no strategy of this name
   */
  public static void require(String name) {
    maker(name);
  }

  private static Function<StrategyContext, Strategy> maker(String name) {
    for (Variant variant : Variant.values()) {
      String prefix = variant.strategy() + "@";
      if (name.startsWith(prefix)) {
        AnnealingSettings settings = AnnealingSettings.parse(name.substring(prefix.length()));
        return context -> new CollieAnnealing(context, settings, variant);
      }
    }
    Function<StrategyContext, Strategy> maker = BY_NAME.getOrDefault(name, ABLATIONS.get(name));
    if (maker == null) {
      throw new UsageException(
          "no strategy is named " + name + "; choose among " + String.join(", ", names()));
    }
    return maker;
  }

  private static Map<String, Function<StrategyContext, Strategy>> byName() {
    Map<String, Function<StrategyContext, Strategy>> strategies = new TreeMap<>();
    strategies.put(KelpieAnnealing.NAME, Strategies::kelpie);
    strategies.put(
        PermutedCounters.NAME, context -> new PermutedCounters(kelpie(context), context.random()));
    for (Variant variant : Variant.values()) {
      strategies.put(
          variant.strategy(),
          context -> new CollieAnnealing(context, AnnealingSettings.DEFAULTS, variant));
    }
    strategies.put(CollieReleased.NAME, CollieReleased::new);
    strategies.put(RandomStrategy.NAME, RandomStrategy::new);
    strategies.put(SobolStrategy.NAME, SobolStrategy::new);
    strategies.put(ParzenStrategy.NAME, ParzenStrategy::new);
    return strategies;
  }

  private static Map<String, Function<StrategyContext, Strategy>> ablated() {
    Map<String, Function<StrategyContext, Strategy>> strategies = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      KelpieSettings settings = KelpieSettings.DEFAULTS.without(part);
      strategies.put(settings.name(), context -> new KelpieAnnealing(context, settings));
    }
    return strategies;
  }

  private static Strategy kelpie(StrategyContext context) {
    return new KelpieAnnealing(context, KelpieSettings.DEFAULTS);
  }
}
