package io.kelpie.results;

import io.kelpie.search.HuntBudget;
import io.kelpie.search.Steering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a hunt was asked, defaults filled in.
 *
 * @param probe the probe's word
 * @param device null where the probe chose
 * @param profile of the model; null where it has none
 * @param preset a published system's name; null without one
 * @param workload where the hunt starts; null for anywhere
 * @param strategy the strategy's word
 * @param budget as it was written, see {@link HuntBudget#parse}
 * @param pins facets that are held
 * @param excludes values that are not searched
 * @param steering what is varied, pursued and driven
 */
public record Asked(
    String probe,
    @Nullable String device,
    @Nullable String profile,
    @Nullable String preset,
    @Nullable Workload workload,
    String strategy,
    long seed,
    String budget,
    List<Condition> pins,
    List<Condition> excludes,
    Steering steering) {

  public Asked {
    HuntBudget.parse(budget);
    pins = List.copyOf(pins);
    excludes = List.copyOf(excludes);
  }

  /** The same for equal questions, on every machine: eight hexadecimal digits. */
  public String fingerprint() {
    return Checksum.of(StrictJson.line(this));
  }

  /** What of a place is searched. */
  Space space(Limits limits) {
    Space narrowed = Space.within(limits).narrowed(pins, excludes);
    return steering.focused(narrowed, workload == null ? narrowed.initial() : workload);
  }

  /**
   * The first of some options by which another question differs from this one, as a sentence; null
   * when it agrees in all of them.
   *
   * @param options names without dashes: {@code seed}, {@code pin}, …
   */
  @Nullable String disagreement(Asked given, Collection<String> options) {
    Map<String, String> mine = texts();
    Map<String, String> theirs = given.texts();
    for (String option : options) {
      String was = mine.get(option);
      String is = theirs.get(option);
      if (was != null && !was.equals(is)) {
        return "it was asked with --"
            + option
            + " "
            + was
            + ", not "
            + is
            + "; leave --"
            + option
            + " out to go on with it, or choose another folder";
      }
    }
    return null;
  }

  /** The same, held against every option. */
  @Nullable String disagreement(Asked given) {
    return disagreement(given, texts().keySet());
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("probe", probe);
    texts.put("device", orNone(device));
    texts.put("profile", orNone(profile));
    texts.put("preset", orNone(preset));
    texts.put("workload", orNone(workload));
    texts.put("strategy", strategy);
    texts.put("seed", Long.toString(seed));
    texts.put("budget", HuntBudget.parse(budget).toString());
    texts.put("pin", inOrder(pins));
    texts.put("exclude", inOrder(excludes));
    texts.put("focus", inOrder(steering.focus()));
    texts.put("symptom", inOrder(steering.symptoms()));
    texts.put("counter", inOrder(steering.counters()));
    return texts;
  }

  private static String orNone(@Nullable Object value) {
    return value == null ? "(none)" : value.toString();
  }

  private static String inOrder(List<?> given) {
    return given.isEmpty()
        ? "(none)"
        : given.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
  }
}
