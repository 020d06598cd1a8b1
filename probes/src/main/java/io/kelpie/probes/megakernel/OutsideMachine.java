package io.kelpie.probes.megakernel;

import static io.kelpie.probes.megakernel.SharedRegion.*;

import io.kelpie.probes.traffic.TrafficFailure;
import io.kelpie.workload.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of another process, which {@link KernelHost} runs, perhaps outside of the virtual
 * machine that this process is in. One thread at a time calls it.
 */
final class OutsideMachine implements Machine {
  private static final long ALIGNMENT = 4096;

  /** Without a sign of life for so long, the other process is given up. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final SharedRegion region;
  private final Duration silence;
  private final SortedMap<String, String> environment = new TreeMap<>();
  private final TreeMap<Long, Long> dealt = new TreeMap<>();
  private final int workers;
  private final long address;
  private long beat;
  private long alive;
  private boolean isLost;

  /**
   * @throws UsageException where no kernel is offered there
   */
  OutsideMachine(Path file) {
    this(file, SILENCE);
  }

  OutsideMachine(Path file, Duration silence) {
    this.silence = silence;
    region = new SharedRegion(file);
    try {
      if (region.get(OFFER) != OFFERED) {
        throw new UsageException(
            "--device outside: no kernel is offered over %s: start native/softroce/outside"
                .formatted(file));
      }
      call(KernelCall.TAKE);
    } catch (TrafficFailure silent) {
      region.close();
      throw new UsageException("--device outside: " + silent.getMessage(), silent);
    } catch (UsageException absent) {
      region.close();
      throw absent;
    }
    workers = (int) answer(1);
    address = answer(2);
    for (String line : region.text().lines().toList()) {
      String[] entry = line.split("=", 2);
      environment.put(entry[0], entry[1]);
    }
    environment.merge("megakernel", " of another process", String::concat);
  }

  private long answer(int number) {
    return region.get(ANSWER + 8L * number);
  }

  private void call(KernelCall call, long... numbers) {
    region.set(CALL, call.ordinal());
    for (int i = 0; i < numbers.length; i++) {
      region.set(CALL + 8L * (i + 1), numbers[i]);
    }
    region.set(CALLED, region.get(CALLED) + 1);
    alive = System.nanoTime();
    while (region.get(ANSWERED) != region.get(CALLED)) {
      checkAlive();
      HostKernel.giveWay();
    }
    if (answer(0) != 0) {
      throw new TrafficFailure(region.text(), "the kernel's process");
    }
  }

  private void checkAlive() {
    long now = region.get(BEAT);
    if (now != beat && !isLost) {
      beat = now;
      alive = System.nanoTime();
      return;
    }
    isLost |= region.get(OFFER) != OFFERED || System.nanoTime() - alive > silence.toNanos();
    if (isLost) {
      throw new TrafficFailure("the kernel's process does not answer", "over the shared region");
    }
  }

  @Override
  public SortedMap<String, String> environment() {
    return environment;
  }

  @Override
  public int workers() {
    return workers;
  }

  /** A virtual machine's processors may be threads beside it. */
  @Override
  public boolean sharesProcessors() {
    return true;
  }

  @Override
  public List<Integer> processors() {
    return List.of();
  }

  @Override
  public long room() {
    return region.memory().byteSize() - HEADER;
  }

  @Override
  public Area own(long bytes) {
    call(KernelCall.OWN, bytes);
    return new Own(answer(1), answer(2), bytes);
  }

  @Override
  public Area.Shared shared(long bytes) {
    return new Piece(bytes);
  }

  @Override
  public Area beyond(@Nullable Integer number, long bytes) {
    throw new UsageException(
        "--device outside: another process's kernel reaches no other GPU from here; use ibverbs,"
            + " loopback or a provider of libfabric");
  }

  @Override
  public Area.Shared admit(MemorySegment memory) {
    throw new IllegalStateException("another process's kernel uses its region alone");
  }

  @Override
  public void start(
      MemorySegment launch, Area state, Area template, Area tileStamps, Preamble preamble) {
    try (Piece argument = piece(launch)) {
      call(
          KernelCall.START,
          argument.offset,
          ((Own) state).handle,
          ((Own) template).handle,
          ((Own) tileStamps).handle,
          preamble.form().ordinal(),
          preamble.kernels(),
          preamble.nanoseconds());
    }
  }

  @Override
  public void goOn(MemorySegment launch) {
    try (Piece argument = piece(launch)) {
      call(KernelCall.GO_ON, argument.offset);
    }
  }

  private Piece piece(MemorySegment content) {
    Piece piece = new Piece(content.byteSize());
    piece.write(content);
    return piece;
  }

  @Override
  public boolean isDone() {
    call(KernelCall.IS_DONE);
    return answer(1) != 0;
  }

  @Override
  public ClockJoin.Reading clock() {
    return new ClockExchange(region.memory().asSlice(CLOCKS, ClockExchange.BYTES))
        .read(() -> call(KernelCall.CLOCK), this::awaitEnd, true, 0);
  }

  private void awaitEnd() {
    while (!isDone()) {
      HostKernel.giveWay();
    }
  }

  @Override
  public void answerClock(Area.Shared lines) {
    throw new IllegalStateException("another process's kernel answers over its region alone");
  }

  @Override
  public void close() {
    region.close();
  }

  /**
   * A part of the region behind all that is in use when it is made, cleared, until it is closed.
   */
  private final class Piece implements Area.Shared {
    private final long offset;
    private final MemorySegment segment;

    Piece(long bytes) {
      offset = dealt.isEmpty() ? HEADER : dealt.lastEntry().getValue();
      long end = Math.ceilDiv(offset + Math.max(1, bytes), ALIGNMENT) * ALIGNMENT;
      if (end > region.memory().byteSize()) {
        throw new TrafficFailure("no room for %d bytes".formatted(bytes), "the shared region");
      }
      dealt.put(offset, end);
      segment = region.memory().asSlice(offset, Math.max(1, bytes)).fill((byte) 0);
    }

    @Override
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public long address() {
      return address + offset;
    }

    @Override
    public void close() {
      dealt.remove(offset);
    }
  }

  /** Memory of the kernel's own, reached through a part of the region. */
  private final class Own implements Area {
    private final long handle;
    private final long address;
    private final long bytes;

    Own(long handle, long address, long bytes) {
      this.handle = handle;
      this.address = address;
      this.bytes = bytes;
    }

    @Override
    public long address() {
      return address;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void write(MemorySegment from) {
      try (Piece piece = piece(from)) {
        call(KernelCall.WRITE, handle, piece.offset, from.byteSize());
      }
    }

    @Override
    public void read(MemorySegment to) {
      try (Piece piece = new Piece(to.byteSize())) {
        call(KernelCall.READ, handle, piece.offset, to.byteSize());
        MemorySegment.copy(piece.segment, 0, to, 0, to.byteSize());
      }
    }

    /** What a process had that is gone went with it. */
    @Override
    public void close() {
      if (!isLost) {
        call(KernelCall.FREE, handle);
      }
    }
  }
}
