package io.kelpie.probes.traffic;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.Workload;
import java.util.Arrays;

/**
 * Where each tile of a direction goes: its size, its peer, its queue, its place in memory, and the
 * queue of its signal. Queues are numbered peer by peer; behind all data queues stands one control
 * queue a peer.
 */
public final class TileLayout {
  private final int tiles;
  private final int peers;
  private final int queuesPerPeer;
  private final int[] sizes;
  private final Catalogue.TileMapping mapping;
  private final Catalogue.SignalQp signalQp;
  private final int regions;
  private final long stride;
  private final long slot;

  /**
   * @param tiles the first so many of the workload's tiles
   */
  TileLayout(Workload workload, int tiles) {
    this.tiles = tiles;
    this.peers = workload.integer(Catalogue.PEERS);
    this.queuesPerPeer = workload.integer(Catalogue.QPS_PER_PEER);
    this.sizes = workload.get(Catalogue.TILE_BYTES).stream().mapToInt(Math::toIntExact).toArray();
    this.mapping = workload.get(Catalogue.TILE_MAPPING);
    this.signalQp = workload.get(Catalogue.SIGNAL_QP);
    this.regions = workload.integer(Catalogue.REGIONS);
    this.stride = workload.get(Catalogue.REGION_STRIDE);
    this.slot = Law.slot(workload);
  }

  public int tiles() {
    return tiles;
  }

  public int peers() {
    return peers;
  }

  /** Data and control queues of all peers. */
  public int queues() {
    return peers * (queuesPerPeer + 1);
  }

  public int bytes(int tile) {
    return sizes[tile % sizes.length];
  }

  /** Every tile's size, in bytes. */
  long[] allBytes() {
    long[] all = new long[tiles];
    Arrays.setAll(all, this::bytes);
    return all;
  }

  public int peer(int tile) {
    return tile % peers;
  }

  public int peerOfQueue(int queue) {
    return isControl(queue) ? queue - peers * queuesPerPeer : queue / queuesPerPeer;
  }

  public boolean isControl(int queue) {
    return queue >= peers * queuesPerPeer;
  }

  public int queue(int tile) {
    int ordinal = tile / peers;
    int within =
        switch (mapping) {
          case ONE_QP -> 0;
          case ROUND_ROBIN -> ordinal % queuesPerPeer;
          case BY_EXPERT ->
              Math.toIntExact((long) ordinal * queuesPerPeer / Math.ceilDiv(tiles, peers));
        };
    return peer(tile) * queuesPerPeer + within;
  }

  /** Round robin starts one queue on, so that a tile and its signal part wherever they can. */
  public int signalQueue(int tile) {
    return switch (signalQp) {
      case TILE -> queue(tile);
      case CONTROL -> peers * queuesPerPeer + peer(tile);
      case ROUND_ROBIN -> peer(tile) * queuesPerPeer + (tile / peers + 1) % queuesPerPeer;
    };
  }

  /** The queues that lead to a peer. */
  int[] queuesOf(int peer) {
    int[] queues = new int[queuesPerPeer + 1];
    for (int i = 0; i < queuesPerPeer; i++) {
      queues[i] = peer * queuesPerPeer + i;
    }
    queues[queuesPerPeer] = peers * queuesPerPeer + peer;
    return queues;
  }

  /** Regions deal the tiles out in turn. */
  public int region(int tile) {
    return tile % regions;
  }

  /** A tile's place, in bytes from the start of the first region. */
  public long offset(int tile) {
    return region(tile) * stride + within(tile);
  }

  /** A tile's place, in bytes from the start of its region. */
  public long within(int tile) {
    return tile / regions * slot;
  }
}
