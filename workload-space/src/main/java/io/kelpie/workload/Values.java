package io.kelpie.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of values of one feature: what a probe can realise, what a draw may take, what an anomaly
 * needs.
 */
public sealed interface Values {

  /**
   * The ranges of numbers, disjoint and rising.
   *
   * @throws IllegalArgumentException for words
   */
  List<Range> parts();

  /** The numbers of some ranges, at least one, disjoint and rising. */
  static Values of(List<Range> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Ranges(parts);
  }

  /** The values in both; empty when there are none. */
  default Optional<Values> intersect(Values other) {
    if (this instanceof Members mine && other instanceof Members theirs) {
      return members(mine.words().stream().filter(theirs::contains).toList());
    }
    List<Range> both = new ArrayList<>();
    for (Range mine : parts()) {
      for (Range theirs : other.parts()) {
        long low = Math.max(mine.low(), theirs.low());
        long high = Math.min(mine.high(), theirs.high());
        if (low <= high) {
          both.add(new Range(low, high));
        }
      }
    }
    return union(both);
  }

  /** The values of this set that are not in the other; empty when none are left. */
  default Optional<Values> without(Values other) {
    if (this instanceof Members mine && other instanceof Members theirs) {
      return members(mine.words().stream().filter(word -> !theirs.contains(word)).toList());
    }
    List<Range> rest = new ArrayList<>(parts());
    for (Range hole : other.parts()) {
      List<Range> split = new ArrayList<>();
      for (Range part : rest) {
        if (hole.high() < part.low() || part.high() < hole.low()) {
          split.add(part);
          continue;
        }
        if (part.low() < hole.low()) {
          split.add(new Range(part.low(), hole.low() - 1));
        }
        if (hole.high() < part.high()) {
          split.add(new Range(hole.high() + 1, part.high()));
        }
      }
      rest = split;
    }
    return union(rest);
  }

  /**
   * The least range that holds every number.
   *
   * @throws IllegalArgumentException for words
   */
  default Range hull() {
    List<Range> parts = parts();
    return new Range(parts.getFirst().low(), parts.getLast().high());
  }

  /** How many there are. */
  default long count() {
    return this instanceof Members members
        ? members.words().size()
        : parts().stream().mapToLong(part -> part.high() - part.low() + 1).sum();
  }

  /**
   * Whether a number is one of them.
   *
   * @throws IllegalArgumentException for words
   */
  default boolean contains(long value) {
    return parts().stream().anyMatch(part -> part.low() <= value && value <= part.high());
  }

  private static Optional<Values> members(List<String> words) {
    return words.isEmpty() ? Optional.empty() : Optional.of(new Members(new TreeSet<>(words)));
  }

  private static Optional<Values> union(List<Range> parts) {
    return parts.isEmpty() ? Optional.empty() : Optional.of(of(parts));
  }

  /** Numbers from {@code low} to {@code high}, both included, in the feature's unit. */
  record Range(long low, long high) implements Values {
    public Range {
      if (low > high) {
        throw new IllegalArgumentException("empty range [" + low + ", " + high + "]");
      }
    }

    @Override
    public List<Range> parts() {
      return List.of(this);
    }

    @Override
    public String toString() {
      return low == high ? Long.toString(low) : low + " to " + high;
    }
  }

  /** A union of disjoint ranges in rising order: the answer of a response that is not monotone. */
  record Ranges(List<Range> parts) implements Values {
    public Ranges {
      parts = List.copyOf(parts);
      for (int i = 1; i < parts.size(); i++) {
        if (parts.get(i - 1).high() >= parts.get(i).low()) {
          throw new IllegalArgumentException("ranges overlap or are out of order: " + parts);
        }
      }
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("no range");
      }
    }

    @Override
    public String toString() {
      return String.join(" or ", parts.stream().map(Range::toString).toList());
    }
  }

  /** Members of a choice, by their words. */
  record Members(SortedSet<String> words) implements Values {
    public Members {
      if (words.isEmpty()) {
        throw new IllegalArgumentException("empty set");
      }
      words = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(words));
    }

    @Override
    public List<Range> parts() {
      throw new IllegalArgumentException("words " + this + " given for a number");
    }

    public static Members of(String... words) {
      return new Members(new TreeSet<>(List.of(words)));
    }

    public boolean contains(String word) {
      return words.contains(word);
    }

    @Override
    public String toString() {
      return String.join(" or ", words);
    }
  }
}
