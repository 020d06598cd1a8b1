package io.kelpie.bench.published;

import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.GpuNode;
import io.kelpie.probes.model.Profile;

/**
 * The parameters that are fitted, each to a row of its own.
 *
 * @param drainVisitNanos of Perlmutter's proxy
 * @param nicBytesPerSecond of an H20 in DeepEP's cluster
 * @param copyBytesPerSecond of one of its processors
 */
record Free(int drainVisitNanos, long nicBytesPerSecond, long copyBytesPerSecond) {
  static final String PERLMUTTER = "perlmutter";
  static final String H20 = "h20-200g";

  /** What the profiles say. */
  static Free committed() {
    return new Free(
        Profile.named(PERLMUTTER).parameters().proxy().drainVisitNanos(),
        Profile.named(H20).parameters().link().bytesPerSecond(),
        GpuNode.of(H20).gpu().copyBytesPerSecond());
  }

  /**
   * What would be said of each without its own paper: a drain waits for its scope, a GPU has a NIC
   * of 400 Gb/s, and twenty processors fill an NVLink of 200 GB/s.
   */
  static Free unfitted() {
    return new Free(0, 50_000_000_000L, 10_000_000_000L);
  }

  Free withDrainVisit(int nanos) {
    return new Free(nanos, nicBytesPerSecond, copyBytesPerSecond);
  }

  Free withNic(long bytesPerSecond) {
    return new Free(drainVisitNanos, bytesPerSecond, copyBytesPerSecond);
  }

  Free withCopyRate(long bytesPerSecond) {
    return new Free(drainVisitNanos, nicBytesPerSecond, bytesPerSecond);
  }

  FabricParameters perlmutter() {
    return Profile.named(PERLMUTTER).parameters().withDrainVisit(drainVisitNanos);
  }

  FabricParameters h20() {
    return Profile.named(H20).parameters().withLineRate(nicBytesPerSecond);
  }

  GpuNode h20Gpu() {
    return GpuNode.of(H20).withCopyRate(copyBytesPerSecond);
  }
}
