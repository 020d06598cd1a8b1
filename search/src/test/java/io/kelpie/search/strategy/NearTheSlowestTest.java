package io.kelpie.search.strategy;

/** The strategy of {@code docs/extending/strategy.md}. */
final class NearTheSlowestTest extends StrategyContract {
  @Override
  Strategy create(StrategyContext context) {
    return new NearTheSlowest(context);
  }
}
