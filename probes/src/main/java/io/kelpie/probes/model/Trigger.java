package io.kelpie.probes.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Law;
import io.kelpie.workload.Scale;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The workloads that a quirk concerns, and how near to them another one is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Trigger.All.class, name = "all"),
  @JsonSubTypes.Type(value = Trigger.Any.class, name = "any"),
  @JsonSubTypes.Type(value = Trigger.Where.class, name = "where"),
  @JsonSubTypes.Type(value = Trigger.Product.class, name = "product"),
  @JsonSubTypes.Type(value = Trigger.NearMultiple.class, name = "near_multiple")
})
public sealed interface Trigger {

  /** How much of the effect a workload meets, 0 to 1. */
  double strength(Workload workload);

  /** How near a workload is, 0 to 1, which is reached where the trigger holds. */
  double closeness(Workload workload);

  /** The nearest workload for which it holds, laws aside. */
  Workload meet(Workload workload);

  /**
   * Workloads beyond each of its edges, seen from one for which it holds; laws aside.
   *
   * @param far beyond by half or as much again, rather than by one
   */
  Stream<Workload> beyond(Workload workload, boolean far);

  /** What has to hold for it, each by itself. */
  default List<Trigger> terms() {
    return List.of(this);
  }

  /** Every term holds. */
  record All(List<Trigger> of) implements Trigger {
    public All {
      of = List.copyOf(of);
      if (of.isEmpty()) {
        throw new UsageException("all of nothing holds everywhere; name a term");
      }
    }

    @Override
    public List<Trigger> terms() {
      return of;
    }

    @Override
    public double strength(Workload workload) {
      return of.stream().mapToDouble(term -> term.strength(workload)).min().orElseThrow();
    }

    @Override
    public double closeness(Workload workload) {
      return of.stream().mapToDouble(term -> term.closeness(workload)).average().orElseThrow();
    }

    @Override
    public Workload meet(Workload workload) {
      Workload met = workload;
      for (Trigger term : of) {
        met = term.meet(met);
      }
      return met;
    }

    @Override
    public Stream<Workload> beyond(Workload workload, boolean far) {
      return of.stream().flatMap(term -> term.beyond(workload, far));
    }
  }

  /** At least one term holds. */
  record Any(List<Trigger> of) implements Trigger {
    public Any {
      of = List.copyOf(of);
      if (of.size() < 2) {
        throw new UsageException("any needs two terms; write the one by itself");
      }
    }

    @Override
    public double strength(Workload workload) {
      return of.stream().mapToDouble(term -> term.strength(workload)).max().orElseThrow();
    }

    @Override
    public double closeness(Workload workload) {
      return of.stream().mapToDouble(term -> term.closeness(workload)).max().orElseThrow();
    }

    @Override
    public Workload meet(Workload workload) {
      return strength(workload) == 1 ? workload : of.getFirst().meet(workload);
    }

    @Override
    public Stream<Workload> beyond(Workload workload, boolean far) {
      return of.stream().flatMap(term -> term.beyond(workload, far));
    }
  }

  /** One dimension lies among some values. */
  record Where(Condition condition) implements Trigger {
    public Where {
      Facet facet = condition.facet();
      if (facet.full().intersect(condition.values()).isEmpty()) {
        throw new UsageException(
            condition + " can never be true: " + facet.name() + " is within " + facet.full());
      }
      if (facet.full().without(condition.values()).isEmpty()) {
        throw new UsageException(condition + " is always true; leave it out");
      }
    }

    @Override
    public double strength(Workload workload) {
      return condition.holds(workload) ? 1 : 0;
    }

    @Override
    public double closeness(Workload workload) {
      if (condition.holds(workload)) {
        return 1;
      }
      if (!(condition.facet() instanceof Facet.Numeric number)) {
        return 0;
      }
      double value = number.value(workload);
      double nearest = nearest(number.value(workload));
      double ratio = value < nearest ? (value + 1) / (nearest + 1) : (nearest + 1) / (value + 1);
      return Math.clamp(ratio, 0, 1);
    }

    @Override
    public Workload meet(Workload workload) {
      if (condition.holds(workload)) {
        return workload;
      }
      return switch (condition.facet()) {
        case Dimension.VectorDimension.Edge edge -> widened(edge, workload);
        case Facet.Numeric number -> number.with(workload, nearest(number.value(workload)));
        case Facet.Choice choice ->
            choice.with(workload, ((Values.Members) condition.values()).words().first());
      };
    }

    @Override
    public Stream<Workload> beyond(Workload workload, boolean far) {
      List<Workload> beyond = new ArrayList<>();
      switch (condition.facet()) {
        case Facet.Numeric number -> {
          for (Values.Range part : condition.values().parts()) {
            step(number, part.low(), false, far).forEach(v -> beyond.add(number.with(workload, v)));
            step(number, part.high(), true, far).forEach(v -> beyond.add(number.with(workload, v)));
          }
        }
        case Facet.Choice choice ->
            choice.words().stream()
                .filter(word -> !((Values.Members) condition.values()).contains(word))
                .forEach(word -> beyond.add(choice.with(workload, word)));
      }
      return beyond.stream();
    }

    /** A fixed size that an edge leaves behind becomes a mix. */
    private Workload widened(Dimension.VectorDimension.Edge edge, Workload workload) {
      long current = edge.value(workload);
      long nearest = nearest(current);
      return edge.isLargest() == nearest > current && workload.get(edge.vector()).size() == 1
          ? workload.with(edge.vector(), List.of(current, nearest))
          : edge.with(workload, nearest);
    }

    /** The value just past an edge; none past the end of what is lawful. */
    private static Stream<Long> step(Facet.Numeric number, long edge, boolean up, boolean far) {
      boolean twofold = far || number.scale() == Scale.POWER_OF_TWO;
      long value = up ? (twofold ? 2 * edge : edge + 1) : (twofold ? edge / 2 : edge - 1);
      return value != edge && number.full().intersect(new Values.Range(value, value)).isPresent()
          ? Stream.of(value)
          : Stream.empty();
    }

    private long nearest(long value) {
      long best = 0;
      double least = Double.MAX_VALUE;
      for (Values.Range part : condition.values().parts()) {
        long there = Math.clamp(value, part.low(), part.high());
        if (condition.facet() instanceof Facet.Numeric number
            && number.scale() == Scale.POWER_OF_TWO
            && Long.bitCount(there) != 1) {
          there =
              Long.highestOneBit(there) >= part.low()
                  ? Long.highestOneBit(there)
                  : Long.highestOneBit(there) << 1;
        }
        if (Math.abs(there - value) < least) {
          least = Math.abs(there - value);
          best = there;
        }
      }
      return best;
    }
  }

  /**
   * Some numbers multiplied reach a threshold.
   *
   * @param of dimensions
   * @param from where the effect sets in
   * @param full where all of it is there; at least {@code from}
   */
  record Product(List<String> of, long from, long full) implements Trigger {
    public Product {
      of = List.copyOf(of);
      if (of.size() < 2) {
        throw new UsageException("a product needs two dimensions; write a condition");
      }
      double most = 1;
      double least = 1;
      for (String name : of) {
        Values.Range range = range(name);
        most *= range.high();
        least *= range.low();
      }
      if (from < 1 || full < from) {
        throw new UsageException(
            "a product's effect cannot set in at " + from + " and be full at " + full);
      }
      if (full > most) {
        throw new UsageException(
            "the product of " + of + " can never be " + full + ": its most is " + (long) most);
      }
      if (from <= least) {
        throw new UsageException("the product of " + of + " is always " + from + "; raise it");
      }
    }

    @Override
    public double strength(Workload workload) {
      double value = value(workload);
      return value < from
          ? 0
          : value >= full ? 1 : Math.log(value / from) / Math.log((double) full / from);
    }

    @Override
    public double closeness(Workload workload) {
      return Math.clamp(value(workload) / from, 0, 1);
    }

    @Override
    public Workload meet(Workload workload) {
      Workload met = workload;
      for (int step = 0; step < 64 && value(met) < full; step++) {
        for (String name : of) {
          Facet.Numeric number = number(name);
          long doubled = Math.max(1, number.value(met)) * 2;
          if (value(met) < full && doubled <= range(name).high()) {
            met = number.with(met, doubled);
          }
        }
      }
      return met;
    }

    @Override
    public Stream<Workload> beyond(Workload workload, boolean far) {
      List<Workload> beyond = new ArrayList<>();
      for (String name : of) {
        Facet.Numeric number = number(name);
        Workload less = workload;
        while (value(less) >= from && number.value(less) / 2 >= range(name).low()) {
          less = number.with(less, number.value(less) / 2);
        }
        if (value(less) < from) {
          beyond.add(less);
        }
      }
      return beyond.stream();
    }

    private double value(Workload workload) {
      double product = 1;
      for (String name : of) {
        product *= number(name).value(workload);
      }
      return product;
    }

    private static Values.Range range(String name) {
      return (Values.Range) number(name).full();
    }
  }

  /**
   * A number lies within a distance of a whole multiple of another, but is none.
   *
   * @param dimension the number
   * @param of the other
   * @param within the distance, 1 to 1,024
   */
  record NearMultiple(String dimension, String of, long within) implements Trigger {
    public NearMultiple {
      number(dimension);
      number(of);
      if (within < 1 || within > 1024) {
        throw new UsageException("within is " + within + "; choose 1 to 1024");
      }
    }

    @Override
    public double strength(Workload workload) {
      long distance = distance(workload);
      return distance >= 1 && distance <= within ? 1 : 0;
    }

    @Override
    public double closeness(Workload workload) {
      return strength(workload);
    }

    @Override
    public Workload meet(Workload workload) {
      if (strength(workload) == 1) {
        return workload;
      }
      long step = number(of).value(workload);
      long multiple = Math.max(1, number(dimension).value(workload) / step) * step;
      return number(dimension).with(workload, multiple + 1);
    }

    @Override
    public Stream<Workload> beyond(Workload workload, boolean far) {
      long step = number(of).value(workload);
      long multiple = Math.round((double) number(dimension).value(workload) / step) * step;
      return Stream.of(multiple, multiple + within + 1)
          .map(value -> number(dimension).with(workload, value));
    }

    private long distance(Workload workload) {
      long step = number(of).value(workload);
      long rest = number(dimension).value(workload) % step;
      return Math.min(rest, step - rest);
    }
  }

  /** A lawful workload that meets it in full, near {@code workload}; repairs may undo that. */
  default Workload example(Workload workload, io.kelpie.workload.Limits limits) {
    Workload met = meet(workload);
    for (int attempt = 0; attempt < 4; attempt++) {
      met = meet(Law.repair(met, limits).workload());
    }
    return Law.repair(met, limits).workload();
  }

  private static Facet.Numeric number(String name) {
    return Catalogue.facet(name)
                .orElseThrow(() -> new UsageException("no dimension is named " + name))
            instanceof Facet.Numeric number
        ? number
        : refuse(name);
  }

  private static Facet.Numeric refuse(String name) {
    throw new UsageException(name + " is no number; a product needs numbers");
  }
}
