package io.kelpie.search.strategy;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/**
 * The open facets of a space, each cut into levels, as an experimental design has them: the words
 * of a choice, the powers of two, fifths of another number's logarithmic axis.
 */
final class Levels {
  /** The level of a facet that says nothing in a workload, or has a value beyond the space. */
  static final int NONE = -1;

  private static final int PARTS = 5;

  private final List<Axis> axes;

  /**
   * @param words of a choice; empty of a number
   * @param low place of the lowest value
   * @param high of the highest
   */
  private record Axis(
      Facet facet, Values.@Nullable Range hull, List<String> words, double low, double high) {

    private static Axis of(Facet facet, Values values) {
      return switch (facet) {
        case Facet.Choice choice ->
            new Axis(choice, null, List.copyOf(((Values.Members) values).words()), 0, 0);
        case Facet.Numeric number -> {
          Values.Range hull = values.hull();
          yield new Axis(
              number, hull, List.of(), place(number, hull.low()), place(number, hull.high()));
        }
      };
    }

    private int levels() {
      if (hull == null) {
        return words.size();
      }
      return isOfPowers() ? (int) Math.round(high - low) + 1 : (int) Math.min(PARTS, hull.count());
    }

    private boolean isOfPowers() {
      return facet instanceof Facet.Numeric number && number.scale() == Scale.POWER_OF_TWO;
    }

    private int level(Workload workload) {
      if (!Relevance.applies(facet.dimension(), workload)) {
        return NONE;
      }
      return switch (facet) {
        case Facet.Choice choice -> words.indexOf(choice.word(workload));
        case Facet.Numeric number -> level(number, number.value(workload));
      };
    }

    private int level(Facet.Numeric number, long value) {
      Values.Range range = Objects.requireNonNull(hull);
      int last = levels() - 1;
      if (range.count() <= PARTS && !isOfPowers()) {
        return Math.clamp(value - range.low(), 0, last);
      }
      double along = (place(number, value) - low) / (high - low);
      return Math.clamp(
          isOfPowers() ? Math.round(along * last) : (long) (along * (last + 1)), 0, last);
    }

    /** A value of the level; of the outermost ones, every other time the very end. */
    private Workload set(Workload workload, int level, UniformRandomProvider random) {
      return switch (facet) {
        case Facet.Choice choice -> choice.with(workload, words.get(level));
        case Facet.Numeric number -> number.with(workload, value(number, level, random));
      };
    }

    private long value(Facet.Numeric number, int level, UniformRandomProvider random) {
      Values.Range range = Objects.requireNonNull(hull);
      if (isOfPowers()) {
        return 1L << Math.round(low + level);
      }
      if (range.count() <= PARTS) {
        return range.low() + level;
      }
      if (random.nextBoolean() && (level == 0 || level == PARTS - 1)) {
        return level == 0 ? range.low() : range.high();
      }
      double place = low + (level + random.nextDouble()) * (high - low) / PARTS;
      long value = Math.clamp(Math.round(Math.pow(2, place) - 1), range.low(), range.high());
      return value + Integer.signum(level - level(number, value));
    }

    /** Logarithmic, with a place for zero. */
    private static double place(Facet.Numeric number, long value) {
      return number.scale() == Scale.POWER_OF_TWO
          ? Math.log(value) / Math.log(2)
          : Math.log1p(value) / Math.log(2);
    }
  }

  Levels(Space space) {
    axes =
        Catalogue.facets().stream()
            .map(facet -> Axis.of(facet, space.of(facet)))
            .filter(axis -> axis.levels() > 1)
            .toList();
  }

  /** How many facets are open. */
  int size() {
    return axes.size();
  }

  Facet facet(int axis) {
    return axes.get(axis).facet();
  }

  /** How many levels a facet has. */
  int count(int axis) {
    return axes.get(axis).levels();
  }

  /** The level of each facet, {@link #NONE} where it says nothing. */
  Point of(Workload workload) {
    return new Point(axes.stream().mapToInt(axis -> axis.level(workload)).toArray());
  }

  /** A workload with a facet at a level; laws aside. */
  Workload set(Workload workload, Move move, UniformRandomProvider random) {
    return axes.get(move.axis()).set(workload, move.level(), random);
  }

  /** The level of each facet of one workload. */
  static final class Point {
    private final int[] levels;

    private Point(int[] levels) {
      this.levels = levels;
    }

    int level(int axis) {
      return levels[axis];
    }
  }

  /** One facet, to one level. */
  record Move(int axis, int level) {}
}
