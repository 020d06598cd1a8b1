package io.kelpie.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One scalar face of a workload: what limits, pins, conditions and report columns speak of. A
 * number or a choice is its own facet; a vector shows its smallest and its largest element.
 */
public sealed interface Facet extends Feature permits Facet.Numeric, Facet.Choice {

  /** The dimension that this is a face of. */
  Dimension<?> dimension();

  @Override
  default List<Dimension<?>> dimensions() {
    return List.of(dimension());
  }

  /** Every value that is lawful by itself. */
  Values full();

  /** The values that a draw takes unless a focus widens them; a subset of {@link #full()}. */
  Values usual();

  /**
   * Reads values as a command line writes them: words or numbers with commas between, a range as
   * {@code 8..64}.
   *
   * @throws UsageException where they are none of this facet's
   */
  Values parse(String written);

  /** The least that reaches from {@code values} to the workload's value without a gap. */
  Values reaching(Workload workload, Values values);

  /** A facet whose values are whole numbers. */
  non-sealed interface Numeric extends Facet {
    Pattern RANGE = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    Scale scale();

    long value(Workload workload);

    Workload with(Workload workload, long value);

    /** The two numbers whose names stand on both sides of a sign; empty where they do not. */
    static Optional<List<Numeric>> pair(String name, String sign) {
      int at = name.indexOf(sign);
      return at >= 0
              && Catalogue.facet(name.substring(0, at)).orElse(null) instanceof Numeric first
              && Catalogue.facet(name.substring(at + sign.length())).orElse(null)
                  instanceof Numeric second
          ? Optional.of(List.of(first, second))
          : Optional.empty();
    }

    @Override
    default Values parse(String written) {
      List<Values.Range> parts = new ArrayList<>();
      for (String part : written.split(",", -1)) {
        Matcher matcher = RANGE.matcher(part);
        if (!matcher.matches()) {
          throw new UsageException(
              name() + "=" + written + " is no number; write 64, 8..64 or 8,16,32");
        }
        long low = Long.parseLong(matcher.group(1));
        long high = matcher.group(2) == null ? low : Long.parseLong(matcher.group(2));
        if (low > high) {
          throw new UsageException(name() + "=" + written + " is empty; write the lower end first");
        }
        parts.add(new Values.Range(low, high));
      }
      parts.sort(Comparator.comparingLong(Values.Range::low));
      Values values;
      try {
        values = parts.size() == 1 ? parts.getFirst() : new Values.Ranges(parts);
      } catch (IllegalArgumentException e) {
        throw new UsageException(name() + "=" + written + " names some values twice", e);
      }
      if (full().intersect(values).isEmpty()) {
        throw new UsageException(
            name() + "=" + written + " lies outside " + full() + " " + unit() + "; choose within");
      }
      return values;
    }

    @Override
    default boolean holds(Workload workload, Values values) {
      return switch (values) {
        case Values.Range range -> range.contains(value(workload));
        case Values.Ranges ranges -> ranges.contains(value(workload));
        case Values.Members members -> members.contains(text(workload));
      };
    }

    @Override
    default double share(Values values) {
      Values among = usual().intersect(values).isPresent() ? usual() : full();
      return among.intersect(values).map(both -> extent(both) / extent(among)).orElse(0.0);
    }

    private double extent(Values values) {
      return values.parts().stream().mapToDouble(scale()::extent).sum();
    }

    @Override
    default String text(Workload workload) {
      return Long.toString(value(workload));
    }

    @Override
    default Values reaching(Workload workload, Values values) {
      long value = value(workload);
      Values.Range hull = values.hull();
      return new Values.Range(Math.min(value, hull.low()), Math.max(value, hull.high()));
    }
  }

  /** A facet whose values are words of a closed list. */
  non-sealed interface Choice extends Facet {
    /** All words, in their declared order. */
    List<String> words();

    String word(Workload workload);

    @Override
    default String unit() {
      return "";
    }

    @Override
    default Values parse(String written) {
      List<String> parts = List.of(written.split(",", -1));
      for (String part : parts) {
        if (!words().contains(part)) {
          throw new UsageException(name() + "=" + written + " is unknown; choose among " + words());
        }
      }
      return new Values.Members(new TreeSet<>(parts));
    }

    Workload with(Workload workload, String word);

    @Override
    default boolean holds(Workload workload, Values values) {
      return values instanceof Values.Members members && members.contains(word(workload));
    }

    @Override
    default double share(Values values) {
      Values among = usual().intersect(values).isPresent() ? usual() : full();
      return among.intersect(values).map(both -> (double) both.count() / among.count()).orElse(0.0);
    }

    @Override
    default String text(Workload workload) {
      return word(workload);
    }

    @Override
    default Values reaching(Workload workload, Values values) {
      TreeSet<String> words = new TreeSet<>(List.of(word(workload)));
      if (values instanceof Values.Members members) {
        words.addAll(members.words());
      }
      return new Values.Members(words);
    }
  }
}
