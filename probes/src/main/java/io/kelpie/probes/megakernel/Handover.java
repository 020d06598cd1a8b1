package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Workload;

/**
 * How tiles are handed over: one by one or in batches, each to a place of its own or to a slot that
 * others have had, received by the launch that sends them or by another.
 *
 * @param slots of the ring that each peer's tiles arrive in; 0 for a place for every tile
 * @param batch tiles to one peer that are asked for together, from 1
 * @param isHooked whether the launch that sends returns before anything is received
 */
record Handover(int slots, int batch, boolean isHooked) {
  static final Handover PLAIN = new Handover(0, 1, false);

  Handover {
    if (slots < 0 || batch < 1 || (slots > 0 && isHooked)) {
      throw new IllegalArgumentException(
          "no handover in batches of " + batch + " over " + slots + " slots");
    }
  }

  /** The one that a workload asks for. */
  static Handover of(Workload workload) {
    boolean isRing = workload.get(Catalogue.RECEIVE_BUFFER) == ReceiveBuffer.RING;
    return new Handover(
        isRing ? workload.integer(Catalogue.RECEIVE_SLOTS) : 0,
        workload.integer(Catalogue.GRANULARITY),
        workload.get(Catalogue.RECEIVE_HOOK) == Switch.ON);
  }
}
