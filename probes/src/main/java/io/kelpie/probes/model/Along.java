package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.FORWARDERS;
import static io.kelpie.workload.Catalogue.FORWARDS;
import static io.kelpie.workload.Catalogue.ROUTE;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;

import io.kelpie.workload.Workload;

/** What a fabric costs a workload along its route, and what its receivers do with tiles. */
final class Along {
  private final GpuNode node;

  Along(GpuNode node) {
    this.node = node;
  }

  /** The fabric as the workload's route meets it. */
  FabricParameters parameters(FabricParameters fabric, Workload workload) {
    return switch (workload.get(ROUTE)) {
      case PROXY -> fabric;
      case GPU_DIRECT -> fabric.direct(node.posting());
      case COLLECTIVE ->
          fabric.collective(
              node.collective(), workload.get(TILES), TILE_BYTES.largest().value(workload));
    };
  }

  /**
   * Nanoseconds for which a received byte occupies the GPU that passes it on; 0 where none does.
   */
  double forwardNanosPerByte(Workload workload) {
    long rate =
        Math.min(
            workload.get(FORWARDERS) * node.gpu().copyBytesPerSecond(),
            node.nvlink().bytesPerSecond());
    return workload.get(FORWARDS) / 100.0 / rate * 1e9;
  }
}
