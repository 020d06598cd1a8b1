package io.kelpie.probes.fabric;

import io.kelpie.ffi.fabric.Endpoint;
import io.kelpie.ffi.fabric.Operation;
import io.kelpie.ffi.fabric.Region;
import io.kelpie.probes.traffic.Arrival;
import io.kelpie.probes.traffic.Poster;
import io.kelpie.probes.traffic.Program;
import io.kelpie.probes.traffic.TileLayout;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;

/**
 * Posts operations on endpoints, one call each; a chain says of all but its last that more follow.
 */
final class OperationPoster implements Poster {
  private final EndpointWiring wiring;
  private final TileLayout layout;
  private final Program program;
  private final Catalogue.Opcode opcode;
  private final Catalogue.Signal signal;
  private final int entries;
  private final int inlineMost;
  private final Operation operation;
  private final long nearTiles;
  private final long words;
  private final long answers;
  private long sequence;

  OperationPoster(EndpointWiring wiring, TileLayout layout, Program program, Workload workload) {
    this.wiring = wiring;
    this.layout = layout;
    this.program = program;
    this.opcode = workload.get(Catalogue.OPCODE);
    this.signal = workload.get(Catalogue.SIGNAL);
    this.entries = workload.integer(Catalogue.SGES);
    this.inlineMost = workload.integer(Catalogue.INLINE_THRESHOLD);
    this.operation = new Operation(entries);
    this.nearTiles = (opcode == Catalogue.Opcode.READ ? wiring.sink() : wiring.source()).address();
    this.words = wiring.words().address();
    this.answers = words + (wiring.tilesHeld() + 1L) * Long.BYTES;
  }

  @Override
  public void start(long pass) {
    sequence = pass;
  }

  @Override
  public int post(int first, int count) {
    for (int i = 0; i < count; i++) {
      int request = first + i;
      int queue = program.queue(request);
      long options =
          (program.completes(request) ? Operation.COMPLETION : 0)
              | (program.fenced(request) ? Operation.FENCE : 0)
              | (i + 1 < count ? Operation.MORE : 0);
      long context = wiring.sent().context(request, program.id(request));
      Endpoint endpoint = wiring.nearEndpoints[queue];
      boolean taken =
          program.isSignal(request)
              ? signal(endpoint, queue, program.tile(request), context, options)
              : tile(endpoint, queue, program.tile(request), context, options);
      if (!taken) {
        return i;
      }
    }
    return count;
  }

  private boolean tile(Endpoint endpoint, int queue, int tile, long context, long options) {
    int bytes = layout.bytes(tile);
    int number = layout.region(tile);
    long offset = layout.offset(tile);
    gather(nearTiles + offset, bytes, wiring.nearTile(number));
    boolean immediate = signal == Catalogue.Signal.IMMEDIATE;
    int name = immediate ? Arrival.immediate(sequence, tile) : 0;
    operation.to(context, wiring.peers[queue], Integer.toUnsignedLong(name));
    if (opcode != Catalogue.Opcode.SEND) {
      Region region = wiring.farTile(queue, number);
      operation.remote(region.base() + layout.within(tile), bytes, region.key());
    }
    long flags =
        options
            | (bytes <= inlineMost ? Operation.INJECT : wiring.level)
            | (immediate ? Operation.IMMEDIATE : 0);
    return switch (opcode) {
      case WRITE -> endpoint.write(operation, flags);
      case READ -> endpoint.read(operation, options);
      case SEND -> endpoint.send(operation, flags);
    };
  }

  private void gather(long address, int bytes, Region region) {
    int pieces = Math.min(entries, bytes);
    int each = bytes / pieces;
    long descriptor = region.descriptor();
    for (int i = 0; i < pieces; i++) {
      operation.piece(
          i, address + (long) i * each, i + 1 < pieces ? each : bytes - i * each, descriptor);
    }
    operation.pieces(pieces);
  }

  private boolean signal(Endpoint endpoint, int queue, int tile, long context, long options) {
    operation.to(context, wiring.peers[queue], 0);
    operation.piece(
        0, words + (long) tile * Long.BYTES, Long.BYTES, wiring.nearWords().descriptor());
    operation.pieces(1);
    Region flags = wiring.farFlags(queue);
    operation.remote(flags.base() + (long) tile * Long.BYTES, Long.BYTES, flags.key());
    return switch (signal) {
      case INLINE_WRITE -> endpoint.write(operation, options | Operation.INJECT);
      case FETCH_ADD -> {
        operation.answer(answers, wiring.nearWords().descriptor());
        operation.add(1);
        yield endpoint.fetchAdd(operation, options);
      }
      case COMPARE_SWAP -> {
        operation.answer(answers, wiring.nearWords().descriptor());
        operation.swap(sequence - 1, sequence);
        yield endpoint.compareSwap(operation, options);
      }
      case SEND ->
          endpoint.send(
              operation, options | (inlineMost >= Long.BYTES ? Operation.INJECT : wiring.level));
      case NOTHING, IMMEDIATE, COMPLETION ->
          throw new IllegalStateException("no message of its own carries " + signal);
    };
  }

  @Override
  public void close() {
    operation.close();
  }
}
