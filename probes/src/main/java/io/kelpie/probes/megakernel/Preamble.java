package io.kelpie.probes.megakernel;

/**
 * What runs in front of the persistent kernel in every pass, as normalisation and gate do in front
 * of a layer.
 *
 * @param kernels how many, each of one block
 * @param nanoseconds for which each is busy
 */
record Preamble(Form form, int kernels, int nanoseconds) {
  static final Preamble NONE = new Preamble(Form.CHAIN, 0, 0);

  enum Form {
    /** Launches one behind the other, the persistent kernel last. */
    CHAIN,
    /** Every other one on a second stream, which the persistent kernel waits for, too. */
    TWO_STREAMS,
    /** No launches: every block of the persistent kernel is busy for as long before its work. */
    FUSED
  }

  Preamble {
    if (kernels < 0 || nanoseconds < 0 || (long) kernels * nanoseconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("no preamble of " + kernels + " kernels");
    }
  }

  /** Nanoseconds inside the persistent kernel. */
  int fused() {
    return form == Form.FUSED ? kernels * nanoseconds : 0;
  }

  /** Kernels that are launched. */
  int launches() {
    return form == Form.FUSED ? 0 : kernels;
  }

  /** Nanoseconds that pass at least before the persistent kernel's own work. */
  long least() {
    return (long) (form == Form.TWO_STREAMS ? Math.ceilDiv(kernels, 2) : kernels) * nanoseconds;
  }
}
