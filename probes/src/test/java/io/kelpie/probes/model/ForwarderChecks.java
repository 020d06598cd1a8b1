package io.kelpie.probes.model;

import static io.kelpie.probes.model.EventTrace.UNSET;
import static io.kelpie.probes.model.Waits.same;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What receiving GPUs do with the tiles that they have checked. */
final class ForwarderChecks {
  private ForwarderChecks() {}

  /**
   * A GPU does with one tile at a time, in the order in which it has them, at once or, with a hook,
   * when it has them all.
   *
   * @param nanosPerByte of what is passed on
   * @param end when a failure ended the pass, or {@link FlowPass#WHOLE}
   */
  static void check(
      EventTrace trace, Workload workload, double nanosPerByte, long end, Waits waits) {
    boolean hooked = workload.get(RECEIVE_HOOK) == Switch.ON;
    Map<Integer, List<EventTrace.Checked>> byHost = new HashMap<>();
    for (EventTrace.Checked tile : trace.checked()) {
      EventTrace.Flow flow = trace.flow(tile.flow());
      if (flow.handedOver[tile.tile()] != UNSET) {
        byHost.computeIfAbsent(flow.host[tile.tile()], _ -> new ArrayList<>()).add(tile);
      } else {
        same(hooked || flow.verified[tile.tile()] >= end, true);
      }
    }
    for (List<EventTrace.Checked> tiles : byHost.values()) {
      tiles.sort(Comparator.comparingLong(tile -> verified(trace, tile)));
      long called = hooked ? verified(trace, tiles.getLast()) : Long.MIN_VALUE;
      long free = called;
      for (EventTrace.Checked tile : tiles) {
        EventTrace.Flow flow = trace.flow(tile.flow());
        long cost = workload.get(RECEIVE_TIME) + Math.round(flow.bytes[tile.tile()] * nanosPerByte);
        long from = Math.max(verified(trace, tile), called);
        long begins = cost == 0 ? from : Math.max(from, free);
        waits.met(
            begins > from
                ? Blocker.COPIES
                : from > verified(trace, tile) ? Blocker.HOOK : Blocker.NOTHING);
        free = cost == 0 ? free : begins + cost;
        same(flow.handedOver[tile.tile()], begins + cost);
      }
    }
  }

  private static long verified(EventTrace trace, EventTrace.Checked tile) {
    return trace.flow(tile.flow()).verified[tile.tile()];
  }
}
