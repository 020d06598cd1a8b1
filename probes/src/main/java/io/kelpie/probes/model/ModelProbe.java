package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Description;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Group;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The modelled fabric as a probe. A measurement is a function of parameters, workload and the
 * budget's seed; only set-up time knows of the run before, whose queue pairs serve again if it
 * completed. Device time is simulated time.
 *
 * <p>Its limits: no reordering. Acknowledgement timers run where packets are lost; else every
 * timeout that the limits admit (up to four times 67 ms and more) is longer than the longest delay.
 *
 * <p>Kernels in front of a pass take their device time; launching them costs nothing, nor does a
 * receive hook.
 *
 * <p>A run that moves but is slow is cut at its deadline: it has the windows that ended by then,
 * and without any it is invalid, for it is no hang.
 */
public final class ModelProbe implements Probe {
  public static final String NAME = "model";

  /** Memory of the modelled host, in bytes: 1 TiB. */
  private static final long MEMORY = 1L << 40;

  static final Limits LIMITS =
      new Limits(
          Map.of(
              REORDER.name(), new Values.Range(0, 0),
              DELAY.name(), new Values.Range(0, 100_000),
              ACK_TIMEOUT.name(),
                  new Values.Ranges(List.of(new Values.Range(0, 0), new Values.Range(14, 31)))),
          MEMORY,
          Duration.ofSeconds(10));

  private final FabricParameters parameters;
  private final List<Quirk> quirks;
  private final Jitter jitter;
  private final Along along;
  private final Description description;
  private @Nullable Workload last;

  /** The profile {@link Profile#CLEAN}. */
  public ModelProbe() {
    this(Profile.named(Profile.CLEAN));
  }

  public ModelProbe(Profile profile) {
    this(profile.name(), profile.parameters(), profile.quirks());
  }

  /**
   * The device that a profile describes.
   *
   * @param profile a name or a file, as {@link Profile#of} takes it; a replay finds it again
   */
  public static ModelProbe on(String profile) {
    Profile read = Profile.of(profile);
    if (!read.objections().isEmpty()) {
      throw new UsageException(profile + ": " + read.objections().getFirst());
    }
    return new ModelProbe(profile, read.parameters(), read.quirks());
  }

  /** A device without quirks. */
  public ModelProbe(FabricParameters parameters) {
    this("unnamed", parameters, List.of());
  }

  /** A device without quirks, and the GPUs of its hosts. */
  public ModelProbe(FabricParameters parameters, GpuNode node) {
    this("unnamed", parameters, List.of(), node);
  }

  private ModelProbe(String profile, FabricParameters parameters, List<Quirk> quirks) {
    this(profile, parameters, quirks, GpuNode.of(profile));
  }

  private ModelProbe(
      String profile, FabricParameters parameters, List<Quirk> quirks, GpuNode node) {
    along = new Along(node);
    this.parameters = parameters;
    this.quirks = List.copyOf(quirks);
    jitter = new Jitter(parameters.noise());
    List<Counter> counters = new ArrayList<>(ModelCounter.counters());
    counters.addAll(OwnCounter.counters());
    description =
        new Description(
            NAME,
            true,
            LIMITS,
            (double) parameters.link().bytesPerSecond(),
            counters,
            Map.of(
                "device",
                "simulated",
                "profile",
                profile,
                "parameters",
                StrictJson.line(parameters)));
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public Measurement run(Workload workload, Budget budget) {
    List<String> objections = Space.objections(workload, LIMITS);
    if (!objections.isEmpty()) {
      throw new UsageException(objections.getFirst());
    }
    long setup =
        budget.queuePairs() == Budget.QueuePairs.REUSED && fits(workload) ? 0 : setup(workload);
    last = null;
    Simulation simulation =
        new Simulation(
            along.parameters(parameters, workload),
            quirks.isEmpty() ? Impact.NONE : new Impact(quirks, workload),
            jitter,
            workload,
            Drive.of(workload),
            along.forwardNanosPerByte(workload),
            budget.seed() ^ digest(workload));
    Measurement measurement = new Run(simulation, workload, budget, setup).measure();
    last = measurement.completed() ? workload : null;
    return measurement;
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return Arrays.stream(ModelCounter.values())
        .map(counter -> new CounterReading(counter.counter().id(), 0.0, 0.0, 0.0, 0.0, null))
        .toList();
  }

  @Override
  public void close() {
    last = null;
  }

  private boolean fits(Workload workload) {
    Workload before = last;
    return before != null
        && Catalogue.DIMENSIONS.stream()
            .filter(dimension -> dimension.group() != Group.SIGNALLING)
            .allMatch(dimension -> same(dimension, before, workload))
        && TilePlan.queuePairsOf(workload) <= TilePlan.queuePairsOf(before);
  }

  private static boolean same(Dimension<?> dimension, Workload one, Workload other) {
    return Objects.equals(one.get(dimension), other.get(dimension));
  }

  private long setup(Workload workload) {
    return TilePlan.queuePairsOf(workload) * parameters.setup().queuePairNanos()
        + workload.get(REGIONS) * parameters.setup().regionNanos();
  }

  /** A number that depends on the workload's values alone, on every machine. */
  private static long digest(Workload workload) {
    CRC32C checksum = new CRC32C();
    checksum.update(workload.toString().getBytes(StandardCharsets.UTF_8));
    return checksum.getValue() * 0x9e37_79b9_7f4a_7c15L;
  }
}
