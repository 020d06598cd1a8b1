package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.*;
import static io.kelpie.probes.megakernel.RawWords.MEMORY;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The persistent kernel on host threads, one a block: the same tables, rings, signals and stamps,
 * the same claims and the same arithmetic, by plain loops. It follows {@code scheduler.cuh} and
 * {@code work.cuh} step by step.
 */
final class HostKernel {
  private static final VarHandle INT = JAVA_INT.varHandle();
  private static final VarHandle LONG = JAVA_LONG.varHandle();
  private static final VarHandle FLOAT_BITS = JAVA_INT.varHandle();

  /** The part of its patience by which who waits for a task waits longer than who knows a tile. */
  private static final int TASK_GRACE = 4;

  /** Likewise for who waits for a credit: what that waits for may wait for a signal. */
  private static final int CREDIT_GRACE = 8;

  private static final long STATE_ABORTED = offset(STATE_LAYOUT, "aborted");
  private static final long STATE_BLOCKS = offset(STATE_LAYOUT, "blocks");
  private static final long STATE_DONE = offset(STATE_LAYOUT, "done");
  private static final long STATE_HEAD = offset(STATE_LAYOUT, "head");
  private static final long STATE_TAIL = offset(STATE_LAYOUT, "tail");
  private static final long STATE_WAITING = offset(STATE_LAYOUT, "waiting");
  private static final long STATE_WAITING_TASK = offset(STATE_LAYOUT, "waiting_task");
  private static final long STATE_WAITING_TILE = offset(STATE_LAYOUT, "waiting_tile");
  private static final long STATUS_ENDED = offset(STATUS_LAYOUT, "ended");
  private static final long STATUS_STARTED = offset(STATUS_LAYOUT, "started");
  private static final long STATUS_WAITING = offset(STATUS_LAYOUT, "waiting");
  private static final long STATUS_TILE = offset(STATUS_LAYOUT, "tile");
  private static final long STATUS_TASK = offset(STATUS_LAYOUT, "task");
  private static final long TASK_A = offset(TASK_LAYOUT, "a");
  private static final long TASK_B = offset(TASK_LAYOUT, "b");
  private static final long TASK_COLUMNS = offset(TASK_LAYOUT, "columns");
  private static final long TASK_COUNTER = offset(TASK_LAYOUT, "counter");
  private static final long TASK_D = offset(TASK_LAYOUT, "d");
  private static final long TASK_DEPTH = offset(TASK_LAYOUT, "depth");
  private static final long TASK_DETAIL = offset(TASK_LAYOUT, "detail");
  private static final long TASK_FIRST_TILE = offset(TASK_LAYOUT, "first_tile");
  private static final long TASK_KIND = offset(TASK_LAYOUT, "kind");
  private static final long TASK_ROWS = offset(TASK_LAYOUT, "rows");
  private static final long TASK_STAMPS_ASKED = offset(TASK_STAMPS_LAYOUT, "asked");
  private static final long TASK_STAMPS_BLOCK = offset(TASK_STAMPS_LAYOUT, "block");
  private static final long TASK_STAMPS_CLAIMED = offset(TASK_STAMPS_LAYOUT, "claimed");
  private static final long TASK_STAMPS_CYCLES = offset(TASK_STAMPS_LAYOUT, "cycles");
  private static final long TASK_STAMPS_ENDED = offset(TASK_STAMPS_LAYOUT, "ended");
  private static final long TASK_STAMPS_SM = offset(TASK_STAMPS_LAYOUT, "sm");
  private static final long TASK_STAMPS_STARTED = offset(TASK_STAMPS_LAYOUT, "started");
  private static final long TASK_TILE = offset(TASK_LAYOUT, "tile");
  private static final long TASK_TILES = offset(TASK_LAYOUT, "tiles");
  private static final long TASK_WIDTH = offset(TASK_LAYOUT, "width");
  private static final long TILE_AFTER = offset(TILE_LAYOUT, "after");
  private static final long TILE_BATCH = offset(TILE_LAYOUT, "batch");
  private static final long TILE_BYTES = offset(TILE_LAYOUT, "bytes");
  private static final long TILE_COUNTER = offset(TILE_LAYOUT, "counter");
  private static final long TILE_FLAGS = offset(TILE_LAYOUT, "flags");
  private static final long TILE_GROUP = offset(TILE_LAYOUT, "group");
  private static final long TILE_PEER = offset(TILE_LAYOUT, "peer");
  private static final long TILE_QUEUE = offset(TILE_LAYOUT, "queue");
  private static final long TILE_RING = offset(TILE_LAYOUT, "ring");
  private static final long TILE_STAMPS_BAD = offset(TILE_STAMPS_LAYOUT, "bad");
  private static final long TILE_STAMPS_GRANTED = offset(TILE_STAMPS_LAYOUT, "granted");
  private static final long TILE_STAMPS_READY = offset(TILE_STAMPS_LAYOUT, "ready");
  private static final long TILE_STAMPS_REQUESTED = offset(TILE_STAMPS_LAYOUT, "requested");
  private static final long TILE_STAMPS_SEEN = offset(TILE_STAMPS_LAYOUT, "seen");
  private static final long TILE_STAMPS_VERIFIED = offset(TILE_STAMPS_LAYOUT, "verified");

  private static final long STATE_SIZE = STATE_LAYOUT.byteSize();
  private static final long TASK_SIZE = TASK_LAYOUT.byteSize();
  private static final long TILE_SIZE = TILE_LAYOUT.byteSize();
  private static final long TILE_STAMPS_SIZE = TILE_STAMPS_LAYOUT.byteSize();
  private static final long TASK_STAMPS_SIZE = TASK_STAMPS_LAYOUT.byteSize();

  private final long tasks;
  private final long tiles;
  private final long groups;
  private final long members;
  private final long batches;
  private final long counters;
  private final long state;
  private final long queue;
  private final long taskStamps;
  private final long tileStamps;
  private final Signals signals;
  private final Signals credits;
  private final Gate gate;
  private final long status;
  private final long stop;
  private final int taskCount;
  private final int initial;
  private final int tileCount;
  private final int groupCount;
  private final int counterCount;
  private final int sequence;
  private final boolean isLed;
  private final int half;
  private final int blocks;
  private final RequestRing[] rings;
  private final long started = System.nanoTime();
  private final long patience;
  private final long until;

  /**
   * @param launch the kernel's argument; read here and not kept
   * @param blocks threads that will call {@link #block}
   */
  HostKernel(MemorySegment launch, int blocks) {
    this.blocks = blocks;
    tasks = address(launch, "tasks");
    tiles = address(launch, "tiles");
    groups = address(launch, "groups");
    members = address(launch, "members");
    batches = address(launch, "batches");
    counters = address(launch, "counters");
    state = address(launch, "state");
    queue = address(launch, "queue");
    taskStamps = address(launch, "task_stamps");
    tileStamps = address(launch, "tile_stamps");
    status = address(launch, "status");
    stop = address(launch, "stop");
    taskCount = number(launch, "task_count");
    initial = number(launch, "initial");
    tileCount = number(launch, "tile_count");
    signals = new Signals(new RawWords(), address(launch, "signals") / 8);
    credits = new Signals(new RawWords(), address(launch, "credits") / 8);
    groupCount = number(launch, "group_count");
    counterCount = number(launch, "counter_count");
    gate = new Gate(new RawInts(), left(counterCount) / 4);
    sequence = number(launch, "sequence");
    isLed = number(launch, "leader") != 0;
    half = number(launch, "half");
    patience = address(launch, "deadline");
    until = started + patience;
    int depth = number(launch, "depth");
    rings = new RequestRing[number(launch, "rings")];
    for (int ring = 0; ring < rings.length; ring++) {
      rings[ring] =
          new RequestRing(
              new RawWords(),
              (address(launch, "issued") + (long) ring * LINE_BYTES) / 8,
              (address(launch, "requests") + (long) ring * depth * REQUEST_BYTES) / 8,
              (address(launch, "consumed") + (long) ring * LINE_BYTES) / 8,
              depth,
              1);
    }
  }

  /** One block's life: the last polls for arrivals, the others work. */
  void block(int block) {
    if (block == blocks - 1) {
      if (half == SEND) {
        send();
      } else {
        poll();
      }
    } else {
      work(block);
    }
    leave();
  }

  private void work(int block) {
    while (true) {
      long asked = System.nanoTime();
      int task = claim();
      if (task == NONE) {
        return;
      }
      long claimed = System.nanoTime();
      run(task);
      long now = System.nanoTime();
      long stamps = taskStamps + task * TASK_STAMPS_SIZE;
      put(stamps, TASK_STAMPS_ASKED, asked);
      put(stamps, TASK_STAMPS_CLAIMED, claimed);
      put(stamps, TASK_STAMPS_STARTED, claimed);
      put(stamps, TASK_STAMPS_ENDED, now);
      put(stamps, TASK_STAMPS_CYCLES, now - claimed);
      MEMORY.set(JAVA_INT, stamps + TASK_STAMPS_SM, block);
      MEMORY.set(JAVA_INT, stamps + TASK_STAMPS_BLOCK, block);
      int kind = task(task, TASK_KIND);
      if (kind == CHECK || kind == COMBINE) {
        put(stamps(task(task, TASK_TILE)), TILE_STAMPS_VERIFIED, now);
      }
      int first = task(task, TASK_FIRST_TILE);
      for (int i = 0; i < task(task, TASK_TILES); i++) {
        contribute(first + i);
      }
      if (kind == CHECK || kind == COMBINE || kind == IMPORT) {
        giveBack(task(task, TASK_TILE));
      }
      lower(task(task, TASK_COUNTER));
      add(state + STATE_DONE, 1);
    }
  }

  private int claim() {
    int ticket = add(state + STATE_HEAD, 1);
    if (ticket >= taskCount || isAborted()) {
      return NONE;
    }
    if (ticket < initial) {
      return ticket;
    }
    long slot = queue + 8L * (ticket - initial);
    while (true) {
      long entry = (long) LONG.getAcquire(MEMORY, slot);
      if (entry >>> 32 == Integer.toUnsignedLong(sequence)) {
        return (int) entry - 1;
      }
      if (!isPatient(WAIT_TASK, NONE, ticket)) {
        return NONE;
      }
      giveWay();
    }
  }

  private void lower(int counter) {
    if (counter == NONE || add(left(counter), -1) != 1) {
      return;
    }
    long next = counters + counter * COUNTER_LAYOUT.byteSize();
    int first = MEMORY.get(JAVA_INT, next);
    int count = MEMORY.get(JAVA_INT, next + 4);
    int from = add(state + STATE_TAIL, count);
    for (int i = 0; i < count; i++) {
      LONG.setRelease(
          MEMORY,
          queue + 8L * (from + i),
          Integer.toUnsignedLong(sequence) << 32 | Integer.toUnsignedLong(first + i + 1));
    }
  }

  private void contribute(int tile) {
    int left = gate.part(tile);
    if (!Gate.isComputed(left)) {
      return;
    }
    int flags = tile(tile, TILE_FLAGS);
    if ((flags & UNFENCED) == 0) {
      VarHandle.fullFence();
    }
    long now = System.nanoTime();
    long stamps = stamps(tile);
    put(stamps, TILE_STAMPS_READY, now);
    if ((flags & STORED) != 0) {
      put(stamps, TILE_STAMPS_REQUESTED, now);
      stored(tile, flags);
      return;
    }
    if ((flags & WIRE) == 0) {
      put(stamps, TILE_STAMPS_REQUESTED, now);
      put(stamps, TILE_STAMPS_SEEN, now);
      lower(tile(tile, TILE_COUNTER));
      return;
    }
    int batch = tile(tile, TILE_BATCH);
    if (batch == NONE) {
      computed(tile);
    } else if (add(left(counterCount + tileCount + groupCount + batch), -1) == 1) {
      long at = batches + batch * GROUP_LAYOUT.byteSize();
      int first = MEMORY.get(JAVA_INT, at);
      for (int i = 0; i < MEMORY.get(JAVA_INT, at + 4); i++) {
        computed(MEMORY.get(JAVA_INT, members + 4L * (first + i)));
      }
    }
  }

  /** A tile and its batch are computed; it is asked for once it has a place. */
  private void computed(int tile) {
    if (tile(tile, TILE_AFTER) == NONE || gate.let(tile)) {
      ask(tile);
    }
  }

  /** The receiver has done with the tile before this one in its place. */
  private void grant(int tile) {
    put(stamps(tile), TILE_STAMPS_GRANTED, System.nanoTime());
    if (gate.let(tile)) {
      ask(tile);
    }
  }

  private void ask(int tile) {
    VarHandle.fullFence();
    int ring = tile(tile, TILE_RING);
    int peer = tile(tile, TILE_PEER);
    int group = tile(tile, TILE_GROUP);
    int flags = tile(tile, TILE_FLAGS);
    long ready = MEMORY.get(JAVA_LONG, stamps(tile) + TILE_STAMPS_READY);
    if ((flags & DECOUPLED) == 0) {
      int operation = (flags & UNSIGNALLED) == 0 ? PUT_SIGNAL : PUT;
      publish(ring, operation, peer, group, tile, ready);
      return;
    }
    publish(ring, PUT, peer, group, tile, ready);
    if (add(left(counterCount + tileCount + group), -1) == 1 && !isLed) {
      flush(group);
    }
  }

  /** A task has done with a tile that had arrived: whoever waits for its place may have it. */
  private void giveBack(int tile) {
    if ((tile(tile, TILE_FLAGS) & LENT) != 0) {
      VarHandle.fullFence();
      publish(
          tile(tile, TILE_RING), CREDIT, tile(tile, TILE_PEER), tile(tile, TILE_GROUP), tile, 0);
    }
  }

  private void stored(int tile, int flags) {
    if ((flags & DECOUPLED) == 0) {
      signals.tell(tile, sequence);
      return;
    }
    int group = tile(tile, TILE_GROUP);
    if (add(left(counterCount + tileCount + group), -1) != 1) {
      return;
    }
    long at = groups + group * GROUP_LAYOUT.byteSize();
    int first = MEMORY.get(JAVA_INT, at);
    for (int i = 0; i < MEMORY.get(JAVA_INT, at + 4); i++) {
      signals.tell(MEMORY.get(JAVA_INT, members + 4L * (first + i)), sequence);
    }
  }

  private void publish(int ring, int operation, int peer, int group, int tile, long ready) {
    RequestRing to = rings[ring];
    long slot = to.reserve();
    while (!to.hasRoom(slot)) {
      if (!isPatient(WAIT_RING, tile, NONE)) {
        return;
      }
      giveWay();
    }
    boolean hasTile = tile != NONE;
    long now = System.nanoTime();
    long low = (1L << 56) - 1;
    to.write(
        slot,
        new long[] {
          operation | (peer & 0xffffL) << 16,
          Integer.toUnsignedLong(tile) | (group & 0xffffffL) << 32,
          hasTile ? MEMORY.get(JAVA_LONG, tiles + tile * TILE_SIZE) : 0,
          hasTile ? MEMORY.get(JAVA_LONG, tiles + tile * TILE_SIZE + 8) : 0,
          hasTile
              ? Integer.toUnsignedLong(tile(tile, TILE_BYTES))
                  | (tile(tile, TILE_QUEUE) & 0xffffffL) << 32
              : 0,
          Integer.toUnsignedLong(tile) | (sequence & 0xffffffL) << 32,
          ready & low,
          now & low
        });
    if (operation == PUT || operation == PUT_SIGNAL) {
      put(stamps(tile), TILE_STAMPS_REQUESTED, now);
    }
  }

  private void flush(int group) {
    long at = groups + group * GROUP_LAYOUT.byteSize();
    int first = MEMORY.get(JAVA_INT, at);
    int count = MEMORY.get(JAVA_INT, at + 4);
    int ring = MEMORY.get(JAVA_INT, at + 8);
    int peer = MEMORY.get(JAVA_INT, at + 12);
    publish(ring, FENCE, peer, group, NONE, 0);
    for (int i = 0; i < count; i++) {
      publish(ring, SIGNAL, peer, group, MEMORY.get(JAVA_INT, members + 4L * (first + i)), 0);
    }
  }

  /** Nobody waits for arrivals: leads until all tasks of this half are done. */
  private void send() {
    boolean isLast = !isLed;
    while (!isLast) {
      isLast = (int) INT.getAcquire(MEMORY, state + STATE_DONE) == taskCount;
      lead();
      if (!isLast && !goesOn(WAIT_GROUP, NONE)) {
        return;
      }
      giveWay();
    }
  }

  /** Flushes the groups that are full, for their leader. */
  private void lead() {
    for (int group = 0; isLed && group < groupCount; group++) {
      long left = left(counterCount + tileCount + group);
      if ((int) INT.getAcquire(MEMORY, left) == 0) {
        INT.setRelease(MEMORY, left, NONE);
        flush(group);
      }
    }
  }

  private boolean goesOn(int wait, int waitingFor) {
    if ((int) INT.getAcquire(MEMORY, stop) != 0) {
      abort(ABORTED, wait, waitingFor, NONE);
    }
    return isPatient(wait, waitingFor, NONE);
  }

  /** Whether a tile waits for the credit of the one before it in its place. */
  private boolean isHeld(int tile) {
    return tile(tile, TILE_AFTER) != NONE
        && MEMORY.get(JAVA_LONG, stamps(tile) + TILE_STAMPS_GRANTED) == 0;
  }

  private void poll() {
    while (true) {
      boolean isOpen = false;
      int waitingFor = NONE;
      int wait = WAIT_CREDIT;
      for (int tile = 0; tile < tileCount; tile++) {
        if ((tile(tile, TILE_FLAGS) & (WIRE | STORED)) == 0
            || MEMORY.get(JAVA_LONG, stamps(tile) + TILE_STAMPS_SEEN) != 0) {
          continue;
        }
        if (isHeld(tile) && credits.isTold(tile(tile, TILE_AFTER), sequence)) {
          VarHandle.acquireFence();
          grant(tile);
        }
        if (signals.isTold(tile, sequence)) {
          VarHandle.acquireFence();
          put(stamps(tile), TILE_STAMPS_SEEN, System.nanoTime());
          lower(tile(tile, TILE_COUNTER));
          continue;
        }
        isOpen = true;
        if (wait == WAIT_CREDIT) {
          waitingFor = tile;
          wait = isHeld(tile) ? WAIT_CREDIT : WAIT_SIGNAL;
        }
      }
      lead();
      if (!isOpen || !goesOn(wait, waitingFor)) {
        return;
      }
      giveWay();
    }
  }

  private void leave() {
    if (add(state + STATE_BLOCKS, 1) != blocks - 1) {
      return;
    }
    if (half == SEND) {
      MEMORY.set(JAVA_INT, state + STATE_HEAD, initial);
      MEMORY.set(JAVA_INT, state + STATE_BLOCKS, 0);
    }
    copy(STATE_WAITING, STATUS_WAITING);
    copy(STATE_WAITING_TILE, STATUS_TILE);
    copy(STATE_WAITING_TASK, STATUS_TASK);
    put(status, STATUS_STARTED, started);
    put(status, STATUS_ENDED, System.nanoTime());
    int verdict = (int) INT.getAcquire(MEMORY, state + STATE_ABORTED);
    INT.setRelease(MEMORY, status, verdict == 0 ? DONE : verdict);
  }

  private void copy(long from, long to) {
    MEMORY.set(JAVA_INT, status + to, MEMORY.get(JAVA_INT, state + from));
  }

  /** Blocks may be more than processors, and what a block waits for is another's doing. */
  @SuppressWarnings("ThreadPriorityCheck")
  static void giveWay() {
    Thread.yield();
  }

  private boolean isAborted() {
    return (int) INT.getAcquire(MEMORY, state + STATE_ABORTED) != 0;
  }

  private boolean isPatient(int wait, int tile, int task) {
    if (isAborted()) {
      return false;
    }
    long grace =
        switch (wait) {
          case WAIT_TASK -> patience / TASK_GRACE;
          case WAIT_CREDIT -> patience / CREDIT_GRACE;
          default -> 0;
        };
    if (System.nanoTime() - until - grace < 0) {
      return true;
    }
    abort(WATCHDOG, wait, tile, task);
    return false;
  }

  private void abort(int verdict, int wait, int tile, int task) {
    if (INT.compareAndSet(MEMORY, state + STATE_ABORTED, 0, verdict)) {
      MEMORY.set(JAVA_INT, state + STATE_WAITING, wait);
      MEMORY.set(JAVA_INT, state + STATE_WAITING_TILE, tile);
      MEMORY.set(JAVA_INT, state + STATE_WAITING_TASK, task);
    }
  }

  private void run(int task) {
    switch (task(task, TASK_KIND)) {
      case GEMM -> gemm(task);
      case DISPATCH -> dispatch(task);
      case IMPORT ->
          MemorySegment.copy(
              MEMORY, wide(task, TASK_A), MEMORY, wide(task, TASK_D), task(task, TASK_DETAIL));
      case COMBINE -> combine(task);
      case COMPUTE -> compute(task);
      case CHECK -> check(task);
      default -> throw new IllegalStateException("no task is of kind " + task(task, TASK_KIND));
    }
  }

  private void gemm(int task) {
    int depth = task(task, TASK_DEPTH);
    int rows = task(task, TASK_ROWS);
    int columns = task(task, TASK_COLUMNS) * BLOCK_COLUMNS;
    int activation = task(task, TASK_WIDTH);
    float[][] left = new float[rows][depth * BLOCK_COLUMNS];
    for (int row = 0; row < rows; row++) {
      load(wide(task, TASK_A), row, left[row]);
    }
    float[] right = new float[depth * BLOCK_COLUMNS];
    for (int column = 0; column < columns; column++) {
      long block = wide(task, TASK_B) + (long) (column / BLOCK_ROWS) * depth * BLOCK_BYTES;
      load(block, column % BLOCK_ROWS, right);
      long to = wide(task, TASK_D) + (long) (column / BLOCK_COLUMNS) * BLOCK_BYTES;
      for (int row = 0; row < BLOCK_ROWS; row++) {
        float sum = row < rows ? dot(left[row], right) : 0;
        MEMORY.set(
            JAVA_SHORT,
            to + place(row, column % BLOCK_COLUMNS),
            BFloat16.of(BFloat16.activate(sum, activation)));
      }
    }
  }

  /** In eight sums, which a compiler may keep in one register. */
  private static float dot(float[] left, float[] right) {
    float[] sums = new float[8];
    for (int k = 0; k < left.length; k += 8) {
      for (int i = 0; i < 8; i++) {
        sums[i] += left[k + i] * right[k + i];
      }
    }
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
  }

  private static void load(long blocks, int row, float[] into) {
    for (int k = 0; k < into.length; k++) {
      long block = blocks + (long) (k / BLOCK_COLUMNS) * BLOCK_BYTES;
      into[k] = BFloat16.toFloat(MEMORY.get(JAVA_SHORT, block + place(row, k % BLOCK_COLUMNS)));
    }
  }

  private void dispatch(int task) {
    int width = task(task, TASK_WIDTH);
    for (int row = 0; row < BLOCK_ROWS; row++) {
      int token = MEMORY.get(JAVA_INT, wide(task, TASK_B) + 8L * row);
      boolean isPadding = row >= task(task, TASK_ROWS) || token == NONE;
      for (int i = 0; i < task(task, TASK_COLUMNS) * BLOCK_COLUMNS; i++) {
        int column = task(task, TASK_DEPTH) * BLOCK_COLUMNS + i;
        short value =
            isPadding
                ? 0
                : MEMORY.get(JAVA_SHORT, wide(task, TASK_A) + 2L * ((long) token * width + column));
        long block = wide(task, TASK_D) + (long) (i / BLOCK_COLUMNS) * BLOCK_BYTES;
        MEMORY.set(JAVA_SHORT, block + place(row, i % BLOCK_COLUMNS), value);
      }
    }
  }

  private void combine(int task) {
    int first = task(task, TASK_DETAIL);
    int width = task(task, TASK_WIDTH);
    for (int row = 0; row < task(task, TASK_ROWS); row++) {
      long to = wide(task, TASK_B) + 8L * (first + row);
      int token = MEMORY.get(JAVA_INT, to);
      if (token == NONE) {
        continue;
      }
      float weight = MEMORY.get(JAVA_FLOAT, to + 4);
      for (int i = 0; i < task(task, TASK_COLUMNS) * BLOCK_COLUMNS; i++) {
        long block = wide(task, TASK_A) + (long) (i / BLOCK_COLUMNS) * BLOCK_BYTES;
        short value =
            MEMORY.get(JAVA_SHORT, block + place(first + row, i % BLOCK_COLUMNS) - first * 128L);
        int column = task(task, TASK_DEPTH) * BLOCK_COLUMNS + i;
        accumulate(
            wide(task, TASK_D) + 4L * ((long) token * width + column),
            weight * BFloat16.toFloat(value));
      }
    }
  }

  private static void accumulate(long address, float value) {
    int before;
    int after;
    do {
      before = (int) FLOAT_BITS.getVolatile(MEMORY, address);
      after = Float.floatToRawIntBits(Float.intBitsToFloat(before) + value);
    } while (!FLOAT_BITS.compareAndSet(MEMORY, address, before, after));
  }

  private void compute(int task) {
    long end = System.nanoTime() + Integer.toUnsignedLong(task(task, TASK_DEPTH));
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    int bytes = task(task, TASK_DETAIL);
    int tile = task(task, TASK_TILE);
    long to = wide(task, TASK_D);
    for (int word = 0; word < bytes / 8; word++) {
      MEMORY.set(JAVA_LONG, to + 8L * word, content(sequence, tile, word));
    }
    long tail = content(sequence, tile, bytes / 8);
    for (int i = bytes & ~7; i < bytes; i++) {
      MEMORY.set(JAVA_BYTE, to + i, (byte) (tail >>> (8 * (i & 7))));
    }
  }

  private void check(int task) {
    int tile = task(task, TASK_TILE);
    int bad = TileContent.bad(MEMORY, wide(task, TASK_A), task(task, TASK_DETAIL), sequence, tile);
    MEMORY.set(JAVA_INT, stamps(tile) + TILE_STAMPS_BAD, bad);
  }

  private static int add(long address, int value) {
    return (int) INT.getAndAdd(MEMORY, address, value);
  }

  private long left(int index) {
    return state + STATE_SIZE + 4L * index;
  }

  private long stamps(int tile) {
    return tileStamps + tile * TILE_STAMPS_SIZE;
  }

  private static void put(long structure, long field, long value) {
    MEMORY.set(JAVA_LONG, structure + field, value);
  }

  private int task(int task, long field) {
    return MEMORY.get(JAVA_INT, tasks + task * TASK_SIZE + field);
  }

  private long wide(int task, long field) {
    return MEMORY.get(JAVA_LONG, tasks + task * TASK_SIZE + field);
  }

  private int tile(int tile, long field) {
    return MEMORY.get(JAVA_INT, tiles + tile * TILE_SIZE + field);
  }

  private static long address(MemorySegment launch, String field) {
    return launch.get(JAVA_LONG, offset(LAUNCH_LAYOUT, field));
  }

  private static int number(MemorySegment launch, String field) {
    return launch.get(JAVA_INT, offset(LAUNCH_LAYOUT, field));
  }
}
