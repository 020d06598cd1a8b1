package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A workload's tiles as tasks: each is computed for a set time and filled with its content, asks
 * for its transfer, and is held against its content where it arrives.
 */
final class TrafficPlan implements Plan, AutoCloseable {
  private final Tables tables = new Tables();
  private final Routes routes;
  private final long[] bytes;
  private final long[] offsets;
  private final Places places;
  private final Area source;
  private final Area target;
  private final boolean hasSource;

  /**
   * @param compute nanoseconds of matrix work a tile
   * @param rings over which tiles are dealt
   */
  TrafficPlan(Machine machine, Carrier carrier, Workload workload, int compute, int rings) {
    this(machine, carrier, workload, compute, rings, true);
  }

  /** The same tasks, whose tiles are there where they are made: what compute alone takes. */
  static TrafficPlan alone(Machine machine, Alone carrier, Workload workload, int compute) {
    return new TrafficPlan(machine, carrier, workload, compute, 1, false);
  }

  private TrafficPlan(
      Machine machine,
      Carrier carrier,
      Workload workload,
      int compute,
      int rings,
      boolean isCarried) {
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
    Handover handover = Handover.of(workload);
    routes =
        new Routes(Rules.of(workload), peerOf, tiles, rings, carrier.isStored(), handover.batch());
    places =
        handover.slots() > 0 && isCarried
            ? Places.rings(handover.slots(), slot, routes.streams(), tiles)
            : Places.own(offsets, tiles * slot);
    hasSource = isCarried && !carrier.isStored();
    if (isCarried) {
      target = carrier.target(machine, places.bytes());
      source = carrier.isStored() ? target : carrier.source(machine, tiles * slot);
    } else {
      source = carrier.source(machine, tiles * slot);
      target = source;
    }
    for (int tile = 0; tile < tiles; tile++) {
      int size = (int) bytes[tile];
      tables.tile(
          isCarried
              ? routes.tile(tile, offsets[tile], places, size, tile)
              : Tables.Tile.there(offsets[tile], size, tile),
          1);
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
                  target.address() + places.offset(tile),
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
    if (isCarried) {
      routes.groups().forEach(tables::group);
      routes.batches().forEach(tables::batch);
    }
  }

  @Override
  public Tables tables() {
    return tables;
  }

  @Override
  public Routes routes() {
    return routes;
  }

  long[] bytes() {
    return bytes;
  }

  @Override
  public Area source() {
    return source;
  }

  @Override
  public Area target() {
    return target;
  }

  /** Whether a tile is the last in its place, so that it can be looked at when all has ended. */
  boolean keeps(int tile) {
    return !places.isLent(tile);
  }

  /** Words of a tile that are wrong in the receiver's buffer, as the host sees it now. */
  int bad(int sequence, int tile) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment seen =
          target instanceof Area.Shared shared ? shared.segment() : read(target, arena);
      return TileContent.bad(seen, places.offset(tile), (int) bytes[tile], sequence, tile);
    }
  }

  private static MemorySegment read(Area area, Arena arena) {
    MemorySegment copy = arena.allocate(area.bytes(), 64);
    area.read(copy);
    return copy;
  }

  @Override
  public void close() {
    target.close();
    if (hasSource) {
      source.close();
    }
  }
}
