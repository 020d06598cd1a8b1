package io.kelpie.bench.published;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Stage;
import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;
import io.kelpie.workload.preset.PerseusDispatch;
import io.kelpie.workload.preset.PerseusDispatch.Mode;
import io.kelpie.workload.preset.PerseusDispatch.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the model makes of Perseus' figures. Every GPU sends, 96 transfers each in the microbench.
 *
 * <p>The time of fences is what the proxy waits between a tile's post and its signal's, less what
 * the signal costs by itself. The microbench's throughput is taken to the end of a closing quiet,
 * which visits every peer once more: a put-only run has no other way to know that it is over.
 */
final class PerseusFigures implements AutoCloseable {
  private static final long KB = 1L << 10;
  private static final int EXPERTS = 128;
  private static final int MICROBENCH = 96;
  private static final Budget BUDGET =
      new Budget(Duration.ofSeconds(10), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);

  private final FabricParameters parameters;
  private final ModelProbe perlmutter;
  private final PerseusLayers layers;
  private final ModelProbe h100 = ModelProbe.on("h100-cx7");
  private final Map<Workload, Measurement> runs = new HashMap<>();

  /**
   * @param shared layers that other fits have run
   */
  PerseusFigures(Free free, PerseusLayers.Shared shared) {
    parameters = free.perlmutter();
    perlmutter = new ModelProbe(parameters);
    layers = new PerseusLayers(parameters, Profile.named("h100-cx7").parameters(), shared);
  }

  OptionalDouble value(String id) {
    return switch (id) {
      case "perseus-efficiency-before" -> OptionalDouble.of(efficiency(Mode.COUPLED));
      case "perseus-efficiency-after" -> OptionalDouble.of(efficiency(Mode.BOTH));
      case "perseus-fence-4k-2" -> OptionalDouble.of(fences(2, 4 * KB) * 1e3);
      case "perseus-fence-4k-8" -> OptionalDouble.of(fences(8, 4 * KB) * 1e3);
      case "perseus-fence-1m-2" -> OptionalDouble.of(fences(2, KB * KB) * 1e3);
      case "perseus-fence-1m-8" -> OptionalDouble.of(fences(8, KB * KB) * 1e3);
      case "perseus-fence-share-small" -> OptionalDouble.of(fenceShare(4 * KB));
      case "perseus-fence-share-4m" -> OptionalDouble.of(fenceShare(4 * KB * KB));
      case "perseus-signal-share" -> OptionalDouble.of(signalShare());
      default -> layers.value(id);
    };
  }

  /** Whether a direction that the paper states is the model's, too. */
  boolean holds(String direction) {
    return switch (direction) {
      case "decoupling-beats-coupling" -> gain(8, Mode.DECOUPLED) > 1;
      case "nic-order-beats-coupling" -> gain(8, Mode.NIC_ORDERED) > 1;
      case "both-beats-each" ->
          gain(8, Mode.BOTH) > Math.max(gain(8, Mode.NIC_ORDERED), gain(8, Mode.DECOUPLED));
      case "nic-order-beats-decoupling-8" -> gain(8, Mode.NIC_ORDERED) > gain(8, Mode.DECOUPLED);
      case "decoupling-beats-nic-order-2" -> gain(2, Mode.DECOUPLED) > gain(2, Mode.NIC_ORDERED);
      case "fences-cost-more-on-more-nodes" -> fences(8, 4 * KB) > fences(2, 4 * KB);
      case "fences-cost-more-for-larger" -> fences(2, KB * KB) > fences(2, 4 * KB);
      case "libfabric-gains-more" ->
          gain(8, Mode.BOTH)
              > dispatch(Transport.IBRC, 4, Mode.COUPLED) / dispatch(Transport.IBRC, 4, Mode.BOTH);
      case "skew-gains-less-1k" -> layers.skewed(1024, 1.5) < layers.skewed(1024, 0);
      case "skew-gains-more-8k" -> layers.skewed(8192, 1.5) > layers.skewed(8192, 0);
      case "proxy-beats-ibgda" -> layers.overDirect() >= 1;
      case "layer-stalls-more-on-more-nodes" -> layers.stallsMoreOnMoreNodes();
      default -> throw new IllegalArgumentException("no direction is named " + direction);
    };
  }

  private double gain(int nodes, Mode mode) {
    return dispatch(Transport.LIBFABRIC, nodes, Mode.COUPLED)
        / dispatch(Transport.LIBFABRIC, nodes, mode);
  }

  private double dispatch(Transport transport, int nodes, Mode mode) {
    return seconds(
        transport == Transport.LIBFABRIC ? perlmutter : h100,
        PerseusDispatch.workload(transport, nodes, EXPERTS, mode));
  }

  private double efficiency(Mode mode) {
    double quiet = 28 * parameters.proxy().drainVisitNanos() * 1e-9;
    return (microbench(8, 4 * KB, Mode.PUT_ONLY) + quiet) / (microbench(8, 4 * KB, mode) + quiet);
  }

  /** Seconds that one GPU's proxy spends in fences. */
  double fences(int nodes, long bytes) {
    FabricParameters.Proxy costs = parameters.proxy();
    double signal = (costs.requestNanos() + costs.postNanos()) * 1e-9;
    Measurement coupled = run(perlmutter, concurrent(nodes, bytes, Mode.COUPLED));
    return MICROBENCH * (coupled.stage(Stage.FENCE).mean() - signal);
  }

  private double fenceShare(long bytes) {
    return fences(8, bytes) / microbench(8, bytes, Mode.COUPLED);
  }

  private double signalShare() {
    return (unfenced(8, 4 * KB) - microbench(8, 4 * KB, Mode.PUT_ONLY))
        / microbench(8, 4 * KB, Mode.COUPLED);
  }

  private double unfenced(int nodes, long bytes) {
    return seconds(
        perlmutter,
        concurrent(nodes, bytes, Mode.COUPLED).with(Catalogue.ORDERING, Ordering.SAME_QP));
  }

  private double microbench(int nodes, long bytes, Mode mode) {
    return seconds(perlmutter, concurrent(nodes, bytes, mode));
  }

  private static Workload concurrent(int nodes, long bytes, Mode mode) {
    long gpus = nodes * 4L;
    return PerseusDispatch.concurrent(Transport.LIBFABRIC, gpus - 4, MICROBENCH, bytes, mode)
        .with(Catalogue.SENDERS, gpus);
  }

  /** A pass in seconds. */
  private double seconds(ModelProbe probe, Workload workload) {
    return run(probe, workload).tileTime() * workload.get(Catalogue.TILES);
  }

  private Measurement run(ModelProbe probe, Workload workload) {
    return runs.computeIfAbsent(
        workload,
        each -> {
          Measurement measured = probe.run(each, BUDGET);
          if (!measured.completed()) {
            throw new IllegalStateException(each + " did not complete: " + measured.outcome());
          }
          return measured;
        });
  }

  @Override
  public void close() {
    perlmutter.close();
    h100.close();
  }
}
