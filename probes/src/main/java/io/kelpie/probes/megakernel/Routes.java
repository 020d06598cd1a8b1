package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import java.util.List;

/**
 * Where each tile of a pass goes: its peer, its queue, its signal's queue, its group and its ring.
 */
final class Routes {
  private final Rules rules;
  private final int[] peers;
  private final int[] queues;
  private final int[] signalQueues;
  private final int[] groupOf;
  private final List<List<Integer>> groups;
  private final int rings;
  private final boolean isStored;

  /**
   * @param peers the peer of each tile
   * @param outward tiles whose arrival the others may wait for: no group holds some of both
   * @param rings how many there are
   * @param isStored whether the kernel's blocks store tiles and signals themselves
   */
  Routes(Rules rules, int[] peers, int outward, int rings, boolean isStored) {
    this.isStored = isStored;
    this.rules = rules;
    this.peers = peers;
    this.rings = rings;
    queues = new int[peers.length];
    signalQueues = new int[peers.length];
    groupOf = new int[peers.length];
    int[] share = new int[rules.peers()];
    for (int peer : peers) {
      share[peer]++;
    }
    int[] ordinal = new int[rules.peers()];
    for (int tile = 0; tile < peers.length; tile++) {
      int peer = peers[tile];
      queues[tile] = rules.queue(peer, ordinal[peer], share[peer]);
      signalQueues[tile] = rules.signalQueue(peer, ordinal[peer], queues[tile]);
      ordinal[peer]++;
    }
    groups = rules.isDecoupled() ? rules.groups(peers, queues, outward) : List.of();
    for (int group = 0; group < groups.size(); group++) {
      for (int tile : groups.get(group)) {
        groupOf[tile] = group;
      }
    }
  }

  /** The tile's entry, travelling by these routes. */
  Tables.Tile tile(int tile, long source, long target, int bytes, int counter) {
    int flags = isStored ? Protocol.STORED : Protocol.WIRE;
    if (isStored && rules.ordering() == Ordering.NONE) {
      flags |= Protocol.UNFENCED;
    }
    if (rules.isDecoupled()) {
      flags |= Protocol.DECOUPLED;
    } else if (rules.signal() == Signal.NOTHING) {
      flags |= Protocol.UNSIGNALLED;
    }
    return new Tables.Tile(
        source,
        target,
        bytes,
        peers[tile],
        ring(tile),
        queues[tile],
        groupOf[tile],
        flags,
        counter);
  }

  /** Members of a group share a ring: the group's fence must come behind their puts. */
  private int ring(int tile) {
    return (rules.isDecoupled() ? groupOf[tile] : tile) % rings;
  }

  List<List<Integer>> groups() {
    return groups;
  }

  Rules rules() {
    return rules;
  }

  int peer(int tile) {
    return peers[tile];
  }

  int queue(int tile) {
    return queues[tile];
  }

  int signalQueue(int tile) {
    return signalQueues[tile];
  }

  int tiles() {
    return peers.length;
  }
}
