package io.kelpie.search.confirm;

import io.kelpie.probes.Budget.QueuePairs;
import io.kelpie.probes.Measurement;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an anomaly brings with it: where receives run out, a queue pair falls silent, messages are
 * sent again, and goodput is low, but it is one anomaly. Lesser symptoms that name no stage and no
 * cause of their own are its consequences if the plainest workload shows them too, no healthy
 * neighbour of the anomaly does, and at least one was seen without them.
 */
public record Consequences(Tribunal tribunal) {
  private static final Set<Symptom> LESSER =
      EnumSet.of(Symptom.PAUSE, Symptom.RETRANSMIT, Symptom.LOW_GOODPUT, Symptom.TAIL);

  /**
   * Runs the plainest workload, and the neighbours where it shows something; a hang is not repeated
   * for this.
   *
   * @return each with its effect there
   */
  public List<Evidence> of(Evidence anomaly, Workload plainest, List<Neighbour> neighbours) {
    if (anomaly.symptom() == Symptom.HANG || neighbours.isEmpty()) {
      return List.of();
    }
    return suspects(plainest).stream()
        .filter(symptom -> symptom.compareTo(anomaly.symptom()) > 0)
        .map(symptom -> consequence(symptom, plainest, neighbours))
        .flatMap(Optional::stream)
        .toList();
  }

  private Set<Symptom> suspects(Workload plainest) {
    Oracle oracle = tribunal.oracle();
    Measurement measurement = tribunal.trials().run("other symptoms", plainest, QueuePairs.REUSED);
    Set<Symptom> suspects = EnumSet.noneOf(Symptom.class);
    Stream.concat(
            oracle.alone(measurement).stream().map(Evidence::symptom),
            oracle.suspects(plainest, measurement).stream())
        .filter(LESSER::contains)
        .forEach(suspects::add);
    return suspects;
  }

  private Optional<Evidence> consequence(
      Symptom symptom, Workload plainest, List<Neighbour> neighbours) {
    SequentialQuestion question =
        new SequentialQuestion(
            tribunal, new Evidence(symptom, 1, null, null, symptom.toString()), () -> false);
    if (question.ask("also " + symptom, plainest) != Answer.YES) {
      return Optional.empty();
    }
    double effect = question.strongest().orElseThrow().effect();
    boolean ends = false;
    for (Neighbour neighbour : neighbours) {
      Answer answer = question.ask("without " + symptom, neighbour.workload());
      if (answer == Answer.YES) {
        return Optional.empty();
      }
      ends |= answer == Answer.NO;
    }
    return ends
        ? Optional.of(new Evidence(symptom, effect, null, null, symptom.toString()))
        : Optional.empty();
  }
}
