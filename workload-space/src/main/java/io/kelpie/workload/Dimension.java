package io.kelpie.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * One leaf of the workload. An entry of {@link Catalogue} is all that a dimension needs: draw,
 * mutation, validation, JSON, schema, conditions and columns come from it.
 *
 * @param <T> the type of its values
 */
public sealed interface Dimension<T> {

  /** The key in JSON, unique in the catalogue. */
  String name();

  Group group();

  /** The unit of the values; for choices, empty. */
  String unit();

  /** What it is, in one sentence. */
  String meaning();

  /** The value of a workload that does not name this dimension. */
  T initial();

  /** The scalar faces, in the order of report columns. */
  List<? extends Facet> facets();

  /** A random value within the bounds. */
  T draw(Bounds bounds, UniformRandomProvider random);

  /**
   * A value near {@code current}, other than it where the bounds allow one: numbers move along
   * their scale, choices jump.
   */
  T neighbour(T current, Bounds bounds, UniformRandomProvider random);

  /**
   * What keeps {@code value} from being one of this dimension's, as the end of a sentence; null
   * when nothing does.
   */
  @org.jspecify.annotations.Nullable
  String objection(T value);

  /** Where a facet's values may lie. */
  @FunctionalInterface
  interface Bounds {
    Values of(Facet facet);
  }

  /**
   * A whole number.
   *
   * @param full the lawful range
   * @param usual the range of draws
   */
  record NumberDimension(
      String name,
      Group group,
      String unit,
      String meaning,
      Scale scale,
      Values.Range full,
      Values.Range usual,
      Long initial)
      implements Dimension<Long>, Facet.Numeric {

    @Override
    public Dimension<?> dimension() {
      return this;
    }

    @Override
    public List<Facet> facets() {
      return List.of(this);
    }

    @Override
    public long value(Workload workload) {
      return workload.get(this);
    }

    @Override
    public Workload with(Workload workload, long value) {
      return workload.with(this, value);
    }

    @Override
    public Long draw(Bounds bounds, UniformRandomProvider random) {
      return scale.draw(part(bounds.of(this), random), random);
    }

    @Override
    public Long neighbour(Long current, Bounds bounds, UniformRandomProvider random) {
      return switch (bounds.of(this)) {
        case Values.Range range -> scale.neighbour(current, range, random);
        case Values values -> draw(bounds, random);
      };
    }

    @Override
    public @org.jspecify.annotations.Nullable String objection(Long value) {
      if (!full.contains(value)) {
        return value + " is outside " + full + " " + unit;
      }
      if (scale == Scale.POWER_OF_TWO && Long.bitCount(value) != 1) {
        return value + " is not a power of two";
      }
      return null;
    }

    static Values.Range part(Values values, UniformRandomProvider random) {
      return switch (values) {
        case Values.Range range -> range;
        case Values.Ranges ranges -> ranges.parts().get(random.nextInt(ranges.parts().size()));
        case Values.Members members ->
            throw new IllegalArgumentException("words " + members + " given for a number");
      };
    }
  }

  /**
   * One of a closed list.
   *
   * @param drawn the constants that a draw takes
   */
  record ChoiceDimension<E extends Enum<E>>(
      String name, Group group, String meaning, Class<E> type, Set<E> drawn, E initial)
      implements Dimension<E>, Facet.Choice {

    /** The words of a type's constants, in their order. */
    private static final ClassValue<List<String>> WORDS =
        new ClassValue<>() {
          @Override
          protected List<String> computeValue(Class<?> type) {
            return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
          }
        };

    public ChoiceDimension {
      drawn = Collections.unmodifiableSet(EnumSet.copyOf(drawn));
    }

    /** A constant's word in JSON and conditions. */
    public static String word(Enum<?> constant) {
      return WORDS.get(constant.getDeclaringClass()).get(constant.ordinal());
    }

    @Override
    public String unit() {
      return "";
    }

    @Override
    public Dimension<?> dimension() {
      return this;
    }

    @Override
    public List<Facet> facets() {
      return List.of(this);
    }

    @Override
    public Values.Members full() {
      return new Values.Members(new TreeSet<>(words()));
    }

    @Override
    public Values.Members usual() {
      return new Values.Members(
          drawn.stream().map(ChoiceDimension::word).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Override
    public List<String> words() {
      return WORDS.get(type);
    }

    @Override
    public String word(Workload workload) {
      return word(workload.get(this));
    }

    @Override
    public Workload with(Workload workload, String word) {
      return workload.with(this, constant(word));
    }

    /** The constant of a word, which must be one of {@link #words()}. */
    public E constant(String word) {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    @Override
    public E draw(Bounds bounds, UniformRandomProvider random) {
      List<E> allowed = allowed(bounds);
      return allowed.get(random.nextInt(allowed.size()));
    }

    @Override
    public E neighbour(E current, Bounds bounds, UniformRandomProvider random) {
      List<E> others = allowed(bounds).stream().filter(constant -> constant != current).toList();
      return others.isEmpty() ? draw(bounds, random) : others.get(random.nextInt(others.size()));
    }

    private List<E> allowed(Bounds bounds) {
      Values values = bounds.of(this);
      return Arrays.stream(type.getEnumConstants())
          .filter(constant ->
              values instanceof Values.Members members && members.contains(word(constant)))
          .toList();
    }

    @Override
    public @org.jspecify.annotations.Nullable String objection(E value) {
      return null;
    }
  }

  /**
   * A vector of whole numbers that a workload runs through in turn: one element is a fixed size,
   * several are a mix.
   *
   * @param longest the most elements
   */
  record VectorDimension(
      String name,
      Group group,
      String unit,
      String meaning,
      Scale scale,
      Values.Range full,
      Values.Range usual,
      int longest,
      List<Long> initial)
      implements Dimension<List<Long>> {

    @Override
    public List<Edge> facets() {
      return List.of(smallest(), largest());
    }

    public Edge smallest() {
      return new Edge(this, false);
    }

    public Edge largest() {
      return new Edge(this, true);
    }

    /**
     * Half of the draws are fixed sizes, the others mixes of two to {@code longest}; all are mixes
     * where no fixed size lies within the bounds of both edges. An element that has to be an edge
     * is drawn from that edge's bounds, so that draws do not gather at their ends.
     */
    @Override
    public List<Long> draw(Bounds bounds, UniformRandomProvider random) {
      Values least = bounds.of(smallest());
      Values most = bounds.of(largest());
      Optional<Values> fixed = random.nextBoolean() ? least.intersect(most) : Optional.empty();
      if (fixed.isPresent()) {
        return List.of(scale.draw(NumberDimension.part(fixed.get(), random), random));
      }
      Values.Range range = range(bounds);
      int length = random.nextInt(2, longest + 1);
      List<Long> drawn = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        drawn.add(scale.draw(range, random));
      }
      int first = drawn.indexOf(Collections.min(drawn));
      if (!contains(least, drawn.get(first))) {
        drawn.set(first, scale.draw(NumberDimension.part(least, random), random));
      }
      if (!contains(most, Collections.max(drawn))) {
        List<Long> others = new ArrayList<>(drawn);
        others.set(first, Long.MIN_VALUE);
        drawn.set(
            others.indexOf(Collections.max(others)),
            scale.draw(NumberDimension.part(most, random), random));
      }
      return fit(drawn, bounds);
    }

    private static boolean contains(Values values, long value) {
      return values.parts().stream().anyMatch(part -> part.contains(value));
    }

    /** Moves one element, or adds or removes one. */
    @Override
    public List<Long> neighbour(List<Long> current, Bounds bounds, UniformRandomProvider random) {
      Values.Range range = range(bounds);
      List<Long> moved = new ArrayList<>(current);
      int at = random.nextInt(moved.size());
      int kind = random.nextInt(4);
      if (kind == 0 && moved.size() < longest) {
        moved.add(at, scale.draw(range, random));
      } else if (kind == 1 && moved.size() > 1) {
        moved.remove(at);
      } else {
        moved.set(at, scale.neighbour(moved.get(at), range, random));
      }
      return fit(moved, bounds);
    }

    @Override
    public @org.jspecify.annotations.Nullable String objection(List<Long> value) {
      if (value.isEmpty() || value.size() > longest) {
        return "has " + value.size() + " elements where 1 to " + longest + " are lawful";
      }
      for (long element : value) {
        if (!full.contains(element)) {
          return element + " is outside " + full + " " + unit;
        }
      }
      return null;
    }

    private Values.Range range(Bounds bounds) {
      return new Values.Range(
          reach(bounds.of(smallest()), false),
          Math.max(reach(bounds.of(largest()), true), reach(bounds.of(smallest()), false)));
    }

    private List<Long> fit(List<Long> elements, Bounds bounds) {
      List<Long> fitted = edge(elements, bounds.of(smallest()), false);
      return edge(fitted, bounds.of(largest()), true);
    }

    private static List<Long> edge(List<Long> elements, Values values, boolean largest) {
      long extreme = extreme(elements, largest);
      long low = reach(values, false);
      long high = reach(values, true);
      if (low <= extreme && extreme <= high) {
        return List.copyOf(elements);
      }
      long target = Math.clamp(extreme, low, high);
      return elements.stream()
          .map(element ->
              element == extreme
                  ? Long.valueOf(target)
                  : Long.valueOf(largest ? Math.min(element, target) : Math.max(element, target)))
          .toList();
    }

    private static long reach(Values values, boolean high) {
      return high ? values.hull().high() : values.hull().low();
    }

    private static long extreme(List<Long> elements, boolean largest) {
      var stream = elements.stream().mapToLong(Long::longValue);
      return (largest ? stream.max() : stream.min()).orElseThrow();
    }

    /**
     * The smallest or the largest element. Setting it moves that element; elements that would lie
     * beyond it follow.
     *
     * @param isLargest which of the two
     */
    public record Edge(VectorDimension vector, boolean isLargest) implements Facet.Numeric {
      @Override
      public String name() {
        return vector.name + (isLargest ? ".largest" : ".smallest");
      }

      @Override
      public Dimension<?> dimension() {
        return vector;
      }

      @Override
      public String unit() {
        return vector.unit;
      }

      @Override
      public Scale scale() {
        return vector.scale;
      }

      @Override
      public Values full() {
        return vector.full;
      }

      @Override
      public Values usual() {
        return vector.usual;
      }

      @Override
      public long value(Workload workload) {
        return extreme(workload.get(vector), isLargest);
      }

      @Override
      public Workload with(Workload workload, long value) {
        return workload.with(
            vector, edge(workload.get(vector), new Values.Range(value, value), isLargest));
      }
    }
  }
}
