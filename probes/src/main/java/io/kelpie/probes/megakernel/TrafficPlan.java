package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.Workload;
import java.util.List;

/**
 * A workload's tiles as tasks: each is computed for a set time and filled with its content, asks
 * for its transfer, and is held against its content where it arrives.
 */
final class TrafficPlan implements AutoCloseable {
  private final Tables tables = new Tables();
  private final Routes routes;
  private final long[] bytes;
  private final long[] offsets;
  private final Area.Shared source;
  private final Area.Shared target;

  /**
   * @param compute nanoseconds of matrix work a tile
   * @param rings over which tiles are dealt
   */
  TrafficPlan(Machine machine, Workload workload, int compute, int rings) {
    int tiles = workload.integer(Catalogue.TILES);
    int peers = workload.integer(Catalogue.PEERS);
    List<Long> sizes = workload.get(Catalogue.TILE_BYTES);
    long slot = Law.slot(workload);
    bytes = new long[tiles];
    offsets = new long[tiles];
    int[] peerOf = new int[tiles];
    for (int tile = 0; tile < tiles; tile++) {
      bytes[tile] = sizes.get(tile % sizes.size());
      offsets[tile] = tile * slot;
      peerOf[tile] = tile % peers;
    }
    routes = new Routes(Rules.of(workload), peerOf, tiles, rings);
    source = machine.shared(tiles * slot);
    target = machine.shared(tiles * slot);
    for (int tile = 0; tile < tiles; tile++) {
      int size = (int) bytes[tile];
      tables.tile(routes.tile(tile, offsets[tile], offsets[tile], size, tile), 1);
      tables.task(
          new Tables.Task(
              Protocol.COMPUTE,
              0,
              0,
              0,
              source.address() + offsets[tile],
              compute,
              0,
              Protocol.NONE,
              tile,
              1,
              size,
              0,
              tile));
    }
    tables.endInitial();
    for (int tile = 0; tile < tiles; tile++) {
      int check =
          tables.task(
              new Tables.Task(
                  Protocol.CHECK,
                  0,
                  target.address() + offsets[tile],
                  0,
                  0,
                  0,
                  0,
                  Protocol.NONE,
                  0,
                  0,
                  (int) bytes[tile],
                  0,
                  tile));
      tables.counter(new Tables.Counter(1, check, 1));
    }
    routes.groups().forEach(tables::group);
  }

  Tables tables() {
    return tables;
  }

  Routes routes() {
    return routes;
  }

  long[] bytes() {
    return bytes;
  }

  Area.Shared source() {
    return source;
  }

  Area.Shared target() {
    return target;
  }

  /** Words of a tile that are wrong in the receiver's buffer, as the host sees it now. */
  int bad(int sequence, int tile) {
    return TileContent.bad(target.segment(), offsets[tile], (int) bytes[tile], sequence, tile);
  }

  @Override
  public void close() {
    target.close();
    source.close();
  }
}
