package io.kelpie.search.strategy;

final class KelpieAnnealingTest extends StrategyContract {
  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("kelpie", context);
  }
}
