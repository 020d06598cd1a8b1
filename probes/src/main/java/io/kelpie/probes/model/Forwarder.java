package io.kelpie.probes.model;

/**
 * The part of a receiving GPU that computes on what arrives, and passes it on to other GPUs of its
 * node: at once, or, with a receive hook, when it is called, which is once everything has come.
 */
final class Forwarder {
  private final double nanosPerByte;
  private final long tileNanos;
  private final boolean hooked;
  private final Pipe copies = new Pipe();
  private final SenderGroup[] senders;
  private final int[] tiles;
  private int expected;
  private int waiting;

  /**
   * @param nanosPerByte of what arrives, for all of its copies together
   * @param tileNanos of compute on a tile
   * @param hooked whether it waits until everything has come
   * @param capacity the most tiles of a pass that come to this GPU
   */
  Forwarder(double nanosPerByte, long tileNanos, boolean hooked, int capacity) {
    this.nanosPerByte = nanosPerByte;
    this.tileNanos = tileNanos;
    this.hooked = hooked;
    senders = new SenderGroup[hooked ? capacity : 0];
    tiles = new int[senders.length];
  }

  void clear() {
    copies.clear();
    waiting = 0;
  }

  /** A pass brings so many more tiles. */
  void expect(int count) {
    expected += count;
  }

  /** A tile was checked: at {@code at}, not before the one that was taken last. */
  void take(SenderGroup sender, int tile, long at) {
    if (!hooked) {
      sender.handedOver(tile, forward(sender, tile, at));
      return;
    }
    senders[waiting] = sender;
    tiles[waiting++] = tile;
    if (waiting == expected) {
      for (int place = 0; place < waiting; place++) {
        senders[place].handedOver(tiles[place], forward(senders[place], tiles[place], at));
      }
    }
  }

  private long forward(SenderGroup sender, int tile, long at) {
    return copies.serve(at, tileNanos + Math.round(sender.plan().bytes[tile] * nanosPerByte));
  }
}
