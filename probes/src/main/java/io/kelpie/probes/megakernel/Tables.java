package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pass is made of: tasks, the tiles that they complete, the groups whose signals go
 * together, and the counters that say when tasks may begin. Tasks that are ready from the start
 * come first; tasks that one counter releases stand side by side.
 */
final class Tables {
  private final List<Task> tasks = new ArrayList<>();
  private final List<Tile> tiles = new ArrayList<>();
  private final List<List<Integer>> groups = new ArrayList<>();
  private final List<List<Integer>> batches = new ArrayList<>();
  private final List<Counter> counters = new ArrayList<>();
  private final List<Integer> parts = new ArrayList<>();
  private int initial;

  /** See {@code kelpie_task}. */
  record Task(
      int kind,
      int rows,
      long a,
      long b,
      long d,
      int depth,
      int columns,
      int counter,
      int firstTile,
      int tiles,
      int detail,
      int width,
      int tile) {}

  /** See {@code kelpie_tile}. */
  record Tile(
      long source,
      long target,
      int bytes,
      int peer,
      int ring,
      int queue,
      int group,
      int flags,
      int counter,
      int after,
      int batch) {

    /** A tile that has arrived where it was made. */
    static Tile there(long offset, int bytes, int counter) {
      return new Tile(offset, offset, bytes, 0, 0, 0, 0, 0, counter, Protocol.NONE, Protocol.NONE);
    }
  }

  /**
   * @param count what must happen before its tasks begin
   * @param first of its tasks
   */
  record Counter(int count, int first, int tasks) {}

  int task(Task task) {
    tasks.add(task);
    return tasks.size() - 1;
  }

  /** All tasks so far are ready from the start. */
  void endInitial() {
    initial = tasks.size();
  }

  /**
   * @param needs tasks that have a part in it
   */
  int tile(Tile tile, int needs) {
    if (needs > Protocol.PARTS) {
      throw new IllegalArgumentException(needs + " tasks have a part in one tile");
    }
    tiles.add(tile);
    parts.add(tile.after == Protocol.NONE ? needs : needs + 2 * Protocol.HELD);
    return tiles.size() - 1;
  }

  int group(List<Integer> members) {
    groups.add(List.copyOf(members));
    return groups.size() - 1;
  }

  /** Tiles that are asked for together. */
  int batch(List<Integer> members) {
    batches.add(List.copyOf(members));
    return batches.size() - 1;
  }

  int counter(Counter counter) {
    counters.add(counter);
    return counters.size() - 1;
  }

  List<Tile> tiles() {
    return tiles;
  }

  List<Task> tasks() {
    return tasks;
  }

  List<List<Integer>> groups() {
    return groups;
  }

  List<List<Integer>> batches() {
    return batches;
  }

  int counters() {
    return counters.size();
  }

  int initial() {
    return initial;
  }

  long stateBytes() {
    return Protocol.STATE_LAYOUT.byteSize()
        + 4L * (counters.size() + tiles.size() + groups.size() + batches.size());
  }

  MemorySegment taskTable(Arena arena) {
    Writer writer = new Writer(arena, Protocol.TASK_LAYOUT, tasks.size());
    for (Task task : tasks) {
      writer.ints(task.kind, task.rows).longs(task.a, task.b, task.d);
      writer.ints(task.depth, task.columns, task.counter, task.firstTile, task.tiles);
      writer.ints(task.detail, task.width, task.tile);
    }
    return writer.done();
  }

  MemorySegment tileTable(Arena arena) {
    Writer writer = new Writer(arena, Protocol.TILE_LAYOUT, tiles.size());
    for (Tile tile : tiles) {
      writer.longs(tile.source, tile.target).ints(tile.bytes, tile.peer, tile.ring, tile.queue);
      writer.ints(tile.group, tile.flags, tile.counter, tile.after, tile.batch, 0);
    }
    return writer.done();
  }

  MemorySegment groupTable(Arena arena) {
    return table(arena, groups, 0);
  }

  MemorySegment batchTable(Arena arena) {
    return table(arena, batches, members(groups));
  }

  private static int members(List<List<Integer>> groups) {
    return groups.stream().mapToInt(List::size).sum();
  }

  /**
   * @param start of their members in the list of members
   */
  private MemorySegment table(Arena arena, List<List<Integer>> some, int start) {
    Writer writer = new Writer(arena, Protocol.GROUP_LAYOUT, some.size());
    int first = start;
    for (List<Integer> members : some) {
      Tile any = tiles.get(members.getFirst());
      writer.ints(first, members.size(), any.ring, any.peer);
      first += members.size();
    }
    return writer.done();
  }

  /** The members of all groups, then those of all batches. */
  MemorySegment memberTable(Arena arena) {
    int members = members(groups) + members(batches);
    MemorySegment table = arena.allocate(Math.max(1, members) * 4L, 64);
    int at = 0;
    for (List<List<Integer>> some : List.of(groups, batches)) {
      for (List<Integer> group : some) {
        for (int tile : group) {
          table.setAtIndex(ValueLayout.JAVA_INT, at++, tile);
        }
      }
    }
    return table;
  }

  MemorySegment counterTable(Arena arena) {
    Writer writer = new Writer(arena, Protocol.COUNTER_LAYOUT, counters.size());
    counters.forEach(counter -> writer.ints(counter.first, counter.tasks));
    return writer.done();
  }

  /** What the state is at the start of every pass. */
  MemorySegment template(Arena arena) {
    MemorySegment table = arena.allocate(stateBytes(), 64);
    long at = Protocol.STATE_LAYOUT.byteSize() / 4;
    for (Counter counter : counters) {
      table.setAtIndex(ValueLayout.JAVA_INT, at++, counter.count);
    }
    for (int needs : parts) {
      table.setAtIndex(ValueLayout.JAVA_INT, at++, needs);
    }
    for (List<List<Integer>> some : List.of(groups, batches)) {
      for (List<Integer> group : some) {
        table.setAtIndex(ValueLayout.JAVA_INT, at++, group.size());
      }
    }
    return table;
  }

  /** Writes structures field by field; all fields of the tables lie without gaps. */
  private static final class Writer {
    private final MemorySegment table;
    private long at;

    Writer(Arena arena, StructLayout layout, int count) {
      table = arena.allocate(Math.max(1, count) * layout.byteSize(), 64);
    }

    Writer ints(int... values) {
      for (int value : values) {
        table.set(ValueLayout.JAVA_INT, at, value);
        at += 4;
      }
      return this;
    }

    Writer longs(long... values) {
      for (long value : values) {
        table.set(ValueLayout.JAVA_LONG, at, value);
        at += 8;
      }
      return this;
    }

    MemorySegment done() {
      return table;
    }
  }
}
