package io.kelpie.probes.model;

import io.kelpie.workload.UsageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A defect of a device: where the trigger holds, a stage takes longer. Without an effect it is a
 * decoy: its counters move towards a place where nothing happens.
 *
 * @param id unique in its profile
 * @param title in one phrase
 * @param source where it is known from
 * @param trigger the workloads that meet it
 * @param effect what it does there; null for a decoy
 * @param precursors counters that move on the way there
 */
public record Quirk(
    String id,
    String title,
    String source,
    Trigger trigger,
    @Nullable Effect effect,
    List<Precursor> precursors) {

  public Quirk {
    precursors = List.copyOf(precursors);
    if (id.isBlank() || title.isBlank() || source.isBlank()) {
      throw new UsageException("a quirk needs an id, a title and a source");
    }
    if (effect == null && precursors.isEmpty()) {
      throw new UsageException("quirk " + id + " does nothing: give it an effect or a precursor");
    }
  }

  /**
   * What it does where the trigger holds in full; at a soft onset less of it, in proportion.
   *
   * @param stage which takes longer
   * @param slowdown how many times longer a byte takes than on the wire, 1 to 100; 1 leaves it
   * @param messageNanos more for each message, in nanoseconds, 0 to 1,000,000
   * @param symptom what it shows; {@code kelpie bench planted} holds it to that
   */
  public record Effect(
      QuirkStage stage, double slowdown, int messageNanos, Profile.Symptom symptom) {
    public Effect {
      if (!(slowdown >= 1 && slowdown <= 100)) {
        throw new UsageException("slowdown is " + slowdown + "; choose 1 to 100");
      }
      if (messageNanos < 0 || messageNanos > 1_000_000) {
        throw new UsageException("messageNanos is " + messageNanos + "; choose 0 to 1000000");
      }
      if (slowdown == 1 && messageNanos == 0) {
        throw new UsageException("slowdown 1 and messageNanos 0 change nothing; raise one");
      }
    }
  }

  /**
   * A counter that moves before the effect sets in.
   *
   * @param counter the counter's name
   * @param perPacket how much it counts a packet where the trigger holds, above 0, to 100
   * @param from how near to the trigger it starts to move, 0 (anywhere) to below 1
   */
  public record Precursor(String counter, double perPacket, double from) {
    public Precursor {
      if (!ModelCounter.precursors().contains(counter)) {
        throw new UsageException(
            "counter " + counter + " is unknown; choose among " + ModelCounter.precursors());
      }
      if (!(perPacket > 0 && perPacket <= 100)) {
        throw new UsageException("perPacket is " + perPacket + "; choose above 0, to 100");
      }
      if (!(from >= 0 && from < 1)) {
        throw new UsageException("from is " + from + "; choose 0 to below 1");
      }
    }
  }
}
