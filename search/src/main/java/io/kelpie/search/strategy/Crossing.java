package io.kelpie.search.strategy;

import io.kelpie.search.oracle.Twins;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Group;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Probes around an anomaly that is known and closed: its very traffic with other words in the
 * groups of dimensions that its conditions lie in. Where one word makes this traffic wait, another
 * may too, by the same mechanism or by the next one behind it; independent draws would have to meet
 * the numbers again.
 */
final class Crossing {
  /** So many that each pair of an ordering and a signal comes up once or so. */
  private static final int PROBES = 10;

  private final Workload example;
  private final Set<Group> groups = EnumSet.noneOf(Group.class);
  private final boolean ofWaiting;
  private int left = PROBES;

  /**
   * @param example a workload that shows the anomaly
   * @param region where the anomaly was found to be
   */
  Crossing(Workload example, Region region) {
    this.example = example;
    for (Condition condition : region.conditions()) {
      condition.feature().dimensions().forEach(dimension -> groups.add(dimension.group()));
    }
    this.ofWaiting =
        Twins.exists(example)
            && region.conditions().stream()
                .anyMatch(
                    condition -> condition.feature().dimensions().contains(Catalogue.ORDERING));
  }

  /** Whether the anomaly is of an ordering that something waits for. */
  boolean isOfWaiting() {
    return ofWaiting;
  }

  boolean isOver() {
    return left == 0;
  }

  /** One probe fewer is left. */
  void step() {
    left--;
  }

  /** One draw that was not probed; empty where nothing else is open around the anomaly. */
  Optional<Workload> draw(OpenSpace space, Set<Workload> probed) {
    return space.cross(example, groups).filter(drawn -> !probed.contains(drawn));
  }
}
