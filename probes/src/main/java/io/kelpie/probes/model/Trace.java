package io.kelpie.probes.model;

/**
 * What the resources of a model say of themselves while it runs: who had them, and who waited for
 * them. It is there for whoever holds the stage clock against it; without one, nobody is told.
 *
 * <p>Times are nanoseconds of the pass; a flow is a sender's number, a request one of its work
 * requests as {@link SendQueues} numbers them, a port twice its host's number, and one more for the
 * way inside the NIC.
 */
interface Trace {
  /** What a proxy thread does. */
  enum Work {
    BUILD,
    POST,
    POLL,
    VISIT
  }

  /**
   * Thread blocks ask for a tile.
   *
   * @param possible when it was ready and had its places
   * @param free when the request before was written
   * @param at when its request was written
   */
  void asked(int flow, int tile, long possible, long free, long at);

  /** A request can be seen from a moment on. */
  void visible(int flow, int tile, long at);

  /** A thread takes a request. */
  void taken(int flow, int thread, int tile, long at);

  /**
   * A thread's processor works for it.
   *
   * @param what the work request that is built, posted first, or polled; nothing of a visit
   */
  void worked(int flow, int thread, Work work, int what, long from, long until);

  /**
   * A thread had nothing that it could do.
   *
   * @param blocked whether it had work in hand
   */
  void rested(int flow, int thread, boolean blocked, long from, long until);

  /** A doorbell told of a work request, which the NIC has from {@code ready} on. */
  void posted(int flow, int queue, int request, long at, long ready);

  /** A send queue, or its peer's answers to it, waits for a turn at a port. */
  void offered(int flow, int queue, boolean answer, long at);

  /**
   * A port sends a burst.
   *
   * @param to the host that it goes to
   * @param offset of its first byte in its message
   * @param until when the port is free for the next
   * @param come when its data is on the way into the receiver's memory
   */
  void sent(
      int port,
      int flow,
      int queue,
      int request,
      boolean answer,
      int to,
      long offset,
      long bytes,
      long from,
      long until,
      long come);

  /** A port sends an acknowledgement, which takes so long of the bursts' time. */
  void acknowledged(int port, long now, long nanos);

  /**
   * Switches mark packets of a burst that leaves now.
   *
   * @param come when the first of them comes
   * @param told when the side that sends the flow is notified; 0 where it is not told of these
   */
  void marked(int flow, int queue, boolean answer, int packets, long come, long told);

  /** A congestion notification came to the side that sends a flow. */
  void notified(int flow, int queue, boolean answer, long at);

  /** The network loses a packet of the burst that was sent last, with these bytes on from there. */
  void lost(int flow, int request, boolean answer, long offset);

  /** The network loses the acknowledgement or the atomic's answer that was told of last. */
  void lostAnswer(int flow, int request);

  /**
   * A responder refuses a packet behind one that is missing.
   *
   * @param told when the requester knows, unless its NAK is lost
   */
  void outOfSequence(int flow, int queue, long told, boolean lost);

  /** A requester goes back for a NAK, or for answers from which it sees that one is missing. */
  void sequenceError(int flow, int queue, boolean implied, long at);

  /** A queue pair's acknowledgement timer ends. */
  void timedOut(int flow, int queue, long at);

  /** A responder executes a request between two moments; one, unless it is an atomic. */
  void executed(int flow, int request, long from, long until);

  /** A responder has a READ whose data it sends back. */
  void reached(int flow, int request, long at);

  /**
   * A responder lacks a receive for a message that came.
   *
   * @param told when it says so
   */
  void unready(int flow, int request, long at, long told);

  /** The requester learns that a receive is lacking, and may try again from a moment on. */
  void refused(int flow, int request, long until);

  /** The requester has the acknowledgement of a request, or its answer, from a moment on. */
  void answered(int flow, int request, long at);

  /**
   * The requester's NIC knows that a work request is done, and counts it as outstanding no more.
   */
  void settled(int flow, int request, long at);

  /**
   * A responder acknowledges the first packets of a message before its end.
   *
   * @param at when the requester has that, unless it is lost
   */
  void answeredPart(int flow, int request, int packets, long at, boolean lost);

  /** As many more packets of a message are acknowledged before its end. */
  void partlyAcknowledged(int flow, int request, int packets, long at);

  /**
   * A send queue goes back to a byte of a work request, of which it sends the first from then on.
   */
  void wentBack(int flow, int request, long offset, long at, long until);

  /** The NIC has a completion. */
  void completed(int flow, int request, long at);

  /** The NIC wrote a completion into a thread's queue. */
  void written(int flow, int thread, int request, long at);

  /** Data of a tile lies in its receiver's memory. */
  void placed(int flow, int tile, long at);

  /** The receiver's software has handled a message, and posts its receive again. */
  void received(int flow, int request, long at);

  /** The receiver's software sees a tile's signal. */
  void seen(int flow, int tile, long at);

  /** The receiver has checked a tile, which took so long. */
  void verified(int flow, int tile, long nanos, long at);

  /**
   * What the receiver does with a tile is done.
   *
   * @param host of the receiver
   */
  void handedOver(int flow, int host, int tile, long at);
}
