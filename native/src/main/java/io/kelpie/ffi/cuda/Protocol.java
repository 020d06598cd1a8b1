package io.kelpie.ffi.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code protocol.h} defines, for Java: the structures that host and kernel share, and their
 * constants by the header's names without {@code KELPIE_}. A test compiles the header and compares.
 */
public final class Protocol {
  public static final int VERSION = 3;
  public static final int BLOCK_ROWS = 128;
  public static final int BLOCK_COLUMNS = 64;
  public static final int BLOCK_BYTES = 16_384;
  public static final int GEMM_BLOCKS = 4;

  /** No tile, no counter, no token: {@code 0xffffffff}. */
  public static final int NONE = -1;

  public static final int REQUEST_BYTES = 64;
  public static final int REQUEST_WORDS = 8;
  public static final int LAP_BITS = 8;
  public static final int LINE_BYTES = 128;

  public static final int PARTS = 0xffff;
  public static final int HELD = 0x10000;

  public static final int PUT = 1;
  public static final int PUT_SIGNAL = 2;
  public static final int SIGNAL = 3;
  public static final int FENCE = 4;
  public static final int PING = 5;
  public static final int CREDIT = 6;

  public static final int WORD_OPERATION = 0;
  public static final int WORD_TILE = 1;
  public static final int WORD_SOURCE = 2;
  public static final int WORD_TARGET = 3;
  public static final int WORD_BYTES = 4;
  public static final int WORD_SIGNAL = 5;
  public static final int WORD_READY = 6;
  public static final int WORD_REQUESTED = 7;

  public static final int GEMM = 1;
  public static final int DISPATCH = 2;
  public static final int IMPORT = 3;
  public static final int COMBINE = 4;
  public static final int COMPUTE = 5;
  public static final int CHECK = 6;

  public static final int IDENTITY = 0;
  public static final int RELU = 1;
  public static final int SILU = 2;

  public static final int WIRE = 1;
  public static final int DECOUPLED = 2;
  public static final int UNSIGNALLED = 4;
  public static final int STORED = 8;
  public static final int UNFENCED = 16;
  public static final int LENT = 32;

  public static final int WHOLE = 0;
  public static final int SEND = 1;
  public static final int RECEIVE = 2;

  public static final int RUNNING = 0;
  public static final int DONE = 1;
  public static final int WATCHDOG = 2;
  public static final int ABORTED = 3;

  public static final int WAIT_TASK = 1;
  public static final int WAIT_RING = 2;
  public static final int WAIT_SIGNAL = 3;
  public static final int WAIT_GROUP = 4;
  public static final int WAIT_CREDIT = 5;

  public static final StructLayout TASK_LAYOUT =
      struct(
          "kelpie_task",
          "kind rows a: b: d: depth columns counter first_tile tiles detail width tile");
  public static final StructLayout TILE_LAYOUT =
      struct(
          "kelpie_tile",
          "source: target: bytes peer ring queue group flags counter after batch spare");
  public static final StructLayout GROUP_LAYOUT = struct("kelpie_group", "first members ring peer");
  public static final StructLayout COUNTER_LAYOUT = struct("kelpie_counter", "first tasks");
  public static final StructLayout ROW_LAYOUT = struct("kelpie_row", "token weight~");
  public static final StructLayout STATE_LAYOUT =
      struct(
          "kelpie_state",
          "head tail done aborted waiting waiting_tile waiting_task blocks spare[24]");
  public static final StructLayout TASK_STAMPS_LAYOUT =
      struct("kelpie_task_stamps", "asked: claimed: started: ended: cycles: sm block");
  public static final StructLayout TILE_STAMPS_LAYOUT =
      struct("kelpie_tile_stamps", "ready: requested: seen: verified: granted: bad spare");
  public static final StructLayout STATUS_LAYOUT =
      struct("kelpie_status", "verdict waiting tile task started: ended:");
  public static final StructLayout LAUNCH_LAYOUT =
      struct(
          "kelpie_launch",
          "tasks: tiles: groups: members: counters: state: queue: task_stamps: tile_stamps: issued:"
              + " requests: consumed: signals: credits: batches: status: stop: deadline: task_count"
              + " initial tile_count group_count counter_count rings depth sequence leader preamble"
              + " batch_count half");
  public static final StructLayout IMAGE_LAYOUT =
      struct("kelpie_image", "version threads shared_bytes gemm_columns wgmma architecture");

  /** Every structure of the header. */
  public static final List<StructLayout> LAYOUTS =
      List.of(
          TASK_LAYOUT,
          TILE_LAYOUT,
          GROUP_LAYOUT,
          COUNTER_LAYOUT,
          ROW_LAYOUT,
          STATE_LAYOUT,
          TASK_STAMPS_LAYOUT,
          TILE_STAMPS_LAYOUT,
          STATUS_LAYOUT,
          LAUNCH_LAYOUT,
          IMAGE_LAYOUT);

  private Protocol() {}

  /** The offset of a field, in bytes. */
  public static long offset(StructLayout layout, String field) {
    return layout.byteOffset(PathElement.groupElement(field));
  }

  /** Every constant of this class by its name in the header. */
  static Map<String, Long> constants() {
    Map<String, Long> constants = new TreeMap<>();
    for (var field : Protocol.class.getFields()) {
      if (field.getType() == int.class) {
        try {
          String name = field.getName().equals("VERSION") ? "PROTOCOL_VERSION" : field.getName();
          constants.put("KELPIE_" + name, (long) field.getInt(null));
        } catch (IllegalAccessException own) {
          throw new IllegalStateException(own);
        }
      }
    }
    return constants;
  }

  /** Bytes from the start of a block to an element. */
  public static int place(int row, int column) {
    return row * 128 + ((column / 8 ^ (row & 7)) << 4) + column % 8 * 2;
  }

  /**
   * What a word of a tile holds in a pass: the mixing function of SplitMix64 over pass, tile and
   * word.
   */
  public static long content(int sequence, int tile, int word) {
    return mix(
        Integer.toUnsignedLong(sequence) * 0x9e3779b97f4a7c15L
            + (Integer.toUnsignedLong(tile) << 32 | Integer.toUnsignedLong(word)));
  }

  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * A field each: with a colon 64 bits, with a tilde a float, with brackets an array, else 32 bits.
   */
  private static StructLayout struct(String name, String fields) {
    List<MemoryLayout> members = new ArrayList<>();
    for (String field : fields.split(" ", -1)) {
      if (field.endsWith(":")) {
        members.add(JAVA_LONG.withName(field.substring(0, field.length() - 1)));
      } else if (field.endsWith("~")) {
        members.add(JAVA_FLOAT.withName(field.substring(0, field.length() - 1)));
      } else if (field.endsWith("]")) {
        int bracket = field.indexOf('[');
        int length = Integer.parseInt(field.substring(bracket + 1, field.length() - 1));
        members.add(
            MemoryLayout.sequenceLayout(length, JAVA_INT).withName(field.substring(0, bracket)));
      } else {
        members.add(JAVA_INT.withName(field));
      }
    }
    return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new)).withName(name);
  }
}
