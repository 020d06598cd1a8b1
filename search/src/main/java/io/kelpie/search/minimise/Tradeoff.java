package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Product;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Two numbers of which neither has a lower border of its own: more of one makes up for less of the
 * other, as of the queue pairs and the depth of each that fill a cache together.
 *
 * @param condition on their product
 */
record Tradeoff(Axis one, Axis other, Condition condition) {

  boolean concerns(Axis axis) {
    return axis.equals(one) || axis.equals(other);
  }

  /** Those among some numbers, each in one at most. */
  static List<Tradeoff> among(List<Border> borders, Moves moves) {
    List<Tradeoff> found = new ArrayList<>();
    List<Border> free = new ArrayList<>(borders);
    while (!free.isEmpty()) {
      Border one = free.removeFirst();
      for (Border other : free) {
        Optional<Tradeoff> tradeoff = between(one, other, moves);
        if (tradeoff.isPresent()) {
          found.add(tradeoff.get());
          free.remove(other);
          break;
        }
      }
    }
    return found;
  }

  /**
   * The lower border of a number, all else as in the workload that is minimised.
   *
   * @param healthy the largest value under it that was seen healthy
   * @param anomalous the least value above it that was seen anomalous
   */
  record Border(Axis.Plain axis, long healthy, long anomalous) {
    static Optional<Border> of(Axis.Plain axis, Response response) {
      OptionalLong healthy = response.beyond(response.lowest(), false);
      return healthy.isPresent() && healthy.getAsLong() > 0
          ? Optional.of(new Border(axis, healthy.getAsLong(), response.lowest()))
          : Optional.empty();
    }

    private Facet.Numeric facet() {
      return axis.facet();
    }
  }

  /**
   * Both borders have to lie at one product; then, where one number is healthily low, as much more
   * of the other has to bring the anomaly back, and both at their borders have to be healthy.
   */
  private static Optional<Tradeoff> between(Border one, Border other, Moves moves) {
    long valueOfOne = one.axis().value(moves.workload());
    long valueOfOther = other.axis().value(moves.workload());
    long healthy = Math.max(one.healthy() * valueOfOther, other.healthy() * valueOfOne);
    long anomalous = Math.min(one.anomalous() * valueOfOther, other.anomalous() * valueOfOne);
    if (healthy >= anomalous || one.anomalous() * other.anomalous() > healthy) {
      return Optional.empty();
    }
    Workload least =
        other.axis().with(one.axis().with(moves.workload(), one.anomalous()), other.anomalous());
    return traded(one, other, anomalous, moves)
        .or(() -> traded(other, one, anomalous, moves))
        .filter(traded -> moves.ask("less of one, more of the other", traded) == Answer.YES)
        .filter(_ -> moves.is(Answer.NO, "both at their borders", least))
        .map(_ -> new Tradeoff(one.axis(), other.axis(), condition(one, other, anomalous, moves)));
  }

  /** Less of one number than shows the anomaly by itself, and enough of another to make up. */
  private static Optional<Workload> traded(Border less, Border more, long product, Moves moves) {
    long needed = Math.ceilDiv(product, less.healthy());
    long power = Long.highestOneBit(needed);
    long value = more.axis().scale() == Scale.POWER_OF_TWO && power < needed ? power << 1 : needed;
    return value <= most(more, moves)
        ? moves.lawful(more.axis().with(less.axis().with(moves.workload(), less.healthy()), value))
        : Optional.empty();
  }

  private static Condition condition(Border one, Border other, long least, Moves moves) {
    Product product = new Product(one.facet(), other.facet());
    return new Condition(
        product.name(), new Values.Range(least, most(one, moves) * most(other, moves)));
  }

  private static long most(Border border, Moves moves) {
    return border.axis().bounds(moves.space()).high();
  }
}
