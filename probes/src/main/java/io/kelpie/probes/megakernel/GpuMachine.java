package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Argument;
import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.ffi.cuda.PinnedMemory;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.ffi.thread.Affinity;
import io.kelpie.workload.Catalogue.PreambleForm;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A GPU: one block on every multiprocessor, or on as many as are asked for. */
final class GpuMachine implements Machine {
  private final Gpu gpu;
  private final Gpu.Stream stream;
  private final Gpu.Kernel megakernel;
  private final Gpu.Kernel clocks;
  private final Gpu.Kernel before;
  private final Gpu.Stream second;
  private final Gpu.Event forked;
  private final Gpu.Event joined;
  private final int blocks;
  private final int threads;
  private final int sharedBytes;
  private final Pinned clockLines;
  private final long tick;
  private final Map<Integer, Gpu> others = new HashMap<>();

  /**
   * @param gpu closed with this machine
   * @param blocks in all, at least 2; 0 for one on every multiprocessor
   * @throws GpuUnavailableException where so many could not be resident at once
   */
  GpuMachine(Gpu gpu, int blocks) {
    this.gpu = gpu;
    stream = gpu.stream();
    megakernel = gpu.kernel("kelpie_megakernel");
    clocks = gpu.kernel("kelpie_clocks");
    before = gpu.kernel("kelpie_preamble");
    MemorySegment image = describe();
    if (field(image, "version") != Protocol.VERSION) {
      throw new IllegalStateException("the kernels speak another version of the protocol");
    }
    threads = field(image, "threads");
    sharedBytes = field(image, "shared_bytes");
    megakernel.allowShared(sharedBytes);
    this.blocks = blocks == 0 ? gpu.multiprocessors() : blocks;
    int most = megakernel.resident(threads, sharedBytes);
    if (this.blocks > most) {
      stream.close();
      throw new GpuUnavailableException(
          "%d blocks wait for each other and only %d run at once on this GPU; ask for fewer"
              .formatted(this.blocks, most));
    }
    second = gpu.stream();
    forked = gpu.event();
    joined = gpu.event();
    clockLines = shared(ClockExchange.BYTES);
    tick = tick();
  }

  private MemorySegment describe() {
    try (DeviceMemory memory = gpu.allocate(Protocol.IMAGE_LAYOUT.byteSize())) {
      gpu.kernel("kelpie_describe").launch(stream, 1, 1, 0, Argument.of(memory.address()));
      stream.await();
      MemorySegment image = Arena.ofAuto().allocate(Protocol.IMAGE_LAYOUT);
      gpu.copyOut(image, memory);
      return image;
    }
  }

  Gpu gpu() {
    return gpu;
  }

  private static int field(MemorySegment image, String name) {
    return image.get(ValueLayout.JAVA_INT, Protocol.offset(Protocol.IMAGE_LAYOUT, name));
  }

  @Override
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("megakernel", gpu.name());
    environment.put("megakernel.blocks", Integer.toString(blocks - 1));
    environment.put("megakernel.image", gpu.image().file());
    environment.put("megakernel.driver", Integer.toString(Gpu.driverVersion()));
    return environment;
  }

  @Override
  public int workers() {
    return blocks - 1;
  }

  @Override
  public boolean sharesProcessors() {
    return false;
  }

  @Override
  public List<Integer> processors() {
    Path list =
        Path.of("/sys/bus/pci/devices", gpu.busId().toLowerCase(Locale.ROOT), "local_cpulist");
    try {
      return Affinity.listed(Files.readString(list));
    } catch (IOException unknown) {
      return List.of();
    }
  }

  @Override
  public Device own(long bytes) {
    return new Device(gpu, gpu.allocate(bytes));
  }

  @Override
  public Area beyond(@Nullable Integer number, long bytes) {
    Gpu other = other(number);
    other.enter();
    try (Gpu.Stream its = other.stream()) {
      DeviceMemory memory = other.allocate(bytes);
      its.clear(memory);
      its.await();
      return new Device(other, memory);
    } finally {
      gpu.enter();
    }
  }

  private Gpu other(@Nullable Integer number) {
    int wanted = number == null ? gpu.number() + 1 : number;
    if (wanted == gpu.number()) {
      return gpu;
    }
    Gpu known = others.get(wanted);
    if (known != null) {
      return known;
    }
    if (wanted >= Gpu.count()) {
      throw new UsageException(
          "no gpu%d to reach from gpu%d: this host has %d; gpu%d itself can be named, too"
              .formatted(wanted, gpu.number(), Gpu.count(), gpu.number()));
    }
    Gpu other = Gpu.open(wanted);
    gpu.enter();
    if (!gpu.reaches(other)) {
      other.close();
      gpu.enter();
      throw new UsageException(
          "gpu%d does not reach the memory of gpu%d".formatted(gpu.number(), wanted));
    }
    gpu.mapPeer(other);
    others.put(wanted, other);
    return other;
  }

  @Override
  public Pinned shared(long bytes) {
    return new Pinned(gpu.pin(bytes));
  }

  @Override
  public Pinned admit(MemorySegment memory) {
    return new Pinned(gpu.register(memory));
  }

  /** The block that polls keeps a byte a tile in its shared memory. */
  @Override
  public void start(
      MemorySegment launch, Area state, Area template, Area tileStamps, Preamble preamble) {
    int tiles =
        launch.get(ValueLayout.JAVA_INT, Protocol.offset(Protocol.LAUNCH_LAYOUT, "tile_count"));
    if (tiles > sharedBytes) {
      throw new IllegalArgumentException(
          "%d tiles, and one block polls for at most %d".formatted(tiles, sharedBytes));
    }
    stream.copy(((Device) state).memory, ((Device) template).memory);
    stream.clear(((Device) tileStamps).memory);
    launch(preamble);
    megakernel.launchResident(stream, blocks, threads, sharedBytes, Argument.of(launch));
  }

  @Override
  public void goOn(MemorySegment launch) {
    megakernel.launchResident(stream, blocks, threads, sharedBytes, Argument.of(launch));
  }

  private void launch(Preamble preamble) {
    boolean isSplit = preamble.form() == PreambleForm.TWO_STREAMS && preamble.launches() > 1;
    if (isSplit) {
      stream.record(forked);
      second.await(forked);
    }
    for (int kernel = 0; kernel < preamble.launches(); kernel++) {
      before.launch(
          isSplit && kernel % 2 == 1 ? second : stream,
          1,
          32,
          0,
          Argument.of((long) preamble.nanoseconds()));
    }
    if (isSplit) {
      second.record(joined);
      stream.await(joined);
    }
  }

  @Override
  public boolean isDone() {
    return stream.isDone();
  }

  @Override
  public ClockJoin.Reading clock() {
    return new ClockExchange(clockLines.segment())
        .read(() -> answerClock(clockLines), stream::await, false, tick);
  }

  @Override
  public void answerClock(Area.Shared lines) {
    clocks.launch(
        stream,
        1,
        1,
        0,
        Argument.of(lines.address() + ClockExchange.ASKED),
        Argument.of(lines.address() + ClockExchange.ANSWER),
        Argument.of(ClockExchange.PATIENCE));
  }

  /** The steps in which the GPU's timer moves, in nanoseconds: the median of some. */
  private long tick() {
    int count = 101;
    try (PinnedMemory times = gpu.pin(8L * count)) {
      gpu.kernel("kelpie_ticks")
          .launch(stream, 1, 1, 0, Argument.of(times.deviceAddress()), Argument.of(count));
      stream.await();
      long[] steps = new long[count - 1];
      Arrays.setAll(
          steps,
          i ->
              times.segment().getAtIndex(ValueLayout.JAVA_LONG, i + 1)
                  - times.segment().getAtIndex(ValueLayout.JAVA_LONG, i));
      Arrays.sort(steps);
      return steps[steps.length / 2];
    }
  }

  @Override
  public void close() {
    clockLines.close();
    joined.close();
    forked.close();
    second.close();
    stream.close();
    others.values().forEach(Gpu::close);
    gpu.close();
  }

  /** Memory of a GPU, by default the kernel's. */
  final class Device implements Area {
    private final Gpu owner;
    private final DeviceMemory memory;

    private Device(Gpu owner, DeviceMemory memory) {
      this.owner = owner;
      this.memory = memory;
    }

    DeviceMemory memory() {
      return memory;
    }

    @Override
    public long address() {
      return memory.address();
    }

    @Override
    public long bytes() {
      return memory.bytes();
    }

    @Override
    public void write(MemorySegment from) {
      gpu.copyIn(memory, from);
    }

    @Override
    public void read(MemorySegment to) {
      gpu.copyOut(to, memory);
    }

    @Override
    public void close() {
      owner.enter();
      memory.close();
      gpu.enter();
    }
  }

  /** Host memory. */
  static final class Pinned implements Area.Shared {
    private final PinnedMemory memory;

    private Pinned(PinnedMemory memory) {
      this.memory = memory;
    }

    PinnedMemory memory() {
      return memory;
    }

    @Override
    public long address() {
      return memory.deviceAddress();
    }

    @Override
    public MemorySegment segment() {
      return memory.segment();
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
