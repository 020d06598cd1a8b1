package io.kelpie.search;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges search probes: what a measurement shows by itself, and what it shows beside the references
 * that its suspicions need. A suspicion costs a run; suspicions of one reference share it.
 *
 * @param place in which references lie: what the device can, whatever the hunt is narrowed to
 */
public record Judge(Oracle oracle, Space place) {

  /** Runs the references of one probe. */
  @FunctionalInterface
  public interface References {
    /**
     * Runs one.
     *
     * @param word what its measurement decides of the probe: clean or anomalous
     */
    Measurement run(Workload reference, Function<Measurement, @Nullable String> word);
  }

  /** The verdict on a search probe; evidence the gravest first. */
  public Verdict judge(Workload workload, Measurement measurement, References references) {
    Optional<String> invalidity = Oracle.invalidity(measurement);
    if (invalidity.isPresent()) {
      return new Verdict.Invalid(invalidity.get());
    }
    List<Evidence> symptoms = symptoms(workload, measurement, references);
    return symptoms.isEmpty() ? new Verdict.Clean() : new Verdict.Anomalous(symptoms);
  }

  /** The verdict's word on a search probe by itself; null where a reference has to be asked. */
  public @Nullable String word(Workload workload, Measurement measurement) {
    if (Oracle.invalidity(measurement).isPresent()) {
      return "invalid";
    }
    if (!oracle.alone(measurement).isEmpty()) {
      return "anomalous";
    }
    return oracle.suspects(workload, measurement).isEmpty() ? "clean" : null;
  }

  private List<Evidence> symptoms(
      Workload workload, Measurement measurement, References references) {
    List<Evidence> symptoms = new ArrayList<>(oracle.alone(measurement));
    Map<Workload, List<Symptom>> suspected = new LinkedHashMap<>();
    for (Symptom suspect : oracle.suspects(workload, measurement)) {
      if (!Oracle.needsReference(suspect, workload)) {
        symptoms.addAll(against(List.of(suspect), workload, measurement, measurement));
        continue;
      }
      suspected
          .computeIfAbsent(Oracle.reference(suspect, workload, place), _ -> new ArrayList<>())
          .add(suspect);
    }
    suspected.forEach((reference, suspects) -> {
      Measurement beside =
          references.run(
              reference,
              measured ->
                  against(suspects, workload, measurement, measured).isEmpty()
                      ? "clean"
                      : "anomalous");
      symptoms.addAll(against(suspects, workload, measurement, beside));
    });
    boolean serialised =
        symptoms.stream().anyMatch(evidence -> evidence.symptom() == Symptom.SERIALISED);
    return symptoms.stream()
        .filter(evidence -> !serialised || evidence.symptom() != Symptom.TAIL)
        .sorted(Comparator.comparing(Evidence::symptom))
        .toList();
  }

  private List<Evidence> against(
      List<Symptom> suspects, Workload workload, Measurement measurement, Measurement reference) {
    return suspects.stream()
        .map(suspect -> oracle.against(suspect, workload, measurement, reference))
        .flatMap(Optional::stream)
        .toList();
  }
}
