package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.DmaBuf;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuException;
import io.kelpie.ffi.verbs.Access;
import io.kelpie.ffi.verbs.MemoryRegion;
import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.VerbsException;
import io.kelpie.probes.verbs.Endpoint;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Queue pairs whose devices read and write the GPU's memory themselves, by dma-buf where its driver
 * and theirs have it, else as peer memory. Signals stay in host memory, where the kernel polls: a
 * signal that is seen before its data has reached the GPU is found by content, as any is.
 */
record GpuQueuePairs(QueuePairs carrier) implements Carrier {
  /** A GPU hands its memory out to devices by such pieces. */
  private static final long PIECE = 2L << 20;

  /** Why devices cannot reach a GPU's memory, in their drivers' words; empty where they do. */
  static Optional<String> refusal(GpuMachine machine, List<Endpoint> devices) {
    try (GpuMachine.Device trial = machine.own(PIECE)) {
      for (Endpoint device : devices) {
        register(device, trial).close();
      }
      return Optional.empty();
    } catch (VerbsException refused) {
      return Optional.of(refused.toString());
    }
  }

  /**
   * The GPU's memory, as a device knows it.
   *
   * @throws VerbsException where neither way works: what peer memory was refused with
   */
  static MemoryRegion register(Endpoint device, GpuMachine.Device area) {
    Set<Access> access = device.access(QueuePairType.RC);
    DeviceMemory memory = area.memory();
    try (DmaBuf file = memory.dmaBuf()) {
      return device
          .domain()
          .registerDmaBuf(file.file(), file.offset(), memory.address(), memory.bytes(), access);
    } catch (GpuException | VerbsException withoutDmaBuf) {
      try {
        return device.domain().registerPeer(memory.address(), memory.bytes(), access);
      } catch (VerbsException refused) {
        refused.addSuppressed(withoutDmaBuf);
        throw refused;
      }
    }
  }

  @Override
  public SortedMap<String, String> environment() {
    return carrier.environment();
  }

  @Override
  public void narrow(Map<String, Values> values) {
    carrier.narrow(values);
  }

  @Override
  public Area source(Machine machine, long bytes) {
    return ((GpuMachine) machine).own(whole(bytes));
  }

  @Override
  public Area target(Machine machine, long bytes) {
    Gpu gpu = ((GpuMachine) machine).gpu();
    return machine.beyond(gpu.number(), whole(bytes));
  }

  private static long whole(long bytes) {
    return Math.ceilDiv(bytes, PIECE) * PIECE;
  }

  @Override
  public Transport open(
      Machine machine, Workload workload, Rules rules, Ends ends, Arrival arrival) {
    return carrier.open(machine, workload, rules, ends, arrival);
  }

  @Override
  public void close() {
    carrier.close();
  }
}
