package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.COLLECTIVE_COPIES;
import static io.kelpie.workload.Catalogue.COLLECTIVE_GROUPS;
import static io.kelpie.workload.Catalogue.COLLECTIVE_SYNC;
import static io.kelpie.workload.Catalogue.FORWARDERS;
import static io.kelpie.workload.Catalogue.FORWARDS;
import static io.kelpie.workload.Catalogue.NUMA;
import static io.kelpie.workload.Catalogue.ROUTE;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;

import io.kelpie.workload.Catalogue.Switch;
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
      case PROXY -> fabric.at(workload.get(NUMA));
      case GPU_DIRECT -> fabric.direct(node.posting());
      case GPU_STORE -> fabric.direct(node.posting()).over(node.nvlink());
      case COLLECTIVE -> collective(fabric, workload);
      case COLLECTIVE_NVLINK -> collective(fabric.over(node.nvlink()), workload);
      case STREAM -> fabric.over(Ipc.STREAM);
      case SHARED -> fabric.over(Ipc.SHARED);
    };
  }

  private FabricParameters collective(FabricParameters fabric, Workload workload) {
    return fabric
        .at(workload.get(NUMA))
        .collective(
            node.collective()
                .with(
                    workload.get(COLLECTIVE_COPIES) == Switch.ON,
                    workload.get(COLLECTIVE_GROUPS) == Switch.ON,
                    workload.get(COLLECTIVE_SYNC) == Switch.ON),
            workload.get(TILES),
            TILE_BYTES.largest().value(workload));
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
