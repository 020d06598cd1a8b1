package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_recv_wr;

/** Slots for receives ({@code struct ibv_recv_wr[]}). */
public final class ReceiveRequests extends WorkRequests {
  /**
   * @param capacity slots
   * @param scatter longest scatter list
   */
  public ReceiveRequests(int capacity, int scatter) {
    super(ibv_recv_wr.layout(), capacity, scatter);
  }
}
