package io.kelpie.results;

import io.kelpie.counters.Counter;
import io.kelpie.probes.Description;
import io.kelpie.workload.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where something was measured.
 *
 * @param probe the probe's word
 * @param simulated whether a model stands for the place
 * @param kelpie Kelpie's version
 * @param lineRate bytes a second in one direction, headers included; null without a physical rate
 * @param limits what the probe could realise
 * @param counters what measurements made here may hold
 * @param environment kernel, device, firmware and whatever else the probe tells
 */
public record Place(
    String probe,
    boolean simulated,
    String kelpie,
    @Nullable Double lineRate,
    Limits limits,
    List<Counter> counters,
    SortedMap<String, String> environment) {

  public Place {
    counters = List.copyOf(counters);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  public static Place of(Description description, String kelpie) {
    return new Place(
        description.name(),
        description.simulated(),
        kelpie,
        description.lineRate(),
        description.limits(),
        description.counters(),
        description.environment());
  }

  /** What the probe said of itself. */
  public Description description() {
    return new Description(probe, simulated, limits, lineRate, counters, environment);
  }

  /** Something that is not as it was; empty where there is no such thing. */
  public record Change(String what, String recorded, String now) {}

  /** What a replay has to know of another place: its probe, Kelpie's version, its environment. */
  public List<Change> changes(Place now) {
    List<Change> changes = new ArrayList<>();
    compare(changes, "probe", probe, now.probe);
    compare(changes, "kelpie", kelpie, now.kelpie);
    TreeSet<String> names = new TreeSet<>(environment.keySet());
    names.addAll(now.environment.keySet());
    for (String name : names) {
      compare(
          changes,
          name,
          environment.getOrDefault(name, ""),
          now.environment.getOrDefault(name, ""));
    }
    return changes;
  }

  private static void compare(List<Change> changes, String what, String recorded, String now) {
    if (!recorded.equals(now)) {
      changes.add(new Change(what, recorded, now));
    }
  }
}
