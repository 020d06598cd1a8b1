package io.kelpie.search.strategy;

final class CollieAnnealingTest extends StrategyContract {
  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("collie-paper", context);
  }
}
