package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a proxy keeps signals behind tiles, and which queues it uses: those of a peer side by side,
 * and behind all of them one control queue a peer.
 *
 * @param signalsPerFence tiles whose signals go together; one means coupled
 * @param isLed whether a group's leader waits for it, instead of its last arrival flushing it
 */
record Rules(
    Ordering ordering,
    FenceScope scope,
    Signal signal,
    SignalQp signalQp,
    TileMapping mapping,
    int peers,
    int queuesPerPeer,
    int signalsPerFence,
    boolean isLed) {

  static Rules of(Workload workload) {
    return new Rules(
        workload.get(Catalogue.ORDERING),
        workload.get(Catalogue.FENCE_SCOPE),
        workload.get(Catalogue.SIGNAL),
        workload.get(Catalogue.SIGNAL_QP),
        workload.get(Catalogue.TILE_MAPPING),
        workload.integer(Catalogue.PEERS),
        workload.integer(Catalogue.QPS_PER_PEER),
        workload.integer(Catalogue.SIGNALS_PER_FENCE),
        workload.get(Catalogue.FLUSHER) == Catalogue.Flusher.LEADER);
  }

  /** Whether signals go by groups, apart from their tiles. */
  boolean isDecoupled() {
    return signalsPerFence > 1
        && (ordering == Ordering.DRAIN || ordering == Ordering.NIC_FENCE)
        && signal != Signal.NOTHING
        && signal != Signal.IMMEDIATE;
  }

  int queues() {
    return peers * (queuesPerPeer + 1);
  }

  /**
   * @param ordinal the tile's number among those of its peer
   * @param share how many those are
   */
  int queue(int peer, int ordinal, int share) {
    int within =
        switch (mapping) {
          case ONE_QP -> 0;
          case ROUND_ROBIN -> ordinal % queuesPerPeer;
          case BY_EXPERT -> Math.toIntExact((long) ordinal * queuesPerPeer / share);
        };
    return peer * queuesPerPeer + within;
  }

  int signalQueue(int peer, int ordinal, int tileQueue) {
    return switch (signalQp) {
      case TILE -> tileQueue;
      case CONTROL -> peers * queuesPerPeer + peer;
      case ROUND_ROBIN -> peer * queuesPerPeer + (ordinal + 1) % queuesPerPeer;
    };
  }

  /** What a fence behind a tile on this queue covers: a number of the queue, the peer, or 0. */
  int unit(int peer, int queue) {
    FenceScope covered = ordering == Ordering.NIC_FENCE ? FenceScope.QP : scope;
    return switch (covered) {
      case QP -> queue;
      case PEER -> peer;
      case ENDPOINT -> 0;
    };
  }

  /**
   * Tiles in groups of {@link #signalsPerFence}, each within one unit.
   *
   * @param outward the first so many tiles are in no group with those behind them
   */
  List<List<Integer>> groups(int[] peers, int[] queues, int outward) {
    Map<Integer, List<Integer>> open = new LinkedHashMap<>();
    List<List<Integer>> groups = new ArrayList<>();
    for (int tile = 0; tile < peers.length; tile++) {
      if (tile == outward) {
        groups.addAll(open.values());
        open.clear();
      }
      int unit = unit(peers[tile], queues[tile]);
      List<Integer> members = open.computeIfAbsent(unit, _ -> new ArrayList<>());
      members.add(tile);
      if (members.size() == signalsPerFence) {
        groups.add(members);
        open.remove(unit);
      }
    }
    groups.addAll(open.values());
    return groups;
  }
}
