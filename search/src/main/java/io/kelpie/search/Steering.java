package io.kelpie.search;

import io.kelpie.counters.Counter;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where somebody who suspects something steers a hunt. An empty list leaves its part to the hunt.
 *
 * @param focus the dimensions that vary; all others are held
 * @param symptoms the only ones that are pursued
 * @param counters the only ones that are driven, by id or name
 */
public record Steering(List<String> focus, List<Symptom> symptoms, List<String> counters) {

  /** A hunt that is left to itself. */
  public static final Steering NONE = new Steering(List.of(), List.of(), List.of());

  public Steering {
    focus = List.copyOf(focus);
    symptoms = List.copyOf(symptoms);
    counters = List.copyOf(counters);
  }

  /**
   * The part of a space in which the focus varies.
   *
   * @param around what the other dimensions are held at
   * @throws UsageException where there is no such dimension
   */
  public Space focused(Space space, Workload around) {
    return focus.isEmpty() ? space : space.varying(focus, around);
  }

  boolean pursues(Symptom symptom) {
    return symptoms.isEmpty() || symptoms.contains(symptom);
  }

  /**
   * A probe's counters less those that may not be driven.
   *
   * @throws UsageException where none of them can be
   */
  List<Counter> driven(List<Counter> offered) {
    for (String asked : counters) {
      if (offered.stream().noneMatch(counter -> counter.isDriven() && isNamed(counter, asked))) {
        throw new UsageException(
            "no counter that a search can drive is named "
                + asked
                + " here; choose among "
                + offered.stream()
                    .filter(Counter::isDriven)
                    .map(Counter::name)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", ")));
      }
    }
    return counters.isEmpty()
        ? offered
        : offered.stream()
            .filter(counter ->
                !counter.isDriven() || counters.stream().anyMatch(asked -> isNamed(counter, asked)))
            .toList();
  }

  private static boolean isNamed(Counter counter, String asked) {
    return counter.id().equals(asked) || counter.name().equals(asked);
  }
}
