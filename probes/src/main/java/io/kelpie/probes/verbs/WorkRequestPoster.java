package io.kelpie.probes.verbs;

import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.SendRequests;
import io.kelpie.probes.traffic.Arrival;
import io.kelpie.probes.traffic.Poster;
import io.kelpie.probes.traffic.Program;
import io.kelpie.probes.traffic.TileLayout;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;

/** Posts work requests on queue pairs. */
final class WorkRequestPoster implements Poster {
  private final QueuePairWiring wiring;
  private final TileLayout layout;
  private final Program program;
  private final Catalogue.Opcode opcode;
  private final Catalogue.Signal signal;
  private final int entries;
  private final int inlineMost;
  private final SendRequests requests;
  private final long nearTiles;
  private final long farTiles;
  private final long words;
  private final long flags;
  private final long answers;
  private long sequence;

  WorkRequestPoster(QueuePairWiring wiring, TileLayout layout, Program program, Workload workload) {
    this.wiring = wiring;
    this.layout = layout;
    this.program = program;
    this.opcode = workload.get(Catalogue.OPCODE);
    this.signal = workload.get(Catalogue.SIGNAL);
    this.entries = workload.integer(Catalogue.SGES);
    this.inlineMost = workload.integer(Catalogue.INLINE_THRESHOLD);
    this.requests = new SendRequests(workload.integer(Catalogue.POST_LIST), entries);
    boolean reads = opcode == Catalogue.Opcode.READ;
    this.nearTiles = (reads ? wiring.sink : wiring.source).address();
    this.farTiles = (reads ? wiring.source : wiring.sink).address();
    this.words = wiring.words.address();
    this.answers = words + (long) wiring.tilesHeld * Long.BYTES;
    this.flags = wiring.flags.address();
  }

  @Override
  public void start(long pass) {
    sequence = pass;
  }

  @Override
  public int post(int first, int count) {
    for (int slot = 0; slot < count; slot++) {
      int request = first + slot;
      requests.id(slot, program.id(request));
      int options =
          (program.completes(request) ? SendRequests.SIGNALED : 0)
              | (program.fenced(request) ? SendRequests.FENCE : 0);
      if (program.isSignal(request)) {
        signal(slot, program.tile(request), program.queue(request), options);
      } else {
        tile(slot, program.tile(request), program.queue(request), options);
      }
      if (slot + 1 < count) {
        requests.chain(slot, slot + 1);
      } else {
        requests.unchain(slot);
      }
    }
    wiring.nearQueues[program.queue(first)].postSend(requests, 0);
    return count;
  }

  private void tile(int slot, int tile, int queue, int options) {
    int bytes = layout.bytes(tile);
    int region = layout.region(tile);
    int peer = layout.peer(tile);
    long offset = layout.offset(tile);
    gather(slot, nearTiles + offset, bytes, wiring.nearKey(region));
    int flags = options | (bytes <= inlineMost ? SendRequests.INLINE : 0);
    boolean immediate = signal == Catalogue.Signal.IMMEDIATE;
    int name = immediate ? Arrival.immediate(sequence, tile) : 0;
    switch (opcode) {
      case WRITE -> {
        if (immediate) {
          requests.writeImmediate(
              slot, flags, farTiles + offset, wiring.farKey(peer, region), name);
        } else {
          requests.write(slot, flags, farTiles + offset, wiring.farKey(peer, region));
        }
      }
      case READ -> requests.read(slot, options, farTiles + offset, wiring.farKey(peer, region));
      case SEND -> {
        if (immediate) {
          requests.sendImmediate(slot, flags, name);
        } else {
          requests.send(slot, flags);
        }
        address(slot, peer, queue);
      }
    }
  }

  private void gather(int slot, long address, int bytes, int key) {
    int pieces = Math.min(entries, bytes);
    if (pieces == 1) {
      requests.single(slot, address, bytes, key);
      return;
    }
    int each = bytes / pieces;
    for (int i = 0; i < pieces; i++) {
      requests.entry(
          slot, i, address + (long) i * each, i + 1 < pieces ? each : bytes - i * each, key);
    }
    requests.listLength(slot, pieces);
  }

  private void signal(int slot, int tile, int queue, int options) {
    int peer = layout.peer(tile);
    long flag = flags + (long) tile * Long.BYTES;
    switch (signal) {
      case INLINE_WRITE -> {
        requests.single(slot, words + (long) tile * Long.BYTES, Long.BYTES, wiring.wordsKey());
        requests.write(slot, options | SendRequests.INLINE, flag, wiring.flagsKey(peer));
      }
      case FETCH_ADD -> {
        requests.single(slot, answers, Long.BYTES, wiring.wordsKey());
        requests.fetchAdd(slot, options, flag, wiring.flagsKey(peer), 1);
      }
      case COMPARE_SWAP -> {
        requests.single(slot, answers, Long.BYTES, wiring.wordsKey());
        requests.compareSwap(slot, options, flag, wiring.flagsKey(peer), sequence - 1, sequence);
      }
      case SEND -> {
        requests.single(slot, words + (long) tile * Long.BYTES, Long.BYTES, wiring.wordsKey());
        requests.send(slot, options | (inlineMost >= Long.BYTES ? SendRequests.INLINE : 0));
        address(slot, peer, queue);
      }
      case NOTHING, IMMEDIATE, COMPLETION ->
          throw new IllegalStateException("no message of its own carries " + signal);
    }
  }

  private void address(int slot, int peer, int queue) {
    if (wiring.type == QueuePairType.UD) {
      requests.destination(
          slot, wiring.handles[peer], wiring.farQueues[queue].number(), QueuePairWiring.QUEUE_KEY);
    }
  }

  @Override
  public void close() {
    requests.close();
  }
}
