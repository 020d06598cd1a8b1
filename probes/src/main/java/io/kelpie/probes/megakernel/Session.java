package io.kelpie.probes.megakernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.cuda.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tables brought onto a machine, with rings, signals and stamps: what passes are started on. */
final class Session implements AutoCloseable, Carrier.Arrival {
  private static final VarHandle INT = JAVA_INT.varHandle();

  /** Nanoseconds that the half of a pass that receives has at least. */
  private static final long LEAST_WATCHDOG = 1_000_000;

  private final Machine machine;
  private final Tables tables;
  private final RingSettings settings;
  private final boolean isHooked;
  private Preamble preamble;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment launch = arena.allocate(Protocol.LAUNCH_LAYOUT);
  private final Area template;
  private final Area state;
  private final Area taskStamps;
  private final Area tileStamps;
  private final Area.Shared consumed;
  private final Area.Shared requests;
  private final Area signals;
  private final Area.Shared credits;
  private final @Nullable Signals told;
  private final Signals granted;
  private final Area.Shared status;
  private final Area.Shared stop;
  private final List<RequestRing> rings = new ArrayList<>();
  private final List<Area> areas = new ArrayList<>();
  private int sequence;
  private long started;
  private long end;
  private boolean isSending;

  /**
   * @param isHooked whether a pass is two launches: one that sends, and one that receives
   */
  Session(
      Machine machine,
      Carrier carrier,
      Plan plan,
      RingSettings settings,
      Preamble preamble,
      boolean isHooked) {
    this.preamble = preamble;
    this.isHooked = isHooked;
    this.machine = machine;
    this.tables = plan.tables();
    this.settings = settings;
    set("tasks", bring(tables.taskTable(arena)));
    set("tiles", bring(tables.tileTable(arena)));
    set("groups", bring(tables.groupTable(arena)));
    set("members", bring(tables.memberTable(arena)));
    set("batches", bring(tables.batchTable(arena)));
    set("counters", bring(tables.counterTable(arena)));
    template = bring(tables.template(arena));
    state = set("state", machine.own(tables.stateBytes()));
    set("queue", cleared(8L * Math.max(1, tables.tasks().size())));
    taskStamps =
        set(
            "task_stamps",
            cleared(Protocol.TASK_STAMPS_LAYOUT.byteSize() * Math.max(1, tables.tasks().size())));
    tileStamps =
        set(
            "tile_stamps",
            cleared(Protocol.TILE_STAMPS_LAYOUT.byteSize() * Math.max(1, tables.tiles().size())));
    set("issued", cleared((long) settings.rings() * Protocol.LINE_BYTES));
    requests =
        set(
            "requests",
            machine.shared((long) settings.rings() * settings.depth() * Protocol.REQUEST_BYTES));
    consumed = set("consumed", machine.shared((long) settings.rings() * Protocol.LINE_BYTES));
    signals = set("signals", carrier.signals(machine, 8L * Math.max(1, tables.tiles().size())));
    credits = set("credits", machine.shared(8L * Math.max(1, tables.tiles().size())));
    status = set("status", machine.shared(Protocol.STATUS_LAYOUT.byteSize()));
    stop = set("stop", machine.shared(Protocol.LINE_BYTES));
    number("initial", tables.initial());
    number("tile_count", tables.tiles().size());
    number("group_count", tables.groups().size());
    number("batch_count", tables.batches().size());
    number("counter_count", tables.counters());
    number("rings", settings.rings());
    number("depth", settings.depth());
    number("leader", plan.routes().rules().isLed() ? 1 : 0);
    told =
        signals instanceof Area.Shared shared
            ? new Signals(new RawWords(), shared.segment().address() / 8)
            : null;
    granted = new Signals(new RawWords(), credits.segment().address() / 8);
    for (int ring = 0; ring < settings.rings(); ring++) {
      rings.add(ring(ring));
    }
  }

  /** The proxy's side of a ring, which never touches the producers' counter. */
  private RequestRing ring(int number) {
    long slots = (long) number * settings.depth() * Protocol.REQUEST_BYTES;
    return new RequestRing(
        new RawWords(),
        0,
        (requests.segment().address() + slots) / 8,
        (consumed.segment().address() + (long) number * Protocol.LINE_BYTES) / 8,
        settings.depth(),
        settings.interval());
  }

  private Area bring(MemorySegment table) {
    Area area = machine.own(table.byteSize());
    areas.add(area);
    area.write(table);
    return area;
  }

  private Area cleared(long bytes) {
    return bring(arena.allocate(bytes, 64));
  }

  private <A extends Area> A set(String field, A area) {
    launch.set(JAVA_LONG, Protocol.offset(Protocol.LAUNCH_LAYOUT, field), area.address());
    if (!areas.contains(area)) {
      areas.add(area);
    }
    return area;
  }

  private void number(String field, int value) {
    launch.set(JAVA_INT, Protocol.offset(Protocol.LAUNCH_LAYOUT, field), value);
  }

  Tables tables() {
    return tables;
  }

  List<RequestRing> rings() {
    return rings;
  }

  int sequence() {
    return sequence;
  }

  /** Runs this in front of the passes to come. */
  void precede(Preamble other) {
    preamble = other;
  }

  /** Starts the next pass. */
  void start(Duration watchdog) {
    sequence++;
    number("sequence", sequence);
    number("preamble", preamble.fused());
    half(isHooked ? Protocol.SEND : Protocol.WHOLE, watchdog);
    started = System.nanoTime();
    end = started + watchdog.toNanos();
    machine.start(launch, state, template, tileStamps, preamble);
  }

  private void half(int half, Duration watchdog) {
    isSending = half == Protocol.SEND;
    number("half", half);
    number("task_count", isSending ? tables.initial() : tables.tasks().size());
    launch.set(JAVA_LONG, Protocol.offset(Protocol.LAUNCH_LAYOUT, "deadline"), watchdog.toNanos());
    status.segment().fill((byte) 0);
    stop.segment().fill((byte) 0);
  }

  /** Whether the half of the pass that sends has ended well, and the other has not been started. */
  boolean awaitsHook() {
    return isSending && verdict() == Protocol.DONE;
  }

  /** Starts the half of the pass that receives; once the other has left nothing running. */
  void receive() {
    number("preamble", 0);
    half(Protocol.RECEIVE, Duration.ofNanos(Math.max(LEAST_WATCHDOG, end - System.nanoTime())));
    machine.goOn(launch);
  }

  /** Whether the pass may still come to something. */
  boolean isUnderWay() {
    return verdict() == Protocol.RUNNING || (awaitsHook() && System.nanoTime() - end < 0);
  }

  /** When the pass was started, by the host's clock, before anything in front of it. */
  long started() {
    return started;
  }

  /** What the kernel said when it ended; {@link Protocol#RUNNING} before. */
  int verdict() {
    return (int) INT.getAcquire(status.segment(), 0L);
  }

  int status(String field) {
    return status.segment().get(JAVA_INT, Protocol.offset(Protocol.STATUS_LAYOUT, field));
  }

  /** When the pass ended, by the kernel's clock. */
  long ended() {
    return status.segment().get(JAVA_LONG, Protocol.offset(Protocol.STATUS_LAYOUT, "ended"));
  }

  boolean isDone() {
    return machine.isDone();
  }

  /** Asks the kernel to end. */
  void stop() {
    INT.setRelease(stop.segment(), 0L, 1);
  }

  /** The words by which the kernel learns of arrivals, one a tile. */
  Area signals() {
    return signals;
  }

  /** The words by which the kernel learns of free places, one a tile. */
  Area credits() {
    return credits;
  }

  /** Tells the receiver that a tile has arrived; after what has arrived is in its memory. */
  @Override
  public void signal(int tile) {
    VarHandle.releaseFence();
    Objects.requireNonNull(told).tell(tile, sequence);
  }

  @Override
  public void credit(int tile) {
    granted.tell(tile, sequence);
  }

  /** Room for the stamps of all tiles, until this session closes. */
  MemorySegment tileStamps() {
    return arena.allocate(tileStamps.bytes(), 8);
  }

  /** Copies the tiles' stamps of the pass that ended. */
  void readTileStamps(MemorySegment into) {
    tileStamps.read(into);
  }

  /** The tasks' stamps of the pass that ended. */
  MemorySegment taskStamps() {
    MemorySegment stamps = arena.allocate(taskStamps.bytes(), 8);
    taskStamps.read(stamps);
    return stamps;
  }

  @Override
  public void close() {
    areas.reversed().forEach(Area::close);
    arena.close();
  }
}
