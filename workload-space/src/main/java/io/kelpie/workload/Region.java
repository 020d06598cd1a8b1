package io.kelpie.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workloads that meet every one of some conditions. */
public record Region(List<Condition> conditions) {
  public Region {
    conditions = List.copyOf(conditions);
  }

  public boolean contains(Workload workload) {
    return conditions.stream().allMatch(condition -> condition.holds(workload));
  }

  /** Where both are; empty where a condition of one excludes a condition of the other. */
  public Optional<Region> and(Region other) {
    Map<String, Values> both = new LinkedHashMap<>();
    List<Condition> all = new ArrayList<>(conditions);
    all.addAll(other.conditions);
    for (Condition condition : all) {
      Values before = both.get(condition.dimension());
      Optional<Values> common =
          before == null ? Optional.of(condition.values()) : before.intersect(condition.values());
      if (common.isEmpty()) {
        return Optional.empty();
      }
      both.put(condition.dimension(), common.get());
    }
    return Optional.of(
        new Region(
            both.entrySet().stream()
                .map(each -> new Condition(each.getKey(), each.getValue()))
                .toList()));
  }

  /**
   * What it says, in nats: the negative logarithm of the share of usual draws that fall into it,
   * were all facets drawn by themselves.
   */
  public double information() {
    return conditions.stream()
        .mapToDouble(condition -> -Math.log(condition.facet().share(condition.values())))
        .sum();
  }
}
