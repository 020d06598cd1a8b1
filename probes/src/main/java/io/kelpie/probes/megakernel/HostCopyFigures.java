package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.DeviceMemory;
import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.PinnedMemory;
import java.util.LinkedHashMap;
import java.util.Map;

/** How fast the copy engine goes between the GPU's memory and the host's. */
final class HostCopyFigures {
  private static final long BYTES = 256L << 20;

  private final Gpu gpu;

  HostCopyFigures(Gpu gpu) {
    this.gpu = gpu;
  }

  /** Bytes a second, each way alone. */
  Object hostCopies() {
    Map<String, Object> result = new LinkedHashMap<>();
    try (Gpu.Stream stream = gpu.stream();
        DeviceMemory near = gpu.allocate(BYTES);
        PinnedMemory far = gpu.pin(BYTES)) {
      result.put("bytes", BYTES);
      result.put("to_host", PeerFigures.rate(stream, BYTES, () -> stream.copy(far, near)));
      result.put("from_host", PeerFigures.rate(stream, BYTES, () -> stream.copy(near, far)));
      return result;
    }
  }
}
