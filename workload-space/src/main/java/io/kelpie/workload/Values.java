package io.kelpie.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of values of one facet: what a probe can realise, what a draw may take, what an anomaly
 * needs.
 */
public sealed interface Values {

  /** The values in both; empty when there are none. */
  default Optional<Values> intersect(Values other) {
    if (this instanceof Members mine && other instanceof Members theirs) {
      return members(mine.words().stream().filter(theirs::contains).toList());
    }
    List<Range> both = new ArrayList<>();
    for (Range mine : parts(this)) {
      for (Range theirs : parts(other)) {
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
    List<Range> rest = new ArrayList<>(parts(this));
    for (Range hole : parts(other)) {
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

  private static Optional<Values> members(List<String> words) {
    return words.isEmpty() ? Optional.empty() : Optional.of(new Members(new TreeSet<>(words)));
  }

  private static Optional<Values> union(List<Range> parts) {
    return switch (parts.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(parts.getFirst());
      default -> Optional.of(new Ranges(parts));
    };
  }

  private static List<Range> parts(Values values) {
    return switch (values) {
      case Range range -> List.of(range);
      case Ranges ranges -> ranges.parts();
      case Members members ->
          throw new IllegalArgumentException("words " + members + " given for a number");
    };
  }

  /** Numbers from {@code low} to {@code high}, both included, in the facet's unit. */
  record Range(long low, long high) implements Values {
    public Range {
      if (low > high) {
        throw new IllegalArgumentException("empty range [" + low + ", " + high + "]");
      }
    }

    public boolean contains(long value) {
      return low <= value && value <= high;
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

    public boolean contains(long value) {
      return parts.stream().anyMatch(part -> part.contains(value));
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
