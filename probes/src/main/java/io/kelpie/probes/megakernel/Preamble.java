package io.kelpie.probes.megakernel;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.PreambleForm;
import io.kelpie.workload.Workload;

/**
 * What runs in front of the persistent kernel in every pass, as normalisation and gate do in front
 * of a layer.
 *
 * @param kernels how many, each of one block
 * @param nanoseconds for which each is busy
 */
record Preamble(PreambleForm form, int kernels, int nanoseconds) {
  static final Preamble NONE = new Preamble(PreambleForm.CHAIN, 0, 0);

  Preamble {
    if (kernels < 0 || nanoseconds < 0 || (long) kernels * nanoseconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("no preamble of " + kernels + " kernels");
    }
  }

  /** The one that a workload asks for. */
  static Preamble of(Workload workload) {
    int kernels = workload.integer(Catalogue.PREAMBLE_KERNELS);
    return kernels == 0
        ? NONE
        : new Preamble(
            workload.get(Catalogue.PREAMBLE), kernels, workload.integer(Catalogue.PREAMBLE_TIME));
  }

  /** Nanoseconds inside the persistent kernel. */
  int fused() {
    return form == PreambleForm.FUSED ? kernels * nanoseconds : 0;
  }

  /** Kernels that are launched. */
  int launches() {
    return form == PreambleForm.FUSED ? 0 : kernels;
  }

  /** Nanoseconds that pass at least before the persistent kernel's own work. */
  long least() {
    return form.path(kernels) * nanoseconds;
  }
}
