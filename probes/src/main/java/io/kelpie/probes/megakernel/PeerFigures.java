package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Argument;
import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast two GPUs of one machine reach each other. */
final class PeerFigures {
  private final Gpu gpu;

  PeerFigures(Gpu gpu) {
    this.gpu = gpu;
  }

  /** The copy engine's rate beside that of stores; null with one GPU. */
  @Nullable Object peers() {
    if (Gpu.count() < 2) {
      return null;
    }
    long bytes = 1L << 30;
    Map<String, Object> result = new LinkedHashMap<>();
    try (Gpu other = Gpu.open(1)) {
      result.put("reaches", gpu.reaches(other));
      DeviceMemory to = other.allocate(bytes);
      gpu.enter();
      if (gpu.reaches(other)) {
        gpu.mapPeer(other);
      }
      try (Gpu.Stream stream = gpu.stream();
          DeviceMemory from = gpu.allocate(bytes)) {
        double engine = rate(stream, bytes, () -> stream.copyToPeer(other, to, from));
        result.put("copy_engine", engine);
        if (gpu.reaches(other)) {
          Gpu.Kernel kernel = gpu.kernel("kelpie_peer_store");
          double store =
              rate(
                  stream,
                  bytes,
                  () ->
                      kernel.launch(
                          stream,
                          gpu.multiprocessors() * 2,
                          1024,
                          0,
                          Argument.of(to.address()),
                          Argument.of(from.address()),
                          Argument.of(bytes / 16)));
          result.put("peer_stores", store);
          result.put("share", store / engine);
        }
      }
      other.enter();
      to.close();
    } finally {
      gpu.enter();
    }
    return result;
  }

  /** Bytes a second: the median of nine. */
  static double rate(Gpu.Stream stream, long bytes, Runnable copy) {
    double[] seconds = new double[9];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = stream.time(copy).toNanos() * 1e-9;
    }
    Arrays.sort(seconds);
    return bytes / seconds[seconds.length / 2];
  }
}
