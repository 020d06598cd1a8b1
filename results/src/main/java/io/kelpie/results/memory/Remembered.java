package io.kelpie.results.memory;

import io.kelpie.results.Recognised;
import io.kelpie.workload.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One anomaly over many hunts, as {@code known --json} prints it; others rely on its keys.
 *
 * @param id of its first sighting
 * @param name that somebody gave it; null without one
 * @param symptom as the oracle's table names it
 * @param firstSeen when the first hunt that met it began, in ISO 8601
 * @param lastSeen likewise the last
 * @param hunts how many met it
 * @param places where, each firmware and kernel by itself, in the order of first sight
 * @param muted null where it is to be told
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Remembered(
    String id,
    @Nullable String name,
    String title,
    String symptom,
    @Nullable String blockedStage,
    boolean simulated,
    List<Condition> conditions,
    String firstSeen,
    String lastSeen,
    int hunts,
    List<At> places,
    Recognised.@Nullable Muted muted) {

  /**
   * A place where it was met.
   *
   * @param place probe, device, firmware and kernel, as far as they are known
   * @param least smallest effect met there
   * @param most largest
   * @param folders the hunts, in order
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record At(
      String place,
      String firstSeen,
      String lastSeen,
      int hunts,
      double least,
      double most,
      List<String> folders) {}
}
