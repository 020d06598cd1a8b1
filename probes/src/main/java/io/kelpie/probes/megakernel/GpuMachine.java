package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Argument;
import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.ffi.cuda.PinnedMemory;
import io.kelpie.ffi.cuda.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** A GPU: one block on every multiprocessor, or on as many as are asked for. */
final class GpuMachine implements Machine {
  private static final int CLOCK_READINGS = 1000;
  private static final long PATIENCE = 2_000_000_000L;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Gpu gpu;
  private final Gpu.Stream stream;
  private final Gpu.Kernel megakernel;
  private final Gpu.Kernel clocks;
  private final int blocks;
  private final int threads;
  private final int sharedBytes;
  private final PinnedMemory asked;
  private final PinnedMemory answer;
  private final long tick;

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
    asked = gpu.pin(Protocol.LINE_BYTES);
    answer = gpu.pin(Protocol.LINE_BYTES);
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
  public Area own(long bytes) {
    return new Own(gpu.allocate(bytes));
  }

  @Override
  public Area.Shared shared(long bytes) {
    return new Pinned(gpu.pin(bytes));
  }

  @Override
  public void start(MemorySegment launch, Area state, Area template, Area tileStamps) {
    stream.copy(((Own) state).memory, ((Own) template).memory);
    stream.clear(((Own) tileStamps).memory);
    megakernel.launchResident(stream, blocks, threads, sharedBytes, Argument.of(launch));
  }

  @Override
  public boolean isDone() {
    return stream.isDone();
  }

  /**
   * Both sides keep writing their time and reading the other's. What is read was written before, so
   * that each reading bounds the difference of the clocks from one side; the closest on either side
   * come from different moments, and so lie closer together than any exchange there and back.
   */
  @Override
  public ClockJoin.Reading clock() {
    asked.segment().fill((byte) 0);
    answer.segment().fill((byte) 0);
    clocks.launch(
        stream,
        1,
        1,
        0,
        Argument.of(asked.deviceAddress()),
        Argument.of(answer.deviceAddress()),
        Argument.of(PATIENCE));
    long most = Long.MAX_VALUE;
    long last = 0;
    long begin = System.nanoTime();
    for (int read = 0; read < CLOCK_READINGS; ) {
      long before = System.nanoTime();
      WORD.setRelease(asked.segment(), 0L, before);
      long kernel = (long) WORD.getAcquire(answer.segment(), 0L);
      long after = System.nanoTime();
      if (kernel != last) {
        most = Math.min(most, after - kernel);
        last = kernel;
        read++;
      } else if (after - begin > PATIENCE) {
        throw new IllegalStateException("the GPU answers no clock");
      }
    }
    WORD.setRelease(asked.segment(), 0L, -1L);
    stream.await();
    long least = (long) WORD.getAcquire(answer.segment(), 8L);
    return new ClockJoin.Reading(
        last + least + (most - least) / 2, last, (most - least + tick + 1) / 2);
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
    release();
    gpu.close();
  }

  /** Gives back all of its own but the GPU. */
  void release() {
    answer.close();
    asked.close();
    stream.close();
  }

  private final class Own implements Area {
    private final DeviceMemory memory;

    Own(DeviceMemory memory) {
      this.memory = memory;
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
      memory.close();
    }
  }

  private static final class Pinned implements Area.Shared {
    private final PinnedMemory memory;

    Pinned(PinnedMemory memory) {
      this.memory = memory;
    }

    @Override
    public long address() {
      return memory.deviceAddress();
    }

    @Override
    public long bytes() {
      return memory.segment().byteSize();
    }

    @Override
    public MemorySegment segment() {
      return memory.segment();
    }

    @Override
    public void write(MemorySegment from) {
      MemorySegment.copy(from, 0, memory.segment(), 0, from.byteSize());
    }

    @Override
    public void read(MemorySegment to) {
      MemorySegment.copy(memory.segment(), 0, to, 0, to.byteSize());
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
