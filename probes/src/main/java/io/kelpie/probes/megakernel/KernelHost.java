package io.kelpie.probes.megakernel;

import static io.kelpie.probes.megakernel.SharedRegion.*;

import io.kelpie.ffi.cuda.GpuException;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Catalogue.PreambleForm;
import io.kelpie.workload.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Runs a kernel for another process, which computes nothing itself and carries the tiles: {@link
 * OutsideMachine} over there. Rings, tiles, signals and all else that both sides use lie in the
 * region; what only the kernel uses stays in its own memory. One user at a time.
 */
public final class KernelHost implements AutoCloseable {
  /** Nanoseconds between two looks for a call. */
  private static final long LOOK = 20_000;

  private final SharedRegion region;
  private final Machine machine;
  private final Area.Shared admitted;
  private final Map<Long, Area> areas = new HashMap<>();
  private long lastHandle;

  /**
   * @param region a file that the other process maps, too
   * @throws UsageException where it cannot be mapped
   * @throws GpuUnavailableException where there is no such GPU
   * @throws GpuException where the GPU's driver does not take the region
   */
  public KernelHost(MegakernelSettings settings, Path region) {
    this.region = new SharedRegion(region);
    try {
      machine = settings.machine(settings.carrier());
      try {
        admitted = machine.admit(this.region.memory());
      } catch (RuntimeException | Error failure) {
        machine.close();
        throw failure;
      }
    } catch (RuntimeException | Error failure) {
      this.region.close();
      throw failure;
    }
  }

  /** Offers the kernel until this thread is interrupted. */
  public void serve() {
    region.set(CALLED, 0);
    region.set(ANSWERED, 0);
    region.set(OFFER, OFFERED);
    long answered = 0;
    while (!Thread.currentThread().isInterrupted()) {
      beat();
      long called = region.get(CALLED);
      if (called == answered) {
        LockSupport.parkNanos(LOOK);
      } else {
        answered = called;
        answer();
        region.set(ANSWERED, answered);
      }
    }
    region.set(OFFER, 0);
  }

  private void beat() {
    region.set(BEAT, region.get(BEAT) + 1);
  }

  private long word(int number) {
    return region.get(CALL + 8L * number);
  }

  private void put(int number, long value) {
    region.set(ANSWER + 8L * number, value);
  }

  private void answer() {
    try {
      obey(KernelCall.values()[(int) word(0)]);
      put(0, 0);
    } catch (RuntimeException failure) {
      region.tell(failure.toString());
      put(0, 1);
    }
  }

  private void obey(KernelCall call) {
    switch (call) {
      case TAKE -> take();
      case OWN -> {
        Area area = machine.own(word(1));
        areas.put(++lastHandle, area);
        put(1, lastHandle);
        put(2, area.address());
      }
      case FREE -> {
        Area area = areas.remove(word(1));
        if (area != null) {
          area.close();
        }
      }
      case WRITE -> area(1).write(region.memory().asSlice(word(2), word(3)));
      case READ -> area(1).read(region.memory().asSlice(word(2), word(3)));
      case START ->
          machine.start(
              argument(),
              area(2),
              area(3),
              area(4),
              new Preamble(PreambleForm.values()[(int) word(5)], (int) word(6), (int) word(7)));
      case GO_ON -> machine.goOn(argument());
      case IS_DONE -> put(1, machine.isDone() ? 1 : 0);
      case CLOCK ->
          machine.answerClock(
              new Area.Part(
                  region.memory().asSlice(CLOCKS, ClockExchange.BYTES),
                  admitted.address() + CLOCKS));
    }
  }

  private MemorySegment argument() {
    return region.memory().asSlice(word(1), Protocol.LAUNCH_LAYOUT.byteSize());
  }

  private Area area(int number) {
    Area area = areas.get(word(number));
    if (area == null) {
      throw new IllegalStateException("another process has taken the kernel since");
    }
    return area;
  }

  private void take() {
    while (!hasEnded()) {
      beat();
      LockSupport.parkNanos(LOOK);
    }
    areas.values().forEach(Area::close);
    areas.clear();
    region.tell(
        machine.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n")));
    put(1, machine.workers());
    put(2, admitted.address());
  }

  /** Whether nothing runs any more, ended well or not: its user is gone. */
  private boolean hasEnded() {
    try {
      return machine.isDone();
    } catch (IllegalStateException | GpuException _) {
      return true;
    }
  }

  @Override
  public void close() {
    areas.values().forEach(Area::close);
    admitted.close();
    machine.close();
    region.close();
  }

  /** Offers the kernel of a device, {@code host} or {@code gpu0}, over a file until it is ended. */
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      System.err.println("kernel: name a device, host or gpu0, and the file of a shared region");
      System.exit(2);
    }
    try (KernelHost kernel =
        new KernelHost(MegakernelSettings.of(List.of(arguments[0])), Path.of(arguments[1]))) {
      kernel.serve();
    } catch (UsageException | GpuUnavailableException refused) {
      System.err.println("kernel: " + refused.getMessage());
      System.exit(2);
    } catch (GpuException refused) {
      System.err.println("kernel: the GPU's driver refuses: " + refused);
      System.exit(2);
    }
  }
}
