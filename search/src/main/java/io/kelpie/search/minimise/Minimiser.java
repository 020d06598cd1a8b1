package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Finds the minimal feature set of an anomaly around one workload. Every facet that says something
 * there is moved while all else stays: numbers to both ends of the space and to points between,
 * many facets at once as long as the anomaly bears it, then halves; choices to every other word. A
 * facet that no move cures is no condition. What the laws tie together (a READ and its completion)
 * moves together. Of one that matters the borders are bisected, and a response that is not monotone
 * becomes a union of ranges. Nothing that was not tested is claimed.
 */
public final class Minimiser {
  /** Bisection ends when the borders are within a quarter of each other. */
  private static final double RESOLUTION = 1.25;

  private final Space space;
  private final Question question;
  private final Workload workload;
  private final Map<Workload, Answer> asked = new HashMap<>();
  private final Map<Axis, Response> responses = new LinkedHashMap<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Tie> ties = new ArrayList<>();
  private final List<Condition> pinned = new ArrayList<>();
  private final List<Neighbour> neighbours = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * A choice without condition, some words of which cannot be had alone.
   *
   * @param anomalous words that are
   * @param together the others, each with what it is tied to
   */
  private record Tie(
      Facet.Choice facet, TreeSet<String> anomalous, Map<String, Workload> together) {}

  /**
   * Prepares to minimise one anomaly.
   *
   * @param workload an anomalous one, best the simplest known
   */
  public Minimiser(Space space, Question question, Workload workload) {
    this.space = space;
    this.question = question;
    this.workload = workload;
    asked.put(workload, Answer.YES);
  }

  /** Runs the tests; once. */
  public Minimised minimise() {
    for (Facet facet : Catalogue.facets()) {
      if (!Relevance.applies(facet.dimension(), workload)) {
        continue;
      }
      if (isFixed(facet)) {
        pinned.add(new Condition(facet.name(), space.of(facet)));
        continue;
      }
      switch (facet) {
        case Facet.Choice choice -> choose(choice);
        case Facet.Numeric numeric ->
            Axis.of(numeric, workload)
                .forEach(axis -> responses.put(axis, new Response(axis.value(workload))));
      }
    }
    ties.forEach(this::untie);
    List<Axis> axes = List.copyOf(responses.keySet());
    move(axes, axis -> axis.bounds(space).low());
    move(axes, axis -> axis.bounds(space).high());
    move(axes, axis -> between(axis, axis.bounds(space).low()));
    move(axes, axis -> between(axis, axis.bounds(space).high()));
    axes.forEach(this::conclude);
    return new Minimised(conditions, pinned, neighbours, notes.stream().distinct().toList());
  }

  private void choose(Facet.Choice facet) {
    TreeSet<String> anomalous = new TreeSet<>(List.of(facet.word(workload)));
    Optional<Workload> healthy = Optional.empty();
    boolean open = false;
    Map<String, Workload> together = new LinkedHashMap<>();
    for (String word : facet.words()) {
      if (word.equals(facet.word(workload))
          || !facet.holds(facet.with(workload, word), space.of(facet))) {
        continue;
      }
      Workload changed = facet.with(workload, word);
      Optional<Workload> moved = alone(changed, facet.dimension());
      if (moved.isEmpty()) {
        tied(changed, facet.dimension()).ifPresent(with -> together.put(word, with));
        notes.add(facet.name() + " = " + word + " cannot be had without changing something else");
        continue;
      }
      switch (ask(facet.name() + " = " + word, moved.get())) {
        case YES -> anomalous.add(word);
        case NO -> healthy = healthy.or(() -> moved);
        case UNKNOWN -> open = true;
      }
    }
    if (healthy.isPresent() || open) {
      Condition condition = new Condition(facet.name(), new Values.Members(anomalous));
      conditions.add(condition);
      healthy.ifPresent(neighbour -> neighbours.add(new Neighbour(condition, neighbour)));
      if (healthy.isEmpty()) {
        notes.add(facet.name() + " was not tested to the end: the runs were spent");
      }
    } else if (!together.isEmpty()) {
      ties.add(new Tie(facet, anomalous, together));
    }
  }

  /** Tries what can only be had together, where no condition on anything else tells it already. */
  private void untie(Tie tie) {
    TreeSet<String> anomalous = new TreeSet<>(tie.anomalous());
    Optional<Workload> healthy = Optional.empty();
    for (Map.Entry<String, Workload> entry : tie.together().entrySet()) {
      Workload moved = entry.getValue();
      if (conditions.stream().allMatch(condition -> condition.holds(moved))) {
        switch (ask(tie.facet().name() + " = " + entry.getKey() + " and its like", moved)) {
          case YES -> anomalous.add(entry.getKey());
          case NO -> healthy = healthy.or(() -> Optional.of(moved));
          case UNKNOWN -> notes.add(tie.facet().name() + " was not tested to the end");
        }
      }
    }
    if (healthy.isPresent()) {
      Condition condition = new Condition(tie.facet().name(), new Values.Members(anomalous));
      conditions.add(condition);
      neighbours.add(new Neighbour(condition, healthy.get()));
    }
  }

  /** Moves axes to a level together; where that cures the anomaly or cannot be had, by halves. */
  private void move(List<Axis> axes, ToLongFunction<Axis> level) {
    List<Axis> open =
        axes.stream()
            .filter(axis -> !response(axis).matters())
            .filter(axis -> !response(axis).isKnown(level.applyAsLong(axis)))
            .toList();
    if (open.isEmpty()) {
      return;
    }
    if (open.size() == 1) {
      Axis axis = open.getFirst();
      test(axis, level.applyAsLong(axis));
      return;
    }
    Workload moved = workload;
    for (Axis axis : open) {
      moved = axis.with(moved, level.applyAsLong(axis));
    }
    Workload together = moved;
    if (isLawful(together) && ask("bulk", together) == Answer.YES) {
      open.forEach(axis -> response(axis).record(level.applyAsLong(axis), Answer.YES, together));
      return;
    }
    move(open.subList(0, open.size() / 2), level);
    move(open.subList(open.size() / 2, open.size()), level);
  }

  private void conclude(Axis axis) {
    Response response = response(axis);
    if (response.matters()) {
      test(axis, axis.bounds(space).low());
      test(axis, axis.bounds(space).high());
      test(axis, between(axis, axis.bounds(space).low()));
      test(axis, between(axis, axis.bounds(space).high()));
      bisect(axis, response);
    } else if (!response.isOpen()) {
      return;
    } else {
      notes.add(axis.name() + " was not tested to the end: the runs were spent");
    }
    List<Condition> found = axis.conditions(response.anomalous(), axis.bounds(space));
    conditions.addAll(found);
    response
        .neighbour()
        .ifPresent(neighbour ->
            found.stream()
                .filter(condition -> !condition.holds(neighbour))
                .forEach(condition -> neighbours.add(new Neighbour(condition, neighbour))));
  }

  private void bisect(Axis axis, Response response) {
    boolean narrowed = true;
    while (narrowed) {
      narrowed = false;
      List<Long> values = response.values();
      for (int i = 1; i < values.size(); i++) {
        long low = values.get(i - 1);
        long high = values.get(i);
        long middle = axis.scale().middle(low, high);
        boolean border = response.at(low) == Answer.YES ^ response.at(high) == Answer.YES;
        if (border && high > low * RESOLUTION && !response.isKnown(middle)) {
          test(axis, middle);
          narrowed |= response.isKnown(middle) && response.at(middle) != Answer.UNKNOWN;
        }
      }
    }
  }

  /** Asks one value of one axis; a value that cannot be had by itself is left out. */
  private void test(Axis axis, long value) {
    Response response = response(axis);
    if (response.isKnown(value)) {
      return;
    }
    Optional<Workload> moved =
        alone(axis.with(workload, value), dimension(axis))
            .filter(settled -> axis.value(settled) == value);
    if (moved.isEmpty()) {
      notes.add(axis.name() + " = " + value + " cannot be had without changing something else");
      return;
    }
    response.record(value, ask(axis.name() + " = " + value, moved.get()), moved.get());
  }

  /**
   * The lawful workload that a change of one dimension gives. Where its repair changes others too
   * that say something then, these are changed alone first: only if the anomaly outlives that does
   * the change answer for itself.
   */
  private Optional<Workload> alone(Workload changed, Dimension<?> dimension) {
    Optional<Workload> settled =
        space
            .settle(changed)
            .filter(candidate -> candidate.get(dimension).equals(changed.get(dimension)));
    if (settled.isEmpty() || settled.get().equals(changed)) {
      return settled;
    }
    Workload repairs = repairs(settled.get(), dimension);
    boolean harmless =
        isLawful(repairs)
            && ask("repairs that " + dimension.name() + " needs", repairs) == Answer.YES;
    return harmless ? settled : Optional.empty();
  }

  /**
   * The lawful workload that a change gives whose repairs are unlawful without it, so that no run
   * could tell the two apart: a READ is signalled by its completion, and nothing else is.
   */
  private Optional<Workload> tied(Workload changed, Dimension<?> dimension) {
    return space
        .settle(changed)
        .filter(settled -> settled.get(dimension).equals(changed.get(dimension)))
        .filter(settled -> !isLawful(repairs(settled, dimension)));
  }

  /** What the repair of a change of one dimension changed beside it and says something then. */
  private Workload repairs(Workload settled, Dimension<?> dimension) {
    Workload repairs = settled.withFrom(workload, dimension);
    for (Dimension<?> other : Catalogue.DIMENSIONS) {
      if (!Relevance.applies(other, settled)) {
        repairs = repairs.withFrom(workload, other);
      }
    }
    return repairs;
  }

  private boolean isLawful(Workload candidate) {
    return space.settle(candidate).filter(candidate::equals).isPresent();
  }

  private Answer ask(String purpose, Workload candidate) {
    Answer known = asked.get(candidate);
    if (known != null) {
      return known;
    }
    Answer answer = question.ask(purpose, candidate);
    asked.put(candidate, answer);
    return answer;
  }

  private long between(Axis axis, long end) {
    return axis.scale().middle(axis.value(workload), end);
  }

  private Response response(Axis axis) {
    Response response = responses.get(axis);
    if (response == null) {
      throw new IllegalArgumentException("no axis of this workload: " + axis.name());
    }
    return response;
  }

  private boolean isFixed(Facet facet) {
    return switch (space.of(facet)) {
      case Values.Range range -> range.low() == range.high();
      case Values.Ranges ranges -> false;
      case Values.Members members -> members.words().size() == 1;
    };
  }

  private static Dimension<?> dimension(Axis axis) {
    return switch (axis) {
      case Axis.Plain plain -> plain.facet().dimension();
      case Axis.FixedSize size -> size.vector();
    };
  }
}
