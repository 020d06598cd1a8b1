package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.Protocol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code native/gpu-check measure} prints: each figure measured here and now, on one GPU, or
 * on two where there are two. Times in seconds, rates a second, unless a name says otherwise.
 */
public final class GpuMeasurements {
  private GpuMeasurements() {}

  /** One thing that could not be measured. */
  record Refused(String reason) {}

  /** All of them, in the order in which they are printed; one that fails says why in its place. */
  public static Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    Optional<String> absence = Gpu.absence();
    all.put("absence", absence.orElse(null));
    if (absence.isPresent()) {
      return all;
    }
    try (GpuMachine machine = new GpuMachine(Gpu.open(0), 0)) {
      Gpu gpu = machine.gpu();
      RingFigures rings = new RingFigures(gpu, machine);
      LayerFigures layers = new LayerFigures(gpu, machine);
      RunFigures runs = new RunFigures(gpu, machine);
      all.put("gpu", gpu.name());
      all.put("gpus", Gpu.count());
      all.put("driver", Gpu.driverVersion());
      all.put("image", gpu.image().file());
      all.put("java", Runtime.version().toString());
      put(all, "ring_round_trip", rings::roundTrip);
      put(all, "ring_round_trip_of_hunts", rings::roundTripOfHunts);
      put(all, "requests", rings::pour);
      put(all, "clock", new ClockFigures(gpu, machine)::clock);
      put(all, "layer_1024", () -> layers.layer(1024));
      put(all, "layer_128", () -> layers.layer(128));
      put(all, "layer_on_wire", layers::wired);
      put(all, "orderings", runs::orderings);
      put(all, "compute_per_tile", runs::computePerTile);
      put(all, "waterfall", runs::waterfall);
      put(all, "hang", runs::hang);
      put(all, "launches", runs::launches);
      put(all, "refusal", runs::refusal);
      put(all, "peers", new PeerFigures(gpu)::peers);
    }
    return all;
  }

  /**
   * Runs a small preset once: {@code coupled}, {@code decoupled} or {@code layer}.
   *
   * @return how it ended
   * @throws io.kelpie.ffi.cuda.GpuUnavailableException where there is no GPU
   */
  public static String preset(String name) {
    try (GpuMachine machine = new GpuMachine(Gpu.open(0), 0)) {
      Gpu gpu = machine.gpu();
      return switch (name) {
        case "coupled" -> new RunFigures(gpu, machine).traffic(1);
        case "decoupled" -> new RunFigures(gpu, machine).traffic(8);
        case "layer" -> {
          MoeShape shape =
              new MoeShape(200, 2, 2, 256, 320, 0.5, 1.5, 128, 1, Protocol.SILU, true, true, 7);
          yield "relative error "
              + new LayerFigures(gpu, machine).layer(shape, 1).get("relative_error");
        }
        default -> throw new IllegalArgumentException("no preset is named " + name);
      };
    }
  }

  private interface Figure {
    @Nullable Object measure();
  }

  private static void put(Map<String, Object> all, String name, Figure figure) {
    long before = System.nanoTime();
    try {
      all.put(name, figure.measure());
    } catch (RuntimeException failed) {
      all.put(name, new Refused(String.valueOf(failed)));
    }
    System.err.printf("%s: %.1f s%n", name, (System.nanoTime() - before) * 1e-9);
  }
}
