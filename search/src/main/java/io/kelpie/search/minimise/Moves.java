package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lawful workloads around an anomalous one, and whether they show its anomaly, asked once. */
final class Moves {
  private final Space space;
  private final Question question;
  private final Workload workload;
  private final Map<Workload, Answer> asked = new HashMap<>();

  Moves(Space space, Question question, Workload workload) {
    this.space = space;
    this.question = question;
    this.workload = workload;
    asked.put(workload, Answer.YES);
  }

  Space space() {
    return space;
  }

  /** The anomalous one. */
  Workload workload() {
    return workload;
  }

  Answer ask(String purpose, Workload candidate) {
    Answer known = asked.get(candidate);
    if (known != null) {
      return known;
    }
    Answer answer = question.ask(purpose, candidate);
    asked.put(candidate, answer);
    return answer;
  }

  /** A workload, if it is lawful as it is. */
  Optional<Workload> lawful(Workload candidate) {
    return space.settle(candidate).filter(candidate::equals);
  }

  /** Whether a workload is lawful as it is, and the answer to it is the one given. */
  boolean is(Answer answer, String purpose, Workload candidate) {
    return lawful(candidate).filter(each -> ask(purpose, each) == answer).isPresent();
  }

  /**
   * The lawful workload that a change of one dimension gives. Where its repair changes others too
   * that say something then, these are changed alone first: only if the anomaly outlives that does
   * the change answer for itself.
   */
  Optional<Workload> alone(Workload changed, Dimension<?> dimension) {
    Optional<Workload> settled =
        space
            .settle(changed)
            .filter(candidate -> candidate.get(dimension).equals(changed.get(dimension)));
    if (settled.isEmpty() || settled.get().equals(changed)) {
      return settled;
    }
    Workload repairs = repairs(settled.get(), dimension);
    return is(Answer.YES, "repairs that " + dimension.name() + " needs", repairs)
        ? settled
        : Optional.empty();
  }

  /**
   * The lawful workload that a change gives whose repairs are unlawful without it, so that no run
   * could tell the two apart: a READ is signalled by its completion, and nothing else is.
   */
  Optional<Workload> tied(Workload changed, Dimension<?> dimension) {
    return space
        .settle(changed)
        .filter(settled -> settled.get(dimension).equals(changed.get(dimension)))
        .filter(settled -> lawful(repairs(settled, dimension)).isEmpty());
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
}
