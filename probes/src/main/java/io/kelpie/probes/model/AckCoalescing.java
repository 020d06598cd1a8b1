package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;

/**
 * Which packets of a reliable queue pair a responder acknowledges. An acknowledgement stands for
 * everything before it (IBTA volume 1, 9.7.5.1.2), so that it may wait; an atomic is answered at
 * once, and so is a message for which no receive is posted.
 *
 * @param packets of whole messages for which it waits, 1 to 8,388,608; default 1: each message at
 *     its end
 * @param waitNanos after a message's end at which it acknowledges all the same; default 0: at once
 * @param withinPackets of one message after each of which it acknowledges before the end, 1 to
 *     8,388,608; default 8,388,608: at its end alone; Soft-RoCE: 64 ({@code RXE_MAX_PKT_PER_ACK})
 *     [C]. Such an acknowledgement stands for everything before it, and a requester whose timer
 *     ends goes back no further than to it. A message that lacks its receive when a part of it
 *     comes is not acknowledged in part. READs are acknowledged by their data, packet by packet.
 */
public record AckCoalescing(
    @Parameter(unit = "packets", low = 1, high = 8_388_608, source = Source.STANDARD) int packets,
    @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.STANDARD) int waitNanos,
    @Parameter(unit = "packets", low = 1, high = 8_388_608, source = Source.CODE)
        int withinPackets) {
  private static final int WHOLE = 1 << 23;

  /** Each message is acknowledged once, at its end. */
  public static final AckCoalescing PASS_THROUGH = new AckCoalescing(1, 0, WHOLE);

  /** Whether the end of a message may go without an acknowledgement for a time. */
  boolean waits() {
    return packets > 1 && waitNanos > 0;
  }

  /** Whether parts of a message are acknowledged. */
  boolean splits() {
    return withinPackets < WHOLE;
  }
}
