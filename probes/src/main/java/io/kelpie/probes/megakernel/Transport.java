package io.kelpie.probes.megakernel;

/**
 * What carries tiles from the sender's buffer to the receiver's. Queues are numbered from zero;
 * each keeps its own order, and promises nothing beside another.
 */
interface Transport extends AutoCloseable {
  /** An age that a transport cannot tell. */
  long UNKNOWN = -1;

  /** What a transport says back, from within {@link #turn}. */
  interface Events {
    /**
     * A tile's bytes are acknowledged.
     *
     * @param age nanoseconds for which that could have been known, or {@link #UNKNOWN}
     */
    void completed(int tile, int queue, long now, long age);

    /** A signal is acknowledged. */
    void signalled(int tile, int queue, long now, long age);
  }

  /** A pass begins, of which signals speak from now on; nothing of the pass before is under way. */
  void start(int sequence);

  /**
   * Posts a tile.
   *
   * @param source offset in the sender's buffer, in bytes
   * @param target offset in the receiver's buffer, in bytes
   * @param isImmediate whether the signal rides on it
   */
  void put(int queue, int tile, long source, long target, int bytes, boolean isImmediate);

  /**
   * Posts a tile's signal.
   *
   * @param isFenced whether it is to wait for what was posted on its queue before it
   */
  void signal(int queue, int tile, boolean isFenced);

  /**
   * Tells the sender that a tile's place in the receiver's buffer is free again, against the way of
   * its queue. Where no buffer can be a ring, nobody asks for it.
   */
  default void credit(int queue, int tile) {
    throw new IllegalStateException("tile " + tile + " has its place for itself");
  }

  /** Moves what can be moved. Whether anything did. */
  boolean turn(long now, Events events);

  @Override
  void close();
}
