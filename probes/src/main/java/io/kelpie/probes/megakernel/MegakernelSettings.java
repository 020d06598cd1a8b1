package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What runs the kernel, and the parts of a run that are no dimensions.
 *
 * @param region the file over which another process offers its kernel; null for one of this process
 * @param gpu its number; null for host threads, and for another process's kernel
 * @param core the processor that the proxy is kept on; null for a GPU's choice, or none of host
 *     threads
 * @param wire what carries tiles: the loopback, a provider of libfabric, or another carrier's name
 * @param device of the wire, in its own words; empty for its choice
 * @param blocks of the kernel in all, the one that polls included; 0 for one a multiprocessor, or
 *     one a spare core
 * @param compute nanoseconds of matrix work a tile
 * @param rings of requests
 * @param ringDepth slots of a ring, a power of two
 * @param publishInterval requests after which the proxy tells how many it took
 * @param batch requests taken from a ring in one turn of the proxy
 * @param bytesPerSecond of each queue of the loopback
 * @param lostSignal the tile whose first signal is lost by the loopback; -1 for none
 */
public record MegakernelSettings(
    @Nullable Path region,
    @Nullable Integer gpu,
    @Nullable Integer core,
    String wire,
    String device,
    int blocks,
    int compute,
    int rings,
    int ringDepth,
    int publishInterval,
    int batch,
    double bytesPerSecond,
    int lostSignal) {

  /** Rate of a loopback queue: what one core copies in host memory, in bytes a second. */
  private static final double COPY_RATE = 8e9;

  /** Names the file of a shared region; the lab sets it for its guests. */
  private static final String REGION = "KELPIE_LAB_REGION";

  private static final Set<String> TO_GPUS = Set.of(GpuStore.NAME, CopyEngine.NAME);
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:(host|outside|gpu(\\d+)?)(?:@(\\d+))?(?:/(?=.)|$))?([a-z][a-z-]*)?(?:/(.+))?");
  private static final Pattern PEER = Pattern.compile("gpu(\\d{1,3})");

  public MegakernelSettings {
    if (blocks < 0 || blocks == 1 || compute < 0 || batch < 1) {
      throw new IllegalArgumentException("no kernel runs with " + blocks + " blocks");
    }
  }

  /**
   * Reads the command line's device: {@code host}, {@code outside} or {@code gpuN}, behind an at
   * sign the processor of the proxy, then what carries the tiles: {@code loopback}, {@code
   * ibverbs}, {@code gpu-store}, {@code copy-engine}, a provider of libfabric, each perhaps with
   * its device behind a slash; the former or the latter may be left out. Without the former it is
   * the first GPU, or host threads where there is none.
   *
   * @throws UsageException where it is written otherwise
   */
  public static MegakernelSettings of(List<String> devices) {
    if (devices.size() > 1) {
      throw new UsageException(
          "--device " + String.join(",", devices) + " names more than one kernel: name one");
    }
    String device = devices.isEmpty() ? "" : devices.getFirst();
    Matcher words = WORDS.matcher(device);
    if (!words.matches()) {
      throw new UsageException(
          "--device "
              + device
              + " names no kernel: write host, outside or gpu0, and behind a slash loopback, ibverbs,"
              + " gpu-store, copy-engine, PROVIDER or PROVIDER/DEVICE");
    }
    MegakernelSettings settings =
        switch (words.group(1)) {
          case null -> found();
          case "host" -> hostThreads();
          case "outside" -> outside();
          default -> gpu(words.group(2) == null ? 0 : Integer.parseInt(words.group(2)));
        };
    if (words.group(3) != null) {
      settings = settings.on(Integer.parseInt(words.group(3)));
    }
    return words.group(4) == null
        ? settings
        : settings.over(words.group(4), words.group(5) == null ? "" : words.group(5));
  }

  /** What {@link #of} reads as these. */
  String written() {
    String kernel = region != null ? "outside" : gpu == null ? "host" : "gpu" + gpu;
    return kernel
        + (core == null ? "" : "@" + core)
        + "/"
        + wire
        + (device.isEmpty() ? "" : "/" + device);
  }

  /** The first GPU, or host threads where there is none. */
  private static MegakernelSettings found() {
    return Gpu.absence().isPresent() ? hostThreads() : gpu(0);
  }

  /** Host threads in the place of a GPU. */
  public static MegakernelSettings hostThreads() {
    return new MegakernelSettings(
        null, null, null, Loopback.NAME, "", 3, 0, 2, 256, 8, 16, COPY_RATE, -1);
  }

  private static MegakernelSettings outside() {
    String file = System.getenv(REGION);
    if (file == null) {
      throw new UsageException(
          "--device outside: %s names no shared region: start native/softroce/outside, which sets it"
              .formatted(REGION));
    }
    return outside(Path.of(file));
  }

  /** The kernel that another process offers over a file. */
  static MegakernelSettings outside(Path region) {
    return new MegakernelSettings(
        region, null, null, Loopback.NAME, "", 0, 0, 2, 256, 8, 16, COPY_RATE, -1);
  }

  public static MegakernelSettings gpu(int number) {
    return new MegakernelSettings(
        null, number, null, Loopback.NAME, "", 0, 0, 8, 256, 8, 16, COPY_RATE, -1);
  }

  /**
   * The same kernel, its tiles carried otherwise.
   *
   * @throws UsageException where nothing of that name carries tiles
   */
  MegakernelSettings over(String otherWire, String itsDevice) {
    if (TO_GPUS.contains(otherWire)) {
      peer(otherWire, itsDevice);
    } else if (!otherWire.equals(Loopback.NAME) && !otherWire.equals(QueuePairs.NAME)) {
      Provider.named(otherWire);
    }
    return with(core, otherWire, itsDevice, bytesPerSecond, lostSignal);
  }

  private static @Nullable Integer peer(String wire, String device) {
    if (device.isEmpty()) {
      return null;
    }
    Matcher peer = PEER.matcher(device);
    if (!peer.matches()) {
      throw new UsageException(
          "--device %s/%s: %s reaches a GPU, written gpu1".formatted(wire, device, wire));
    }
    return Integer.valueOf(peer.group(1));
  }

  RingSettings ringSettings() {
    return new RingSettings(rings, ringDepth, publishInterval, batch);
  }

  Carrier carrier() {
    return switch (wire) {
      case Loopback.NAME -> new Loopback(bytesPerSecond, lostSignal);
      case QueuePairs.NAME ->
          region == null ? new QueuePairs(device) : new Staged(new QueuePairs(device));
      case GpuStore.NAME -> new GpuStore(peer(wire, device));
      case CopyEngine.NAME -> {
        Integer peer = peer(wire, device);
        yield new CopyEngine(peer, peer != null && peer.equals(gpu));
      }
      default -> new Libfabric(Provider.named(wire), device);
    };
  }

  MegakernelSettings on(int processor) {
    return with(processor, wire, device, bytesPerSecond, lostSignal);
  }

  MegakernelSettings losing(int tile) {
    return with(core, wire, device, bytesPerSecond, tile);
  }

  MegakernelSettings computing(int nanoseconds) {
    return new MegakernelSettings(
        region,
        gpu,
        core,
        wire,
        device,
        blocks,
        nanoseconds,
        rings,
        ringDepth,
        publishInterval,
        batch,
        bytesPerSecond,
        lostSignal);
  }

  /**
   * What runs the kernel, as these settings have it, beside what carries its tiles.
   *
   * @throws UsageException where no other process offers its kernel
   * @throws io.kelpie.ffi.cuda.GpuUnavailableException where there is no such GPU, or too many
   *     blocks were asked for
   */
  Machine machine(Carrier carrier) {
    if (region != null) {
      return new OutsideMachine(region);
    }
    if (gpu == null) {
      int spare = Math.max(1, Runtime.getRuntime().availableProcessors() - 2);
      return new HostMachine(blocks == 0 ? spare : blocks - 1);
    }
    Gpu opened = Gpu.open(gpu);
    try {
      int most = opened.multiprocessors() - carrier.multiprocessors();
      return new GpuMachine(opened, blocks == 0 ? most : blocks);
    } catch (RuntimeException | Error failure) {
      opened.close();
      throw failure;
    }
  }

  MegakernelSettings at(double otherRate) {
    return with(core, wire, device, otherRate, lostSignal);
  }

  private MegakernelSettings with(
      @Nullable Integer processor, String carrier, String itsDevice, double rate, int lost) {
    return new MegakernelSettings(
        region,
        gpu,
        processor,
        carrier,
        itsDevice,
        blocks,
        compute,
        rings,
        ringDepth,
        publishInterval,
        batch,
        rate,
        lost);
  }
}
