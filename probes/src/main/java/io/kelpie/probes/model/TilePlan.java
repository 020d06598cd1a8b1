package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.Arrays;
import java.util.List;

/**
 * How a sender deals its tiles: size, peer, queue pair, the signal's queue pair, and the group that
 * one fence releases. Queue pairs are numbered from zero, peer by peer, each peer's control queue
 * pair last; those that no tile and no signal can touch have no number. Several proxy threads deal
 * queue pairs among them in turn, or peers where signals go by queue pairs of their own, so that
 * tile and signal have one thread; what a fence covers and releases is of one thread.
 */
final class TilePlan {
  final int tiles;
  final int peers;
  final int queuePairs;
  final int threads;
  final int units;
  final long[] bytes;
  final boolean signalled;

  private final int perPeer;
  private final boolean dealsPeers;
  private final int[] queuePair;
  private final int[] signalQueuePair;
  private final int[] unit;
  private final int[] group;
  private final int[] members;
  private final int[] groupStart;
  private final boolean[] endsGroup;
  private final boolean[] lastOfGroup;
  private final boolean[] lastOfPass;

  TilePlan(Workload workload) {
    this(workload, sizes(workload));
  }

  /**
   * @param bytes of each tile
   */
  TilePlan(Workload workload, long[] bytes) {
    tiles = workload.integer(TILES);
    peers = workload.integer(PEERS);
    this.bytes = bytes;
    perPeer = Math.min(workload.integer(QPS_PER_PEER), 2 * Math.ceilDiv(tiles, peers));
    queuePairs = peers * (perPeer + 1);
    threads =
        workload.get(ROUTE) == Route.PROXY ? Math.min(workload.integer(PROXIES), queuePairs) : 1;
    units = Math.max(queuePairs, peers * threads);
    dealsPeers = workload.get(SIGNAL_QP) != SignalQp.TILE;
    signalled =
        switch (workload.get(SIGNAL)) {
          case INLINE_WRITE, FETCH_ADD, COMPARE_SWAP, SEND -> true;
          case NOTHING, IMMEDIATE, COMPLETION -> false;
        };
    queuePair = new int[tiles];
    signalQueuePair = new int[tiles];
    dealQueuePairs(workload);
    boolean fenced =
        workload.get(ORDERING) == Ordering.DRAIN || workload.get(ORDERING) == Ordering.NIC_FENCE;
    unit = new int[tiles];
    group = new int[tiles];
    endsGroup = new boolean[tiles];
    lastOfGroup = new boolean[tiles];
    lastOfPass = new boolean[tiles];
    int groups = dealGroups(fenced ? scope(workload) : null, workload.integer(SIGNALS_PER_FENCE));
    groupStart = new int[groups + 1];
    members = new int[tiles];
    listMembers();
    markLast();
  }

  private static long[] sizes(Workload workload) {
    List<Long> sizes = workload.get(TILE_BYTES);
    long[] bytes = new long[workload.integer(TILES)];
    Arrays.setAll(bytes, tile -> sizes.get(tile % sizes.size()));
    return bytes;
  }

  int queuePair(int tile) {
    return queuePair[tile];
  }

  int signalQueuePair(int tile) {
    return signalQueuePair[tile];
  }

  int peer(int tile) {
    return tile % peers;
  }

  int peerOfQueuePair(int queuePair) {
    return queuePair / (perPeer + 1);
  }

  /** The proxy thread that posts to a queue pair and polls its completions. */
  int thread(int queuePair) {
    int peer = peerOfQueuePair(queuePair);
    return (dealsPeers ? peer : peer + queuePair % (perPeer + 1)) % threads;
  }

  /** A thread's tiles, in the order in which they are asked for. */
  int[] tilesOf(int thread) {
    int[] own = new int[tiles];
    int count = 0;
    for (int tile = 0; tile < tiles; tile++) {
      if (threads == 1 || thread(queuePair[tile]) == thread) {
        own[count++] = tile;
      }
    }
    return Arrays.copyOf(own, count);
  }

  /** Tiles of the thread that has most. */
  int mostTilesOfThread() {
    if (threads == 1) {
      return tiles;
    }
    int[] count = new int[threads];
    int most = 0;
    for (int queue : queuePair) {
      most = Math.max(most, ++count[thread(queue)]);
    }
    return most;
  }

  /**
   * What a fence behind this tile covers: the number of its queue pair, or among its thread's own
   * that of its peer or of all.
   */
  int unit(int tile) {
    return unit[tile];
  }

  int group(int tile) {
    return group[tile];
  }

  /** Whether its group is complete with this tile. */
  boolean endsGroup(int tile) {
    return endsGroup[tile];
  }

  /** Whether it is its group's last tile on its queue pair. */
  boolean lastOfGroup(int tile) {
    return lastOfGroup[tile];
  }

  /** Whether it is the pass's last tile on its queue pair. */
  boolean lastOfPass(int tile) {
    return lastOfPass[tile];
  }

  int groupStart(int group) {
    return groupStart[group];
  }

  /** One past the last of a group's places in {@link #member}. */
  int groupEnd(int group) {
    return groupStart[group + 1];
  }

  int member(int place) {
    return members[place];
  }

  /** Queue pairs that the workload sets up, those included that nothing touches. */
  static long queuePairsOf(Workload workload) {
    int control = workload.get(SIGNAL_QP) == SignalQp.CONTROL ? 1 : 0;
    return workload.get(PEERS) * (workload.get(QPS_PER_PEER) + control);
  }

  /** Bytes of one pass on the wire, towards the receiver's data. */
  long wireBytes(Workload workload, int headerBytes) {
    long mtu = workload.get(PATH_MTU);
    long wire = 0;
    for (long size : bytes) {
      wire += size + Math.ceilDiv(size, mtu) * headerBytes;
    }
    boolean sameDirection = signalled && workload.get(OPCODE) != Opcode.READ;
    return sameDirection ? wire + (long) tiles * (headerBytes + SendQueues.SIGNAL_BYTES) : wire;
  }

  private void dealQueuePairs(Workload workload) {
    int[] turn = new int[peers];
    int[] signalTurn =
        workload.get(TILE_MAPPING) == TileMapping.ROUND_ROBIN ? turn : new int[peers];
    for (int tile = 0; tile < tiles; tile++) {
      int peer = peer(tile);
      int first = peer * (perPeer + 1);
      int ofPeer = tile / peers;
      int share = Math.ceilDiv(tiles, peers);
      queuePair[tile] =
          first
              + switch (workload.get(TILE_MAPPING)) {
                case ONE_QP -> 0;
                case ROUND_ROBIN -> turn[peer]++ % perPeer;
                case BY_EXPERT -> (int) ((long) ofPeer * perPeer / share);
              };
      signalQueuePair[tile] =
          switch (workload.get(SIGNAL_QP)) {
            case TILE -> queuePair[tile];
            case CONTROL -> first + perPeer;
            case ROUND_ROBIN -> first + signalTurn[peer]++ % perPeer;
          };
    }
  }

  private static FenceScope scope(Workload workload) {
    return workload.get(ORDERING) == Ordering.NIC_FENCE ? FenceScope.QP : workload.get(FENCE_SCOPE);
  }

  private int dealGroups(@org.jspecify.annotations.Nullable FenceScope scope, int size) {
    int[] filled = new int[units];
    int[] current = new int[units];
    int groups = 0;
    for (int tile = 0; tile < tiles; tile++) {
      if (scope == null) {
        group[tile] = groups++;
        endsGroup[tile] = true;
        continue;
      }
      unit[tile] =
          switch (scope) {
            case QP -> queuePair[tile];
            case PEER -> peer(tile) + peers * thread(queuePair[tile]);
            case ENDPOINT -> thread(queuePair[tile]);
          };
      int place = filled[unit[tile]]++ % size;
      if (place == 0) {
        current[unit[tile]] = groups++;
      }
      group[tile] = current[unit[tile]];
      endsGroup[tile] = place == size - 1;
    }
    boolean[] ended = new boolean[groups];
    for (int tile = tiles - 1; tile >= 0; tile--) {
      if (!ended[group[tile]]) {
        ended[group[tile]] = true;
        endsGroup[tile] = true;
      }
    }
    return groups;
  }

  private void listMembers() {
    for (int tile = 0; tile < tiles; tile++) {
      groupStart[group[tile] + 1]++;
    }
    for (int i = 1; i < groupStart.length; i++) {
      groupStart[i] += groupStart[i - 1];
    }
    int[] place = groupStart.clone();
    for (int tile = 0; tile < tiles; tile++) {
      members[place[group[tile]]++] = tile;
    }
  }

  /** Queue pairs that some tile or signal uses. */
  int usedQueuePairs() {
    boolean[] used = new boolean[queuePairs];
    int count = 0;
    for (int tile = 0; tile < tiles; tile++) {
      count += used[queuePair[tile]] ? 0 : 1;
      used[queuePair[tile]] = true;
      if (signalled) {
        count += used[signalQueuePair[tile]] ? 0 : 1;
        used[signalQueuePair[tile]] = true;
      }
    }
    return count;
  }

  private void markLast() {
    int[] later = new int[queuePairs];
    Arrays.fill(later, -1);
    for (int tile = tiles - 1; tile >= 0; tile--) {
      int queue = queuePair[tile];
      lastOfPass[tile] = later[queue] < 0;
      lastOfGroup[tile] = later[queue] != group[tile];
      later[queue] = group[tile];
    }
  }
}
