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
import java.util.stream.Stream;

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
   * Both borders have to lie at one product. Of three tests two have to be possible, and none may
   * fail: as much more of the other brings the anomaly back where one is healthily low, either way,
   * and both at their borders are healthy.
   */
  private static Optional<Tradeoff> between(Border one, Border other, Moves moves) {
    long valueOfOne = one.axis().value(moves.workload());
    long valueOfOther = other.axis().value(moves.workload());
    long healthy = Math.max(one.healthy() * valueOfOther, other.healthy() * valueOfOne);
    long anomalous = Math.min(one.anomalous() * valueOfOther, other.anomalous() * valueOfOne);
    if (healthy >= anomalous) {
      return Optional.empty();
    }
    Optional<Workload> lessOfOne = traded(one, other, anomalous, moves);
    Optional<Workload> lessOfOther = traded(other, one, anomalous, moves);
    Optional<Workload> least =
        one.anomalous() * other.anomalous() <= healthy
            ? moves.lawful(with(one, one.anomalous(), other, other.anomalous(), moves))
            : Optional.empty();
    long possible = Stream.of(lessOfOne, lessOfOther, least).filter(Optional::isPresent).count();
    return possible >= 2
            && holds(lessOfOne, Answer.YES, moves)
            && holds(lessOfOther, Answer.YES, moves)
            && holds(least, Answer.NO, moves)
        ? Optional.of(
            new Tradeoff(one.axis(), other.axis(), condition(one, other, anomalous, moves)))
        : Optional.empty();
  }

  private static boolean holds(Optional<Workload> moved, Answer answer, Moves moves) {
    return moved.isEmpty() || moves.ask("one number against another", moved.get()) == answer;
  }

  private static Workload with(
      Border one, long valueOfOne, Border other, long valueOfOther, Moves moves) {
    return other.axis().with(one.axis().with(moves.workload(), valueOfOne), valueOfOther);
  }

  /** Less of one number than shows the anomaly by itself, and enough of another to make up. */
  private static Optional<Workload> traded(Border less, Border more, long product, Moves moves) {
    long needed = Math.ceilDiv(product, less.healthy());
    long power = Long.highestOneBit(needed);
    long value = more.axis().scale() == Scale.POWER_OF_TWO && power < needed ? power << 1 : needed;
    return value <= most(more, moves)
        ? moves.lawful(with(less, less.healthy(), more, value, moves))
        : Optional.empty();
  }

  private static Condition condition(Border one, Border other, long least, Moves moves) {
    Product product = new Product(one.facet(), other.facet());
    return new Condition(
        product.name(), new Values.Range(least, most(one, moves) * most(other, moves)));
  }

  private static long most(Border border, Moves moves) {
    return Math.max(
        border.axis().value(moves.workload()), border.axis().bounds(moves.space()).high());
  }
}
