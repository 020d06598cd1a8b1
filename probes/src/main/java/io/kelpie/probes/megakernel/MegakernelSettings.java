package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.UsageException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What runs the kernel, and the parts of a run that are no dimensions.
 *
 * @param gpu its number; null for host threads
 * @param provider libfabric's, that carries tiles; null for the loopback
 * @param device of the provider, in its own words; empty for its choice
 * @param blocks of the kernel in all, the one that polls included; 0 for one a multiprocessor, or
 *     one a spare core
 * @param compute nanoseconds of matrix work a tile
 * @param rings of requests
 * @param ringDepth slots of a ring, a power of two
 * @param publishInterval requests after which the proxy tells how many it took
 * @param batch requests taken from a ring in one turn of the proxy
 * @param bytesPerSecond of each queue of the loopback
 * @param lostSignal the tile whose first signal the loopback loses; -1 for none
 */
public record MegakernelSettings(
    @Nullable Integer gpu,
    @Nullable Provider provider,
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

  private static final String LOOPBACK = "loopback";
  private static final Pattern WORDS =
      Pattern.compile("(?:(host|gpu(\\d+)?)(?:/(?=.)|$))?([a-z]+)?(?:/(.+))?");

  public MegakernelSettings {
    if (blocks < 0 || blocks == 1 || compute < 0 || batch < 1) {
      throw new IllegalArgumentException("no kernel runs with " + blocks + " blocks");
    }
  }

  /**
   * Reads the command line's device: {@code host} or {@code gpuN}, then what carries the tiles:
   * {@code loopback}, a provider of libfabric, or PROVIDER/DEVICE; either may be left out. Without
   * the former it is the first GPU, or host threads where there is none.
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
              + " names no kernel: write host or gpu0, and behind a slash loopback, PROVIDER or"
              + " PROVIDER/DEVICE");
    }
    MegakernelSettings settings =
        words.group(1) == null
            ? found()
            : words.group(1).equals("host")
                ? hostThreads()
                : gpu(words.group(2) == null ? 0 : Integer.parseInt(words.group(2)));
    String carrier = words.group(3);
    return carrier == null || carrier.equals(LOOPBACK)
        ? settings
        : settings.over(Provider.named(carrier), words.group(4) == null ? "" : words.group(4));
  }

  /** The first GPU, or host threads where there is none. */
  private static MegakernelSettings found() {
    return Gpu.absence().isPresent() ? hostThreads() : gpu(0);
  }

  /** Host threads in the place of a GPU. */
  public static MegakernelSettings hostThreads() {
    return new MegakernelSettings(null, null, "", 3, 0, 2, 256, 8, 16, COPY_RATE, -1);
  }

  public static MegakernelSettings gpu(int number) {
    return new MegakernelSettings(number, null, "", 0, 0, 8, 256, 8, 16, COPY_RATE, -1);
  }

  /** The same kernel, its tiles carried by libfabric. */
  MegakernelSettings over(Provider other, String itsDevice) {
    return new MegakernelSettings(
        gpu,
        other,
        itsDevice,
        blocks,
        compute,
        rings,
        ringDepth,
        publishInterval,
        batch,
        bytesPerSecond,
        lostSignal);
  }

  Carrier carrier() {
    return provider == null
        ? new Loopback(bytesPerSecond, lostSignal)
        : new Libfabric(provider, device);
  }

  MegakernelSettings losing(int tile) {
    return loopback(bytesPerSecond, tile);
  }

  MegakernelSettings at(double otherRate) {
    return loopback(otherRate, lostSignal);
  }

  private MegakernelSettings loopback(double rate, int lost) {
    return new MegakernelSettings(
        gpu,
        provider,
        device,
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
