package io.kelpie.ffi.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The kernels, compiled ahead: machine code where it fits the GPU, PTX for the driver elsewhere.
 */
public enum KernelImage {
  SM_80("megakernel.sm_80.cubin"),
  SM_90A("megakernel.sm_90a.cubin"),
  SM_100("megakernel.sm_100.cubin"),
  /** For whatever is newer than Ampere and has no machine code here. */
  PTX("megakernel.compute_80.ptx");

  private final String file;

  KernelImage(String file) {
    this.file = file;
  }

  /** The file beside this class. */
  public String file() {
    return file;
  }

  /**
   * The image for a GPU.
   *
   * @param capability compute capability, as 10 times the major and the minor number
   * @throws GpuUnavailableException for a GPU older than Ampere
   */
  static KernelImage of(int capability) {
    return switch (capability / 10) {
      case 8 -> SM_80;
      case 9 -> SM_90A;
      case 10 -> SM_100;
      default -> {
        if (capability < 80) {
          throw new GpuUnavailableException(
              "this GPU is too old: compute capability %d.%d, and 8.0 is needed"
                  .formatted(capability / 10, capability % 10));
        }
        yield PTX;
      }
    };
  }

  /** The image's bytes; PTX with the zero at its end. */
  byte[] read() {
    try (InputStream in = KernelImage.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      byte[] bytes = in.readAllBytes();
      return this == PTX ? java.util.Arrays.copyOf(bytes, bytes.length + 1) : bytes;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
