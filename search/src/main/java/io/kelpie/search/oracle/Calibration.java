package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Law;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a message costs here when nothing is in its way: put-only runs over sizes, opcodes and MTU,
 * and one run a signal operation. From it follows the goodput that a workload should reach.
 *
 * @param runs completed calibration runs by workload
 */
public record Calibration(Map<Workload, Measurement> runs) {
  /** Nothing is known: no LOW_GOODPUT is judged. */
  public static final Calibration NONE = new Calibration(Map.of());

  /** Tile sizes in bytes: a signal's, a page's, the largest usual message's. */
  private static final List<Long> SIZES = List.of(64L, 4096L, 65536L);

  private static final List<Signal> SIGNALS =
      List.of(Signal.INLINE_WRITE, Signal.FETCH_ADD, Signal.SEND, Signal.IMMEDIATE);

  /** Tiles of a pass long enough to hide its start, and of one that shows it. */
  private static final long LONG_PASS = 256;

  private static final long SHORT_PASS = 16;

  /** Runs of one host differ by this much from day to day; the windows' spread adds to it. */
  private static final double REPEATABILITY = 0.15;

  public Calibration {
    runs = Collections.unmodifiableMap(new LinkedHashMap<>(runs));
  }

  /** The runs that a place with these limits can do, the most telling first. */
  public static List<Workload> plan(Limits limits) {
    List<Workload> plan = new ArrayList<>();
    Workload place = Space.within(limits).initial();
    long largestMtu = highest(limits);
    SIZES.forEach(size -> plan.add(put(place, Opcode.WRITE, size, largestMtu)));
    plan.add(put(place, Opcode.WRITE, 64, largestMtu).with(TILES, SHORT_PASS));
    SIGNALS.forEach(signal -> plan.add(signalled(place, signal, largestMtu)));
    SIZES.forEach(size -> plan.add(put(place, Opcode.SEND, size, largestMtu)));
    SIZES.forEach(size -> plan.add(put(place, Opcode.READ, size, largestMtu)));
    plan.add(put(place, Opcode.WRITE, 65536, 1024));
    return plan.stream()
        .map(workload -> Law.repair(workload, limits).workload())
        .filter(workload -> Space.objections(workload, limits).isEmpty())
        .distinct()
        .toList();
  }

  /**
   * The run that is most like a workload: of its opcode, and of the size next to its largest tile.
   */
  public Optional<Workload> nearest(Workload workload) {
    return runs.keySet().stream()
        .filter(run ->
            run.get(OPCODE) == workload.get(OPCODE) && isPut(run) && run.get(TILES) == LONG_PASS)
        .min(
            Comparator.comparingDouble(run ->
                Math.abs(
                    Math.log(
                        (double) TILE_BYTES.largest().value(run)
                            / TILE_BYTES.largest().value(workload)))));
  }

  /**
   * The goodput that a flow of {@code workload} should reach; empty where its opcode or its signal
   * was not calibrated.
   *
   * @param sharers flows that share the device
   */
  Optional<Bound> bound(Workload workload, Flow flow, double roundTrip, int sharers) {
    OptionalDouble signal = signalCost(workload.get(SIGNAL));
    double sum = 0;
    for (long size : workload.get(TILE_BYTES)) {
      OptionalDouble cost = cost(workload.get(OPCODE), size, workload.get(PATH_MTU));
      if (cost.isEmpty() || signal.isEmpty()) {
        return Optional.empty();
      }
      sum += cost.getAsDouble() + signal.getAsDouble();
    }
    double tile = sum / workload.get(TILE_BYTES).size();
    double pass = start() + roundTrip + tile * flow.tiles() * sharers;
    return Optional.of(new Bound("calibrated", flow.bytes() / pass, REPEATABILITY + spread()));
  }

  /** Seconds that a tile of a long pass costs, linear in its bytes between the sizes that ran. */
  private OptionalDouble cost(Opcode opcode, long bytes, long mtu) {
    List<double[]> points = new ArrayList<>();
    for (Map.Entry<Workload, Measurement> run : runs.entrySet()) {
      Workload workload = run.getKey();
      if (workload.get(OPCODE) == opcode
          && isPut(workload)
          && workload.get(TILES) == LONG_PASS
          && workload.get(PATH_MTU) > 1024) {
        points.add(new double[] {TILE_BYTES.largest().value(workload), run.getValue().tileTime()});
      }
    }
    if (points.size() < 2) {
      return OptionalDouble.empty();
    }
    points.sort((one, other) -> Double.compare(one[0], other[0]));
    int upper = 1;
    while (upper < points.size() - 1 && points.get(upper)[0] < bytes) {
      upper++;
    }
    double[] from = points.get(upper - 1);
    double[] to = points.get(upper);
    double slope = Math.max(0, (to[1] - from[1]) / (to[0] - from[0]));
    double cost = from[1] + slope * Math.max(0, bytes - from[0]);
    return OptionalDouble.of(cost * smallPackets(mtu));
  }

  /** How much dearer a byte is in packets below the largest MTU that was calibrated. */
  private double smallPackets(long mtu) {
    Optional<Double> small = tileTime(1024);
    Optional<Double> large = tileTime(4096);
    if (mtu >= 4096 || small.isEmpty() || large.isEmpty()) {
      return mtu >= 4096 ? 1 : 4096.0 / mtu;
    }
    double dearer = Math.max(1, small.get() / large.get());
    return mtu >= 1024 ? dearer : dearer * 1024.0 / mtu;
  }

  private Optional<Double> tileTime(long mtu) {
    return runs.entrySet().stream()
        .filter(run ->
            isPut(run.getKey())
                && run.getKey().get(OPCODE) == Opcode.WRITE
                && run.getKey().get(PATH_MTU) == mtu
                && TILE_BYTES.largest().value(run.getKey()) == 65536)
        .map(run -> run.getValue().tileTime())
        .findFirst();
  }

  /** Seconds that a signal of this kind adds to a tile. */
  private OptionalDouble signalCost(Signal signal) {
    if (signal == Signal.NOTHING || signal == Signal.COMPLETION) {
      return OptionalDouble.of(0);
    }
    Signal measured = signal == Signal.COMPARE_SWAP ? Signal.FETCH_ADD : signal;
    OptionalDouble put = cost(Opcode.WRITE, 64, 4096);
    return runs.entrySet().stream()
        .filter(run -> run.getKey().get(SIGNAL) == measured && put.isPresent())
        .mapToDouble(run -> Math.max(0, run.getValue().tileTime() - put.getAsDouble()))
        .findFirst();
  }

  /** Seconds that a pass takes beside its tiles. */
  private double start() {
    OptionalDouble put = cost(Opcode.WRITE, 64, 4096);
    return runs.entrySet().stream()
        .filter(run -> run.getKey().get(TILES) == SHORT_PASS && put.isPresent())
        .mapToDouble(
            run -> Math.max(0, SHORT_PASS * (run.getValue().tileTime() - put.getAsDouble())))
        .findFirst()
        .orElse(0);
  }

  /** The widest relative spread of a run's windows. */
  private double spread() {
    return runs.values().stream()
        .flatMap(measurement -> measurement.flows().stream())
        .mapToDouble(flow ->
            (Collections.max(flow.passSeconds()) - Collections.min(flow.passSeconds()))
                / flow.medianPass())
        .sorted()
        .skip(runs.size() / 2)
        .findFirst()
        .orElse(0);
  }

  private static boolean isPut(Workload workload) {
    Signal signal = workload.get(SIGNAL);
    return signal == Signal.NOTHING || signal == Signal.COMPLETION;
  }

  private static Workload put(Workload place, Opcode opcode, long bytes, long mtu) {
    return base(place, mtu)
        .with(OPCODE, opcode)
        .with(TILE_BYTES, List.of(bytes))
        .with(SIGNAL, opcode == Opcode.READ ? Signal.COMPLETION : Signal.NOTHING);
  }

  private static Workload signalled(Workload place, Signal signal, long mtu) {
    return base(place, mtu)
        .with(TILE_BYTES, List.of(64L))
        .with(SIGNAL, signal)
        .with(ORDERING, signal == Signal.IMMEDIATE ? Ordering.SAME_QP : Ordering.NONE);
  }

  private static Workload base(Workload place, long mtu) {
    return place
        .with(PATH_MTU, mtu)
        .with(TILES, LONG_PASS)
        .with(ORDERING, Ordering.NONE)
        .with(OUTSTANDING_READS, 16L)
        .with(CQ_DEPTH, 1024L);
  }

  private static long highest(Limits limits) {
    return switch (limits.of(PATH_MTU)) {
      case io.kelpie.workload.Values.Range range -> range.high();
      case io.kelpie.workload.Values.Ranges ranges -> ranges.parts().getLast().high();
      case io.kelpie.workload.Values.Members members -> 4096;
    };
  }
}
