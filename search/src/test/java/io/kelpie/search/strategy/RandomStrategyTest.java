package io.kelpie.search.strategy;

final class RandomStrategyTest extends StrategyContract {
  @Override
  Strategy create(StrategyContext context) {
    return Strategies.create("random", context);
  }
}
