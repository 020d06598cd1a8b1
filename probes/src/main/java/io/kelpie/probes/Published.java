package io.kelpie.probes;

import io.kelpie.workload.Condition;
import io.kelpie.workload.Region;
import io.kelpie.workload.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody published of an anomaly of a device, and of what was done about it: for a reader
 * who wants to see it beside what a hunt found there. No search sees it.
 *
 * @param id unique where it stands: lower-case letters, digits and hyphens
 * @param title in one phrase
 * @param source where it is published
 * @param symptom what it shows
 * @param conditions the workloads that it speaks of; all of them hold
 * @param extent how large it is, as published; null where its source does not say
 * @param remedies what was published to help
 */
public record Published(
    String id,
    String title,
    String source,
    Symptom symptom,
    List<Condition> conditions,
    @Nullable String extent,
    List<Remedy> remedies) {

  /** The symptoms of which something is published. */
  public enum Symptom {
    SERIALISED,
    LOW_GOODPUT,
    PAUSE;

    /** The word in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Published {
    conditions = List.copyOf(conditions);
    remedies = List.copyOf(remedies);
    if (!id.matches("[a-z0-9-]{1,40}")) {
      throw new UsageException("id is " + id + "; use lower-case letters, digits, hyphens");
    }
    if (title.isBlank() || source.isBlank()) {
      throw new UsageException(id + " needs a title and a source");
    }
    if (conditions.isEmpty()) {
      throw new UsageException(id + " has no conditions, and would be found everywhere");
    }
    Set<String> names = new HashSet<>();
    for (Remedy remedy : remedies) {
      if (!names.add(remedy.name())) {
        throw new UsageException("two remedies of " + id + " are named " + remedy.name());
      }
    }
  }

  /** The workloads that it speaks of. */
  public Region region() {
    return new Region(conditions);
  }

  /**
   * A change of the workload that was published to help.
   *
   * @param name in the publication's words
   * @param conditions the workloads to which the change leads; all of them hold
   * @param gains what it gave, a shape each
   */
  public record Remedy(String name, List<Condition> conditions, List<Gain> gains) {
    public Remedy {
      conditions = List.copyOf(conditions);
      gains = List.copyOf(gains);
      if (name.isBlank() || conditions.isEmpty() || gains.isEmpty()) {
        throw new UsageException("a remedy needs a name, conditions and gains");
      }
    }

    /** The workloads to which the change leads. */
    public Region region() {
      return new Region(conditions);
    }
  }

  /**
   * How many times as fast a remedy made it.
   *
   * @param low the least, 1 of an "up to"
   * @param high the most
   * @param shape of what was measured, in a few words
   */
  public record Gain(double low, double high, String shape) {
    public Gain {
      if (!(low >= 1 && low <= high && high <= 1000)) {
        throw new UsageException(
            "a gain of " + low + " to " + high + " cannot be; choose 1 to 1000, the lower first");
      }
      if (shape.isBlank()) {
        throw new UsageException("a gain needs the shape that it was measured on");
      }
    }

    /** In words: {@code 1.2 to 1.6 (a layer on 8 nodes)}. */
    @Override
    public String toString() {
      String range =
          low == 1 && high > 1
              ? "up to " + figure(high)
              : low == high ? figure(low) : figure(low) + " to " + figure(high);
      return range + " (" + shape + ")";
    }

    private static String figure(double value) {
      return String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
    }
  }
}
