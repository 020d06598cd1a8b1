package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Dimension.ChoiceDimension;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Dimension.VectorDimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Region;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Narrows conditions by counterexamples: workloads within them that are healthy. The minimiser
 * moves one facet, or all of them to one level, so it does not see what cures only together with
 * something else. Of all dimensions in which a counterexample differs from the plainest workload
 * those are found that cure it together and not without each other (QuickXplain, Junker 2004); the
 * numbers among them are moved together until the border between them is known, and what lies
 * beyond it on either is claimed no more. What is left is healthy nowhere that was tried; it may be
 * less than all that is ill.
 */
final class Refinement {
  /** Counterexamples that narrow one MFS at most. */
  private static final int MOST = 8;

  /** Dimensions that cure together at most: of more than these a border says little. */
  private static final int MOST_TOGETHER = 3;

  private final Space space;
  private final Moves moves;
  private final Workload plainest;
  private final Set<String> narrowed = new HashSet<>();

  /**
   * Prepares to narrow.
   *
   * @param plainest shows the anomaly
   */
  Refinement(Space space, Question question, Workload plainest) {
    this.space = space;
    this.moves = new Moves(space, question, plainest);
    this.plainest = plainest;
  }

  /**
   * The part of a region without healthy workloads.
   *
   * @param tolerated how many in it do not narrow it: noise has some
   */
  Region without(List<Workload> healthy, Region region, int tolerated) {
    Region narrower = region;
    List<Workload> within = within(healthy, region);
    for (int tried = 0; tried < MOST && within.size() > tolerated; tried++) {
      narrower = without(within.getFirst(), narrower).orElse(narrower);
      within = within(within.subList(1, within.size()), narrower);
    }
    return narrower;
  }

  /**
   * The part of a region without a healthy workload in it; empty where it cannot be told why that
   * is healthy.
   */
  Optional<Region> without(Workload healthy, Region region) {
    return new Counterexample(healthy, region).excluded();
  }

  /** Those in a region, first those that differ least from the plainest. */
  private List<Workload> within(List<Workload> healthy, Region region) {
    return healthy.stream()
        .filter(region::contains)
        .sorted(Comparator.comparingInt(each -> each.differing(plainest).size()))
        .toList();
  }

  /** An MFS with the conditions of a part of its region. */
  Minimised narrowed(Minimised minimised, Region region) {
    if (region.conditions().equals(minimised.conditions())) {
      return minimised;
    }
    String note =
        Catalogue.facets().stream()
                .map(Facet::name)
                .filter(narrowed::contains)
                .collect(Collectors.joining(", "))
            + " narrowed by healthy workloads beyond, where each alone may be ill";
    return new Minimised(
        region.conditions(),
        minimised.pinned(),
        minimised.neighbours().stream().map(neighbour -> beyond(neighbour, region)).toList(),
        Stream.concat(minimised.notes().stream(), Stream.of(note)).toList());
  }

  /** A neighbour of the narrower condition. */
  private static Neighbour beyond(Neighbour neighbour, Region region) {
    return region.conditions().stream()
        .filter(condition -> condition.dimension().equals(neighbour.condition().dimension()))
        .findFirst()
        .map(condition -> new Neighbour(condition, neighbour.workload()))
        .orElse(neighbour);
  }

  private final class Counterexample {
    private final Workload healthy;
    private final Region region;

    private Counterexample(Workload healthy, Region region) {
      this.healthy = healthy;
      this.region = region;
    }

    private Optional<Region> excluded() {
      if (ask(healthy) != Answer.NO) {
        return Optional.empty();
      }
      List<Dimension<?>> culprits = new ArrayList<>();
      List<Dimension<?>> others = differing();
      while (culprits.size() < MOST_TOGETHER) {
        int culprit = firstThatCures(others, culprits);
        if (culprit < 0) {
          return Optional.empty();
        }
        culprits.add(others.get(culprit));
        others = others.subList(0, culprit);
        Answer answer = ask(mixed(List.of(), culprits));
        if (answer == Answer.NO) {
          return border(culprits);
        }
        if (answer != Answer.YES) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    /** What the two say differently; words first, so that numbers are found before them. */
    private List<Dimension<?>> differing() {
      return plainest.differing(healthy).stream()
          .filter(dimension ->
              Relevance.applies(dimension, plainest) || Relevance.applies(dimension, healthy))
          .sorted(Comparator.comparing(dimension -> !(dimension instanceof ChoiceDimension<?>)))
          .toList();
    }

    /**
     * The index of the dimension by which those before it cure, together with what is taken over
     * already; -1 where nothing can be said of too many.
     */
    private int firstThatCures(List<Dimension<?>> others, List<Dimension<?>> taken) {
      int ill = 0;
      int cured = others.size();
      while (cured - ill > 1) {
        int middle = (ill + cured) >>> 1;
        Answer answer = ask(mixed(others.subList(0, middle), taken));
        while (isOpen(answer) && middle < cured - 1) {
          middle++;
          answer = ask(mixed(others.subList(0, middle), taken));
        }
        if (isOpen(answer)) {
          return -1;
        }
        if (answer == Answer.YES) {
          ill = middle;
        } else {
          cured = middle;
        }
      }
      return cured - 1;
    }

    private static boolean isOpen(Answer answer) {
      return answer == Answer.HIDDEN || answer == Answer.UNKNOWN;
    }

    /** The plainest workload with some of the healthy one's values. */
    private Workload mixed(List<Dimension<?>> some, List<Dimension<?>> more) {
      Workload mixed = plainest;
      for (Dimension<?> dimension : some) {
        mixed = mixed.withFrom(healthy, dimension);
      }
      for (Dimension<?> dimension : more) {
        mixed = mixed.withFrom(healthy, dimension);
      }
      return mixed;
    }

    private Answer ask(Workload workload) {
      return space
          .settle(workload)
          .filter(region::contains)
          .map(settled -> moves.ask("healthy within?", settled))
          .orElse(Answer.UNKNOWN);
    }

    private Optional<Region> border(List<Dimension<?>> culprits) {
      List<Dimension<?>> numbers =
          culprits.stream().filter(each -> !(each instanceof ChoiceDimension<?>)).toList();
      if (numbers.isEmpty()) {
        return withoutWord(culprits);
      }
      Workload beyond = byOneEdge(mixed(List.of(), culprits), numbers);
      Workload cured = beyond;
      Workload ill = cured;
      for (Dimension<?> number : numbers) {
        ill = ill.withFrom(plainest, number);
      }
      while (true) {
        Workload middle = halfway(ill, cured, numbers);
        if (middle.equals(ill) || middle.equals(cured) || isNarrow(ill, cured, numbers)) {
          return Optional.of(upTo(ill, beyond, numbers));
        }
        switch (ask(middle)) {
          case YES -> ill = middle;
          case NO -> cured = middle;
          case HIDDEN, UNKNOWN -> {
            return Optional.of(upTo(ill, beyond, numbers));
          }
        }
      }
    }

    /** What cures as well with one edge of a vector alone beyond the plainest workload's. */
    private Workload byOneEdge(Workload cured, List<Dimension<?>> numbers) {
      Workload simpler = cured;
      for (Dimension<?> number : numbers) {
        if (number instanceof VectorDimension vector) {
          long low = vector.smallest().value(plainest);
          long high = vector.largest().value(plainest);
          List<Long> elements = simpler.get(vector);
          List<Long> larger = elements.stream().map(each -> Math.max(each, low)).toList();
          List<Long> smaller = elements.stream().map(each -> Math.min(each, high)).toList();
          for (Workload oneSided :
              List.of(simpler.with(vector, larger), simpler.with(vector, smaller))) {
            if (ask(oneSided) == Answer.NO) {
              simpler = oneSided;
              break;
            }
          }
        }
      }
      return simpler;
    }

    /** Words cure by themselves: the one that has most words beside it goes. */
    private Optional<Region> withoutWord(List<Dimension<?>> culprits) {
      return culprits.stream()
          .flatMap(dimension -> dimension.facets().stream())
          .map(Facet.Choice.class::cast)
          .max(Comparator.comparingLong(choice -> values(choice).count()))
          .flatMap(choice ->
              values(choice)
                  .without(Values.Members.of(choice.word(healthy)))
                  .map(rest -> narrow(region, choice, rest)));
    }

    /**
     * Up to what is ill; from the plainest workload, which a repair may have led out of the space's
     * usual values.
     */
    private Region upTo(Workload ill, Workload beyond, List<Dimension<?>> numbers) {
      Region narrower = region;
      for (Facet facet :
          numbers.stream().flatMap(dimension -> dimension.facets().stream()).toList()) {
        Facet.Numeric number = (Facet.Numeric) facet;
        Values.Range bounds = space.of(number).hull();
        long first = number.value(plainest);
        long last = number.value(ill);
        int way = Long.compare(number.value(beyond), first);
        if (way > 0) {
          long low = Math.min(bounds.low(), first);
          narrower = narrow(narrower, number, new Values.Range(low, last));
        } else if (way < 0) {
          long high = Math.max(bounds.high(), first);
          narrower = narrow(narrower, number, new Values.Range(last, high));
        }
      }
      return narrower;
    }

    private Values values(Facet facet) {
      return region.conditions().stream()
          .filter(condition -> condition.dimension().equals(facet.name()))
          .map(Condition::values)
          .findFirst()
          .orElse(space.of(facet));
    }
  }

  private Region narrow(Region region, Facet facet, Values values) {
    narrowed.add(facet.name());
    List<Condition> conditions = new ArrayList<>();
    Values all = values;
    for (Condition condition : region.conditions()) {
      if (condition.dimension().equals(facet.name())) {
        all = condition.values().intersect(all).orElseThrow();
      } else {
        conditions.add(condition);
      }
    }
    conditions.add(new Condition(facet.name(), all));
    return new Region(conditions);
  }

  /** Every number half of the way between two workloads, on its scale. */
  private static Workload halfway(Workload ill, Workload cured, List<Dimension<?>> numbers) {
    Workload halfway = ill;
    for (Dimension<?> dimension : numbers) {
      switch (dimension) {
        case NumberDimension number ->
            halfway =
                halfway.with(number, number.scale().middle(number.value(ill), number.value(cured)));
        case VectorDimension vector -> {
          long low = vector.smallest().value(ill);
          long high = vector.largest().value(ill);
          Scale scale = vector.scale();
          halfway =
              halfway.with(
                  vector,
                  cured.get(vector).stream()
                      .map(each -> scale.middle(Math.clamp(each, low, high), each))
                      .toList());
        }
        case ChoiceDimension<?> choice -> throw new IllegalArgumentException(choice.name());
      }
    }
    return halfway;
  }

  private static boolean isNarrow(Workload ill, Workload cured, List<Dimension<?>> numbers) {
    return numbers.stream()
        .flatMap(dimension -> dimension.facets().stream())
        .map(Facet.Numeric.class::cast)
        .allMatch(number -> {
          long one = number.value(ill);
          long other = number.value(cured);
          return Math.max(one, other) <= Math.min(one, other) * Minimiser.RESOLUTION;
        });
  }
}
