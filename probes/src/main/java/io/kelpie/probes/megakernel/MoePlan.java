package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.BLOCK_BYTES;
import static io.kelpie.ffi.cuda.Protocol.BLOCK_COLUMNS;
import static io.kelpie.ffi.cuda.Protocol.BLOCK_ROWS;
import static io.kelpie.ffi.cuda.Protocol.GEMM_BLOCKS;
import static io.kelpie.ffi.cuda.Protocol.NONE;

import io.kelpie.ffi.cuda.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole forward of a layer as tasks. Rows are gathered into blocks and travel to their expert;
 * when a row-block is there its first product begins, when that is whole its second; what a tile of
 * that holds travels back, and is added to the output as it arrives.
 */
final class MoePlan implements Plan, AutoCloseable {
  private final MoeShape shape;
  private final MoeLayer layer;
  private final Machine machine;
  private final Tables tables = new Tables();
  private final List<Area> areas = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final Routes routes;
  private final Places places;
  private final Area source;
  private final Area target;
  private final Area out;
  private final int wide;
  private final int inner;

  /** 128 rows of an expert. */
  private record Block(int expert, int rows, long list, long x, long h, long y) {}

  /** A tile that the tables do not hold yet. */
  private record Cut(long offset, int bytes, int firstRow, int rows, int firstBlock, int blocks) {}

  /**
   * @param rings over which tiles are dealt
   */
  MoePlan(
      Machine machine, Carrier carrier, MoeLayer layer, Rules rules, int rings, Handover handover) {
    this.machine = machine;
    this.layer = layer;
    this.shape = layer.shape();
    wide = shape.hidden() / BLOCK_COLUMNS;
    inner = shape.intermediate() / BLOCK_COLUMNS;
    Area tokens = tokens();
    out = keep(machine.own(4L * shape.tokens() * shape.hidden()));
    List<Area> first = new ArrayList<>();
    List<Area> second = new ArrayList<>();
    for (int expert = 0; expert < shape.experts(); expert++) {
      int number = expert;
      first.add(
          weights(
              shape.intermediate(),
              shape.hidden(),
              (row, column) -> layer.first(number, row, column)));
      second.add(
          weights(
              shape.hidden(),
              shape.intermediate(),
              (row, column) -> layer.second(number, row, column)));
    }
    blocks();
    long half = (long) blocks.size() * wide * BLOCK_BYTES;
    List<List<Cut>> sent = new ArrayList<>();
    List<List<Cut>> returned = new ArrayList<>();
    for (int block = 0; block < blocks.size(); block++) {
      long base = (long) block * wide * BLOCK_BYTES;
      sent.add(shape.wireDispatch() ? cuts(block, base) : List.of());
      returned.add(cuts(block, half + base));
    }
    List<Integer> peers = new ArrayList<>();
    addPeers(peers, sent, rules);
    int outward = peers.size();
    addPeers(peers, shape.wireCombine() ? returned : List.of(), rules);
    int[] ofTiles = peers.stream().mapToInt(Integer::intValue).toArray();
    routes = new Routes(rules, ofTiles, outward, rings, carrier.isStored(), handover.batch());
    places = places(handover.slots(), sent, shape.wireCombine() ? returned : List.of(), 2 * half);
    target = keep(carrier.target(machine, places.bytes()));
    source = carrier.isStored() ? target : keep(carrier.source(machine, 2 * half));

    dispatch(sent, tokens);
    tables.endInitial();
    imports(sent);
    products(first, second, returned, outward);
    routes.groups().forEach(tables::group);
    routes.batches().forEach(tables::batch);
  }

  private Places places(int slots, List<List<Cut>> sent, List<List<Cut>> returned, long bytes) {
    List<Cut> all = Stream.of(sent, returned).flatMap(List::stream).flatMap(List::stream).toList();
    if (slots == 0) {
      return Places.own(all.stream().mapToLong(Cut::offset).toArray(), bytes);
    }
    long widest = all.stream().mapToLong(Cut::bytes).max().orElse(0);
    return Places.rings(slots, widest, routes.streams(), all.size());
  }

  private void addPeers(List<Integer> peers, List<List<Cut>> cuts, Rules rules) {
    for (int block = 0; block < cuts.size(); block++) {
      int peer = blocks.get(block).expert * rules.peers() / shape.experts();
      cuts.get(block).forEach(_ -> peers.add(peer));
    }
  }

  private interface Element {
    short at(int row, int column);
  }

  private Area keep(Area area) {
    areas.add(area);
    return area;
  }

  private Area tokens() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rows = arena.allocate(2L * shape.tokens() * shape.hidden(), 64);
      for (int token = 0; token < shape.tokens(); token++) {
        for (int column = 0; column < shape.hidden(); column++) {
          rows.setAtIndex(
              ValueLayout.JAVA_SHORT,
              (long) token * shape.hidden() + column,
              layer.token(token, column));
        }
      }
      Area area = keep(machine.own(rows.byteSize()));
      area.write(rows);
      return area;
    }
  }

  /** In blocks, with rows of zeros up to what a GEMM task reads. */
  private Area weights(int rows, int columns, Element element) {
    int padded = Math.ceilDiv(rows, 2 * BLOCK_ROWS) * 2 * BLOCK_ROWS;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment matrix = arena.allocate(2L * padded * columns, 64);
      java.util.stream.IntStream.range(0, rows)
          .parallel()
          .forEach(row -> {
            for (int column = 0; column < columns; column++) {
              long block =
                  (long) (row / BLOCK_ROWS) * (columns / BLOCK_COLUMNS) + column / BLOCK_COLUMNS;
              matrix.set(
                  ValueLayout.JAVA_SHORT,
                  block * BLOCK_BYTES + Protocol.place(row % BLOCK_ROWS, column % BLOCK_COLUMNS),
                  element.at(row, column));
            }
          });
      Area area = keep(machine.own(matrix.byteSize()));
      area.write(matrix);
      return area;
    }
  }

  private void blocks() {
    int count = 0;
    for (List<MoeLayer.Row> rows : layer.rows()) {
      count += Math.ceilDiv(rows.size(), BLOCK_ROWS);
    }
    Area lists = keep(machine.own(8L * BLOCK_ROWS * Math.max(1, count)));
    Area x = keep(machine.own((long) Math.max(1, count) * wide * BLOCK_BYTES));
    Area h = keep(machine.own((long) Math.max(1, count) * inner * BLOCK_BYTES));
    Area y = keep(machine.own((long) Math.max(1, count) * wide * BLOCK_BYTES));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(lists.bytes(), 64);
      int block = 0;
      for (int expert = 0; expert < shape.experts(); expert++) {
        List<MoeLayer.Row> rows = layer.rows().get(expert);
        for (int from = 0; from < rows.size(); from += BLOCK_ROWS, block++) {
          int size = Math.min(BLOCK_ROWS, rows.size() - from);
          for (int row = 0; row < BLOCK_ROWS; row++) {
            long entry = 8L * ((long) block * BLOCK_ROWS + row);
            MoeLayer.Row of = row < size ? rows.get(from + row) : new MoeLayer.Row(NONE, 0);
            list.set(ValueLayout.JAVA_INT, entry, of.token());
            list.set(ValueLayout.JAVA_FLOAT, entry + 4, of.weight());
          }
          blocks.add(
              new Block(
                  expert,
                  size,
                  lists.address() + 8L * block * BLOCK_ROWS,
                  x.address() + (long) block * wide * BLOCK_BYTES,
                  h.address() + (long) block * inner * BLOCK_BYTES,
                  y.address() + (long) block * wide * BLOCK_BYTES));
        }
      }
      lists.write(list);
    }
  }

  /** The tiles of a row-block, those of one GEMM task side by side; none of padding alone. */
  private List<Cut> cuts(int block, long base) {
    List<Cut> cuts = new ArrayList<>();
    int rows = blocks.get(block).rows;
    if (shape.tileRows() == BLOCK_ROWS) {
      for (int column = 0; column < wide; column += shape.tileBlocks()) {
        int width = Math.min(shape.tileBlocks(), wide - column);
        cuts.add(
            new Cut(
                base + (long) column * BLOCK_BYTES, width * BLOCK_BYTES, 0, rows, column, width));
      }
      return cuts;
    }
    for (int column = 0; column < wide; column++) {
      for (int row = 0; row < rows; row += shape.tileRows()) {
        cuts.add(
            new Cut(
                base + (long) column * BLOCK_BYTES + row * 128L,
                shape.tileRows() * 128,
                row,
                Math.min(shape.tileRows(), rows - row),
                column,
                1));
      }
    }
    return cuts;
  }

  /** Which of a block's tiles a task of four blocks from {@code column} has a part in. */
  private static int[] part(List<Cut> cuts, int column) {
    int first = -1;
    int count = 0;
    for (int i = 0; i < cuts.size(); i++) {
      Cut cut = cuts.get(i);
      if (cut.firstBlock < column + GEMM_BLOCKS && cut.firstBlock + cut.blocks > column) {
        first = first < 0 ? i : first;
        count++;
      }
    }
    return new int[] {Math.max(0, first), count};
  }

  private static int needs(Cut cut) {
    return Math.ceilDiv(cut.firstBlock + cut.blocks, GEMM_BLOCKS) - cut.firstBlock / GEMM_BLOCKS;
  }

  private int tasksAcross() {
    return Math.ceilDiv(wide, GEMM_BLOCKS);
  }

  /** Counters come in this order: of each row-block its rows there, its first product there. */
  private int rowsThere(int block) {
    return 2 * block;
  }

  private int firstThere(int block) {
    return 2 * block + 1;
  }

  private void dispatch(List<List<Cut>> sent, Area tokens) {
    int tile = 0;
    for (int number = 0; number < blocks.size(); number++) {
      Block block = blocks.get(number);
      for (int column = 0; column < wide; column += GEMM_BLOCKS) {
        int[] part = part(sent.get(number), column);
        long to =
            shape.wireDispatch()
                ? source.address() + ((long) number * wide + column) * BLOCK_BYTES
                : block.x + (long) column * BLOCK_BYTES;
        tables.task(
            new Tables.Task(
                Protocol.DISPATCH,
                block.rows,
                tokens.address(),
                block.list,
                to,
                column,
                Math.min(GEMM_BLOCKS, wide - column),
                shape.wireDispatch() ? NONE : rowsThere(number),
                tile + part[0],
                part[1],
                0,
                shape.hidden(),
                NONE));
      }
      tile += sent.get(number).size();
    }
  }

  private void imports(List<List<Cut>> sent) {
    int arrivals = 2 * blocks.size();
    for (int number = 0; number < blocks.size(); number++) {
      for (Cut cut : sent.get(number)) {
        int tile = tables.tiles().size();
        tables.tile(routes.tile(tile, cut.offset, places, cut.bytes, arrivals + tile), needs(cut));
        long to = blocks.get(number).x + (cut.offset - (long) number * wide * BLOCK_BYTES);
        tables.task(
            new Tables.Task(
                Protocol.IMPORT,
                0,
                target.address() + places.offset(tile),
                0,
                to,
                0,
                0,
                rowsThere(number),
                0,
                0,
                cut.bytes,
                0,
                tile));
      }
    }
  }

  private void products(
      List<Area> first, List<Area> second, List<List<Cut>> returned, int outward) {
    int tile = outward;
    int firstImport = tables.initial();
    List<int[]> starts = new ArrayList<>();
    for (int number = 0; number < blocks.size(); number++) {
      Block block = blocks.get(number);
      int firstProduct = tables.tasks().size();
      for (int column = 0; column < inner; column += GEMM_BLOCKS) {
        gemm(
            block,
            block.x,
            weightsAt(first.get(block.expert), column, wide),
            block.h + (long) column * BLOCK_BYTES,
            wide,
            Math.min(GEMM_BLOCKS, inner - column),
            firstThere(number),
            0,
            0,
            shape.activation());
      }
      int secondProduct = tables.tasks().size();
      for (int column = 0; column < wide; column += GEMM_BLOCKS) {
        int[] part = part(returned.get(number), column);
        long to =
            shape.wireCombine()
                ? source.address()
                    + ((long) blocks.size() * wide + (long) number * wide + column) * BLOCK_BYTES
                : block.y + (long) column * BLOCK_BYTES;
        gemm(
            block,
            block.h,
            weightsAt(second.get(block.expert), column, inner),
            to,
            inner,
            Math.min(GEMM_BLOCKS, wide - column),
            NONE,
            tile + part[0],
            part[1],
            Protocol.IDENTITY);
      }
      starts.add(new int[] {firstProduct, secondProduct - firstProduct, secondProduct});
      tile += returned.get(number).size();
    }
    for (int number = 0; number < blocks.size(); number++) {
      int[] start = starts.get(number);
      int arriving = shape.wireDispatch() ? importsOf(number) : tasksAcross();
      tables.counter(new Tables.Counter(arriving, start[0], start[1]));
      tables.counter(new Tables.Counter(start[1], start[2], tasksAcross()));
    }
    for (int i = 0; i < outward; i++) {
      tables.counter(new Tables.Counter(1, firstImport + i, 1));
    }
    combine(returned);
  }

  private int importsOf(int block) {
    return cuts(block, 0).size();
  }

  private static long weightsAt(Area weights, int column, int depth) {
    return weights.address() + (long) (column / 2) * depth * BLOCK_BYTES;
  }

  private void gemm(
      Block block,
      long a,
      long b,
      long d,
      int depth,
      int columns,
      int counter,
      int firstTile,
      int tiles,
      int activation) {
    tables.task(
        new Tables.Task(
            Protocol.GEMM,
            block.rows,
            a,
            b,
            d,
            depth,
            columns,
            counter,
            firstTile,
            tiles,
            0,
            activation,
            NONE));
  }

  private void combine(List<List<Cut>> returned) {
    long half = (long) blocks.size() * wide * BLOCK_BYTES;
    for (int number = 0; number < blocks.size(); number++) {
      Block block = blocks.get(number);
      for (Cut cut : returned.get(number)) {
        int tile = tables.tiles().size();
        int counter = tables.counter(new Tables.Counter(1, tables.tasks().size(), 1));
        Tables.Tile entry =
            shape.wireCombine()
                ? routes.tile(tile, cut.offset, places, cut.bytes, counter)
                : Tables.Tile.there(cut.offset, cut.bytes, counter);
        tables.tile(entry, needs(cut));
        long from =
            shape.wireCombine()
                ? target.address() + places.offset(tile)
                : block.y + (cut.offset - half - (long) number * wide * BLOCK_BYTES);
        tables.task(
            new Tables.Task(
                Protocol.COMBINE,
                cut.rows,
                from,
                block.list,
                out.address(),
                cut.firstBlock,
                cut.blocks,
                NONE,
                0,
                0,
                cut.firstRow,
                shape.hidden(),
                tile));
      }
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

  @Override
  public Area source() {
    return source;
  }

  @Override
  public Area target() {
    return target;
  }

  /** Bytes that travel in one pass. */
  long wireBytes() {
    return tables.tiles().stream()
        .filter(tile -> (tile.flags() & Protocol.WIRE) != 0)
        .mapToLong(Tables.Tile::bytes)
        .sum();
  }

  /** The tasks of the first product: {@code which} 1, or of the second: 2. */
  List<Integer> products(int which) {
    List<Integer> tasks = new ArrayList<>();
    for (int task = 0; task < tables.tasks().size(); task++) {
      Tables.Task each = tables.tasks().get(task);
      if (each.kind() == Protocol.GEMM && (each.counter() == NONE) == (which == 2)) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  /** Zeroes the output, which a pass adds to. */
  void clear(Arena arena) {
    out.write(arena.allocate(out.bytes(), 64));
  }

  /** The output as a pass left it: a row of floats a token. */
  MemorySegment output(Arena arena) {
    MemorySegment rows = arena.allocate(out.bytes(), 64);
    out.read(rows);
    return rows;
  }

  @Override
  public void close() {
    areas.reversed().forEach(Area::close);
  }
}
