package io.kelpie.results;

import io.kelpie.search.oracle.Persistence;
import io.kelpie.workload.Workload;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What {@code replay --json} prints; others rely on its keys.
 *
 * @param id of the finding
 * @param verdict {@code still_there}, {@code weaker}, {@code gone} or {@code cannot_tell}
 * @param effect now
 * @param interval of it, 95 %: low, high
 * @param runs pairs, or runs of an event, of which something can be said
 * @param reproduced how many of these showed the symptom
 * @param pValue see {@link Persistence#pValue()}
 * @param reason what decided, or why nothing did
 * @param intermittent whether it was recorded in some of the pairs only, and is judged by its share
 * @param recorded the effect that was recorded
 * @param differs what is not as it was
 * @param workload that ran: the recorded one under this place's conditions
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ReplayResult(
    String id,
    String title,
    String symptom,
    boolean simulated,
    Persistence.Verdict verdict,
    double effect,
    List<Double> interval,
    int runs,
    int reproduced,
    double pValue,
    String reason,
    boolean intermittent,
    double recorded,
    List<Place.Change> differs,
    Workload workload) {}
