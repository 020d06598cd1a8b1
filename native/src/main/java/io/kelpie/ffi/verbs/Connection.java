package io.kelpie.ffi.verbs;

/**
 * How a queue pair is tied to the far one. What concerns acknowledgements, READs and atomics is
 * used by RC alone.
 *
 * @param route how packets reach the far port
 * @param pathMtu largest payload of a packet
 * @param remoteQueuePair number of the far queue pair, 24 bits
 * @param receivePsn first packet sequence number expected: the far side's {@code sendPsn}, 24 bits
 * @param sendPsn first packet sequence number sent, 24 bits
 * @param maxDestReadAtomic outstanding READs and atomics served for the far side, 0 to 255
 * @param maxReadAtomic outstanding READs and atomics begun, at most what the far side serves, 0 to
 *     255
 * @param minRnrTimer how long the far side waits when no receive is posted here, as coded by the
 *     InfiniBand specification (RNR NAK timer): 0 is 655.36 ms, 1 is 0.01 ms, 12 is 0.64 ms, 31 is
 *     491.52 ms
 * @param timeout wait for an acknowledgement, 4.096 µs times 2 to this power, 0 to 31; 0 waits for
 *     ever
 * @param retryCount repetitions after a timeout, 0 to 7
 * @param rnrRetry repetitions when the far side has no receive posted, 0 to 7; 7 repeats for ever
 */
public record Connection(
    Route route,
    Mtu pathMtu,
    int remoteQueuePair,
    int receivePsn,
    int sendPsn,
    int maxDestReadAtomic,
    int maxReadAtomic,
    int minRnrTimer,
    int timeout,
    int retryCount,
    int rnrRetry) {
  private static final int BITS_24 = (1 << 24) - 1;

  public Connection {
    Range.check("remoteQueuePair", remoteQueuePair, 0, BITS_24);
    Range.check("receivePsn", receivePsn, 0, BITS_24);
    Range.check("sendPsn", sendPsn, 0, BITS_24);
    Range.check("maxDestReadAtomic", maxDestReadAtomic, 0, 255);
    Range.check("maxReadAtomic", maxReadAtomic, 0, 255);
    Range.check("minRnrTimer", minRnrTimer, 0, 31);
    Range.check("timeout", timeout, 0, 31);
    Range.check("retryCount", retryCount, 0, 7);
    Range.check("rnrRetry", rnrRetry, 0, 7);
  }
}
