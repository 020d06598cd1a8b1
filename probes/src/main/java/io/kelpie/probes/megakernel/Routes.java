package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each tile of a pass goes: its peer, its queue, its signal's queue, its group, its batch and
 * its ring.
 */
final class Routes {
  private final Rules rules;
  private final int[] peers;
  private final int[] queues;
  private final int[] signalQueues;
  private final int[] groupOf;
  private final List<List<Integer>> groups;
  private final int[] batchOf;
  private final List<List<Integer>> batches;
  private final List<List<Integer>> streams;
  private final int rings;
  private final boolean isStored;

  /**
   * @param peers the peer of each tile
   * @param outward tiles whose arrival the others may wait for: no group holds some of both
   * @param rings how many there are
   * @param isStored whether the kernel's blocks store tiles and signals themselves
   * @param batch tiles to one peer that are asked for together
   */
  Routes(Rules rules, int[] peers, int outward, int rings, boolean isStored, int batch) {
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
    streams = streams(peers, outward);
    batches = batch == 1 ? List.of() : batches(batch);
    batchOf = new int[peers.length];
    Arrays.fill(batchOf, Protocol.NONE);
    for (int number = 0; number < batches.size(); number++) {
      for (int tile : batches.get(number)) {
        batchOf[tile] = number;
      }
    }
  }

  private static List<List<Integer>> streams(int[] peers, int outward) {
    Map<Integer, List<Integer>> there = new LinkedHashMap<>();
    Map<Integer, List<Integer>> back = new LinkedHashMap<>();
    for (int tile = 0; tile < peers.length; tile++) {
      (tile < outward ? there : back)
          .computeIfAbsent(peers[tile], _ -> new ArrayList<>())
          .add(tile);
    }
    List<List<Integer>> all = new ArrayList<>(there.values());
    all.addAll(back.values());
    return all;
  }

  private List<List<Integer>> batches(int size) {
    List<List<Integer>> all = new ArrayList<>();
    for (List<Integer> stream : streams) {
      for (int from = 0; from < stream.size(); from += size) {
        all.add(stream.subList(from, Math.min(stream.size(), from + size)));
      }
    }
    return all;
  }

  /** The tile's entry, travelling by these routes to its place. */
  Tables.Tile tile(int tile, long source, Places places, int bytes, int counter) {
    int flags = isStored ? Protocol.STORED : Protocol.WIRE;
    if (places.isLent(tile)) {
      flags |= Protocol.LENT;
    }
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
        places.offset(tile),
        bytes,
        peers[tile],
        ring(tile),
        queues[tile],
        groupOf[tile],
        flags,
        counter,
        places.after(tile),
        batchOf[tile]);
  }

  /** Members of a group share a ring: the group's fence must come behind their puts. */
  private int ring(int tile) {
    return (rules.isDecoupled() ? groupOf[tile] : tile) % rings;
  }

  List<List<Integer>> groups() {
    return groups;
  }

  /** Tiles that are asked for together; none where each is asked for alone. */
  List<List<Integer>> batches() {
    return batches;
  }

  /** The tiles of each peer in order, outward and back apart. */
  List<List<Integer>> streams() {
    return streams;
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
