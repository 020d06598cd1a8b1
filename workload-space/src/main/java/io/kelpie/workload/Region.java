package io.kelpie.workload;

import java.util.List;

/** The workloads that meet every one of some conditions. */
public record Region(List<Condition> conditions) {
  public Region {
    conditions = List.copyOf(conditions);
  }

  public boolean contains(Workload workload) {
    return conditions.stream().allMatch(condition -> condition.holds(workload));
  }
}
