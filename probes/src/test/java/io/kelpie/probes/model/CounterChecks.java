package io.kelpie.probes.model;

import static io.kelpie.probes.model.Waits.same;

import io.kelpie.probes.model.EventTrace.Event;
import java.util.EnumMap;
import java.util.Map;

/** The counters of a first pass are as many as what was told of it. */
final class CounterChecks {
  private CounterChecks() {}

  static void check(Simulation simulation, EventTrace trace) {
    Map<ModelCounter, Integer> told = new EnumMap<>(ModelCounter.class);
    boolean lossless = true;
    for (EventTrace.Told each : trace.log()) {
      SenderGroup group = simulation.groups().get(each.flow());
      switch (each.event()) {
        case Event.Unready _ ->
            add(told, group.reliable() ? ModelCounter.RNR_NAKS : ModelCounter.RECEIVE_DROPS, 1);
        case Event.TimedOut _ -> add(told, ModelCounter.LOCAL_ACK_TIMEOUT_ERR, 1);
        case Event.SequenceError error ->
            add(
                told,
                error.implied() ? ModelCounter.IMPLIED_NAK_SEQ_ERR : ModelCounter.PACKET_SEQ_ERR,
                1);
        case Event.Marked marked -> {
          add(told, ModelCounter.NP_ECN_MARKED_ROCE_PACKETS, marked.packets());
          add(told, ModelCounter.NP_CNP_SENT, marked.told() == 0 ? 0 : 1);
        }
        case Event.Notified _ -> add(told, ModelCounter.RP_CNP_HANDLED, 1);
        case Event.Lost _, Event.LostAnswer _ -> lossless &= !group.reliable();
        default -> {}
      }
    }
    for (ModelCounter each :
        new ModelCounter[] {
          ModelCounter.RNR_NAKS,
          ModelCounter.RECEIVE_DROPS,
          ModelCounter.LOCAL_ACK_TIMEOUT_ERR,
          ModelCounter.IMPLIED_NAK_SEQ_ERR,
          ModelCounter.PACKET_SEQ_ERR,
          ModelCounter.NP_ECN_MARKED_ROCE_PACKETS,
          ModelCounter.NP_CNP_SENT,
          ModelCounter.RP_CNP_HANDLED
        }) {
      same(simulation.counts()[each.ordinal()], told.getOrDefault(each, 0));
    }
    if (lossless) {
      same(simulation.counts()[ModelCounter.OUT_OF_SEQUENCE.ordinal()], 0);
    }
  }

  private static void add(Map<ModelCounter, Integer> told, ModelCounter counter, int times) {
    told.merge(counter, times, Integer::sum);
  }
}
