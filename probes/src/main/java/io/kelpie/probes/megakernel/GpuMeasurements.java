package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.Protocol;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What {@code native/gpu-check measure} prints: each figure measured here and now, on one GPU, or
 * on two where there are two. Times in seconds, rates a second, unless a name says otherwise.
 */
public final class GpuMeasurements {
  /** What one step takes at most: half a minute is the longest that one was seen to take. */
  private static final Duration STEP = Duration.ofSeconds(90);

  private GpuMeasurements() {}

  /**
   * All of them, in the order in which they are printed; one that fails says why in its place.
   *
   * @param stopped gets what was measured so far, on another thread, where a step does not end: its
   *     kernel is lost, and with it this process
   */
  public static Map<String, Object> all(Consumer<Map<String, Object>> stopped) {
    Map<String, Object> all = Collections.synchronizedMap(new LinkedHashMap<>());
    Optional<String> absence = Gpu.absence();
    all.put("absence", absence.orElse(null));
    if (absence.isPresent()) {
      return all;
    }
    try (GpuMachine machine = new GpuMachine(Gpu.open(0), 0);
        Steps steps = new Steps(all, STEP, stopped)) {
      Gpu gpu = machine.gpu();
      RingFigures rings = new RingFigures(gpu, machine);
      LayerFigures layers = new LayerFigures(gpu, machine);
      RunFigures runs = new RunFigures(gpu, machine);
      all.put("gpu", gpu.name());
      all.put("gpus", Gpu.count());
      all.put("driver", Gpu.driverVersion());
      all.put("image", gpu.image().file());
      all.put("java", Runtime.version().toString());
      steps.put("ring_round_trip", rings::roundTrip);
      steps.put("ring_round_trip_of_hunts", rings::roundTripOfHunts);
      steps.put("requests", rings::pour);
      steps.put("clock", new ClockFigures(gpu, machine)::clock);
      steps.put("layer_1024", () -> layers.layer(1024));
      steps.put("layer_128", () -> layers.layer(128));
      steps.put("layer_on_wire", layers::wired);
      steps.put("orderings", runs::orderings);
      steps.put("compute_per_tile", runs::computePerTile);
      steps.put("waterfall", runs::waterfall);
      steps.put("hang", runs::hang);
      steps.put("launches", runs::launches);
      steps.put("refusal", runs::refusal);
      steps.put("host_copies", new HostCopyFigures(gpu)::hostCopies);
      steps.put("peers", new PeerFigures(gpu)::peers);
      steps.put("preambles", new PreambleFigures(machine)::preambles);
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
}
