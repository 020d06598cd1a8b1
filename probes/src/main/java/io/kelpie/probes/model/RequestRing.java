package io.kelpie.probes.model;

import static io.kelpie.probes.Stamp.REQUESTED;

/**
 * The ring through which thread blocks ask one proxy thread for tiles, in order. A request needs a
 * place in the ring, and its tile one at the receiver; the proxy sees it once it is published and
 * its store has come.
 */
final class RequestRing {
  private static final long NEVER = Long.MAX_VALUE;

  private final SenderGroup group;
  private final int[] tiles;
  private final FabricParameters.Ring costs;
  private final RingPublication publication;
  private final long[] takenAt;
  private int asked;
  private int published;
  private int taken;
  private long started;
  private long lastRequested;
  private long publishedBy;
  private long visible;

  /**
   * @param tiles that are asked for through it, in order
   */
  RequestRing(SenderGroup group, int[] tiles) {
    this.group = group;
    this.tiles = tiles;
    costs = group.parameters().ring();
    publication = group.parameters().publication();
    takenAt = new long[tiles.length];
  }

  /** A pass starts: the first tile becomes ready at {@code start}. */
  void start(long start) {
    asked = 0;
    published = 0;
    taken = 0;
    started = start;
    lastRequested = start;
    ask();
  }

  /** Whether every request was taken. */
  boolean isDone() {
    return taken == tiles.length;
  }

  /** When the next request can be seen; {@link Long#MAX_VALUE} where nobody knows yet. */
  long visibleAt() {
    return visible;
  }

  /** Takes the next request, which can be seen; its tile. */
  int take(long now) {
    if (taken == published) {
      publish(asked, publishedBy);
    }
    int tile = tiles[taken];
    takenAt[taken++] = now;
    if (taken == published) {
      ask();
    }
    return tile;
  }

  /**
   * The receiver has done with a tile; its place may be the one that the next tile waits for.
   *
   * @return whether it was
   */
  boolean slotFree(int tile) {
    if (taken < published || asked == tiles.length || !group.frees(tile, tiles[asked])) {
      return false;
    }
    ask();
    return true;
  }

  /** Writes requests until there are as many as are published together, or it has to wait. */
  private void ask() {
    while (asked < tiles.length) {
      long there = possible(tiles[asked]);
      if (there == NEVER) {
        break;
      }
      boolean first = asked == published;
      long free = lastRequested;
      lastRequested =
          Math.max(lastRequested, there)
              + (group.opensCall(tiles[asked]) ? group.jitter(costs.requestNanos()) : 0);
      Trace trace = group.trace();
      if (trace != null) {
        trace.asked(group.number(), tiles[asked], there, free, lastRequested);
      }
      group.stamp(REQUESTED, tiles[asked++], lastRequested);
      if (first) {
        publishedBy = lastRequested + publication.waitNanos();
      } else if (lastRequested > publishedBy) {
        publish(asked - 1, publishedBy);
        publishedBy = lastRequested + publication.waitNanos();
        return;
      }
      if (asked - published == publication.requests()) {
        publish(asked, lastRequested);
        return;
      }
    }
    visible = asked == published ? NEVER : publishedBy + costs.visibleNanos();
  }

  private void publish(int end, long at) {
    visible = at + costs.visibleNanos();
    Trace trace = group.trace();
    for (int place = published; trace != null && place < end; place++) {
      trace.visible(group.number(), tiles[place], visible);
    }
    published = end;
  }

  /** When a tile may be asked for at the earliest, or {@link #NEVER} where nobody knows yet. */
  private long possible(int tile) {
    long received = group.placeFor(tile);
    if (received == ReceiveRing.UNKNOWN) {
      return NEVER;
    }
    return Math.max(Math.max(place(), received), started + group.askedAfter(tile));
  }

  /** When the GPU learns of a place for the next request. */
  private long place() {
    if (asked < costs.slots()) {
      return 0;
    }
    int told = publication.returns();
    int last = ((asked - costs.slots()) / told + 1) * told - 1;
    return last < taken ? takenAt[last] : NEVER;
  }
}
