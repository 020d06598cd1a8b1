package io.kelpie.search.oracle;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterReading;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.IdleBaseline;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silence;
import io.kelpie.probes.Sojourn;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Law;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges measurements. What one measurement shows by itself is told by {@link #alone}; what needs a
 * second one beside it, by {@link #against}, and {@link #suspects} says for which a reference is
 * worth a run.
 */
public final class Oracle {
  private static final Pattern RETRY =
      Pattern.compile("(?i).*(retr[yi]|retrans|retx|timeout|seq|rnr|duplicate).*");
  private static final Pattern RNR = Pattern.compile("(?i).*rnr.*");
  private static final List<Dimension<?>> TRAFFIC =
      List.of(
          Catalogue.TILE_BYTES,
          Catalogue.TILES,
          Catalogue.PEERS,
          Catalogue.DIRECTION,
          Catalogue.PATH_MTU);
  private static final Pattern PAUSE = Pattern.compile(".*pause_duration");
  private static final Pattern ANY_PAUSE = Pattern.compile("(?i).*pause.*");

  private final Thresholds thresholds;
  private final Bounds bounds;
  private final List<Counter> counters;
  private final IdleBaseline idle;
  private final Map<String, Counter> byId;

  /** The most that plain traffic is sent again here, a packet; one run's bad luck left out. */
  private final double plainRetries;

  /**
   * @param counters what the measurements' counters are
   * @param idle what they do without traffic
   */
  public Oracle(Thresholds thresholds, Bounds bounds, List<Counter> counters, IdleBaseline idle) {
    this.thresholds = thresholds;
    this.bounds = bounds;
    this.counters = List.copyOf(counters);
    this.idle = idle;
    this.byId =
        counters.stream()
            .collect(Collectors.toMap(Counter::id, Function.identity(), (first, _) -> first));
    this.plainRetries =
        bounds.calibration().runs().values().stream()
            .map(this::retriesPerPacket)
            .sorted(Comparator.reverseOrder())
            .skip(1)
            .findFirst()
            .orElse(0.0);
  }

  public Thresholds thresholds() {
    return thresholds;
  }

  public Bounds bounds() {
    return bounds;
  }

  public List<Counter> counters() {
    return counters;
  }

  public IdleBaseline idle() {
    return idle;
  }

  /** Why nothing can be said of the workload; empty where something can. */
  public static Optional<String> invalidity(Measurement measurement) {
    return switch (measurement.outcome()) {
      case Outcome.Invalid(String reason) -> Optional.of(reason);
      case Outcome.Completed _, Outcome.Hang _, Outcome.Failed _ -> Optional.empty();
    };
  }

  /** The symptoms that a measurement shows by itself, the gravest first. */
  public List<Evidence> alone(Measurement measurement) {
    List<Evidence> symptoms = new ArrayList<>();
    switch (measurement.outcome()) {
      case Outcome.Hang(Outcome.Scope scope, Stage waiting, String detail) ->
          symptoms.add(
              new Evidence(
                  Symptom.HANG,
                  1,
                  waiting,
                  null,
                  scope.name().toLowerCase(Locale.ROOT) + ": " + detail));
      case Outcome.Failed(String what, String detail) ->
          symptoms.add(new Evidence(Symptom.ERROR, 1, null, what, what + ": " + detail));
      case Outcome.Completed _ -> {}
      case Outcome.Invalid _ -> {
        return List.of();
      }
    }
    var integrity = measurement.integrity();
    if (integrity.disordered() > 0) {
      symptoms.add(
          new Evidence(
              Symptom.DISORDER,
              1,
              null,
              null,
              integrity.disordered() + " of " + integrity.checked() + ": " + integrity.example()));
    }
    if (integrity.corrupt() > 0) {
      symptoms.add(
          new Evidence(
              Symptom.ERROR, 1, null, "corrupt data", "corrupt data: " + integrity.example()));
    }
    measurement.silences().stream()
        .filter(silence -> isBorneOut(silence, measurement))
        .max(Comparator.comparingDouble(Silence::seconds))
        .ifPresent(silence ->
            symptoms.add(new Evidence(Symptom.STALLED, 1, null, silence.timer(), silence.timer())));
    pause(measurement).ifPresent(symptoms::add);
    return symptoms.stream().sorted(Comparator.comparing(Evidence::symptom)).toList();
  }

  /**
   * Symptoms of which a reference run may show that they are there; none where tiles went missing,
   * because the wait for them is most of the time. Retries are no suspicion where plain traffic was
   * sent again nearly as often when the place was calibrated.
   */
  public List<Symptom> suspects(Workload workload, Measurement measurement) {
    if (!measurement.completed() || measurement.integrity().missing() > 0) {
      return List.of();
    }
    List<Symptom> suspects = new ArrayList<>();
    if (Twins.exists(workload) && measurement.blockedShare() >= thresholds.blockedShare()) {
      suspects.add(Symptom.SERIALISED);
    }
    if (retries(measurement) >= thresholds.retransmitEvents()
        && retriesPerPacket(measurement) >= thresholds.effect(Symptom.RETRANSMIT) * plainRetries) {
      suspects.add(Symptom.RETRANSMIT);
    }
    if (shortfall(workload, measurement).orElse(1) > thresholds.effect(Symptom.LOW_GOODPUT)) {
      suspects.add(Symptom.LOW_GOODPUT);
    }
    if (Twins.exists(workload) && tail(measurement, measurement) >= thresholds.tailRatio()) {
      suspects.add(Symptom.TAIL);
    }
    return suspects;
  }

  /**
   * Whether a symptom is judged against a second run: a pause shows by itself, and a goodput is
   * held against its bound where there is nothing to take out.
   */
  public static boolean needsReference(Symptom symptom, Workload workload) {
    return switch (symptom) {
      case SERIALISED, RETRANSMIT, TAIL -> true;
      case LOW_GOODPUT -> Twins.exists(workload);
      case PAUSE, HANG, DISORDER, ERROR, STALLED -> false;
    };
  }

  /**
   * The run that a ratio symptom of {@code workload} is judged against: its twin where it has one;
   * for RETRANSMIT, and where it has none, the plain workload of the same traffic.
   */
  public static Workload reference(Symptom symptom, Workload workload, Space space) {
    return symptom != Symptom.RETRANSMIT && Twins.exists(workload)
        ? Twins.of(workload)
        : plain(workload, space);
  }

  private static Workload plain(Workload workload, Space space) {
    Workload plain = space.initial();
    for (Dimension<?> dimension : TRAFFIC) {
      plain = plain.withFrom(workload, dimension);
    }
    return Law.repair(plain, space.limits()).workload();
  }

  /**
   * The size of a ratio symptom, whether or not it passes the threshold; empty where the two
   * measurements cannot tell.
   */
  public OptionalDouble effect(
      Symptom symptom, Workload workload, Measurement measurement, Measurement reference) {
    if (!measurement.completed() || !reference.completed()) {
      return OptionalDouble.empty();
    }
    return switch (symptom) {
      case SERIALISED -> slower(measurement, reference);
      case RETRANSMIT -> {
        double here = retriesPerPacket(measurement);
        double there = Math.max(retriesPerPacket(reference), 1 / packets(reference));
        yield OptionalDouble.of(here / there);
      }
      case LOW_GOODPUT -> {
        OptionalDouble here = shortfall(workload, measurement);
        OptionalDouble twin =
            Twins.exists(workload) ? shortfall(Twins.of(workload), reference) : here;
        yield here.isPresent() && twin.isPresent()
            ? OptionalDouble.of(Math.min(here.getAsDouble(), twin.getAsDouble()))
            : OptionalDouble.empty();
      }
      case TAIL -> OptionalDouble.of(tail(measurement, reference));
      case PAUSE -> OptionalDouble.of(pauseShare(measurement) / thresholds.pauseShare());
      case HANG, DISORDER, ERROR, STALLED ->
          throw new IllegalArgumentException(symptom + " is no ratio");
    };
  }

  /**
   * A ratio symptom where it is one: past its threshold, and with a blocked stage if it needs one.
   */
  public Optional<Evidence> against(
      Symptom symptom, Workload workload, Measurement measurement, Measurement reference) {
    OptionalDouble effect = effect(symptom, workload, measurement, reference);
    if (effect.isEmpty() || effect.getAsDouble() < thresholds.effect(symptom)) {
      return Optional.empty();
    }
    double size = effect.getAsDouble();
    return switch (symptom) {
      case SERIALISED ->
          measurement
              .blockedStage(reference)
              .map(stage -> new Evidence(symptom, size, stage, null, "blocked in " + stage));
      case RETRANSMIT ->
          retries(measurement) < thresholds.retransmitEvents()
              ? Optional.empty()
              : Optional.of(
                  new Evidence(symptom, size, null, null, retries(measurement) + " retries"));
      case LOW_GOODPUT, TAIL, PAUSE, HANG, DISORDER, ERROR, STALLED ->
          Optional.of(new Evidence(symptom, size, null, null, symptom.toString()));
    };
  }

  /**
   * How many times as long a tile takes, silences taken out of both or left in both, whichever is
   * less: where nearly all of both runs is silence, what is left of them tells nothing.
   */
  private OptionalDouble slower(Measurement measurement, Measurement reference) {
    double moving = movingTime(reference);
    double whole = reference.tileTime();
    return moving > 0 && whole > 0
        ? OptionalDouble.of(
            Math.min(movingTime(measurement) / moving, measurement.tileTime() / whole))
        : OptionalDouble.empty();
  }

  /** Seconds a tile of a completed run, without the silences that a timer ended. */
  public double movingTime(Measurement measurement) {
    double silent =
        measurement.silences().stream()
            .filter(silence -> isBorneOut(silence, measurement))
            .mapToDouble(Silence::share)
            .sum();
    return measurement.tileTimeWithout(Math.min(1, silent));
  }

  private OptionalDouble shortfall(Workload workload, Measurement measurement) {
    if (measurement.integrity().missing() > 0) {
      return OptionalDouble.empty();
    }
    double worst = 0;
    for (Flow flow : measurement.flows()) {
      Optional<Bound> bound = bounds.smallest(workload, flow, measurement);
      if (bound.isEmpty()) {
        return OptionalDouble.empty();
      }
      double reachable = bound.get().bytesPerSecond() * Math.max(0, 1 - bound.get().error());
      worst = Math.max(worst, reachable / flow.goodput());
    }
    return OptionalDouble.of(worst);
  }

  private double tail(Measurement measurement, Measurement reference) {
    double worst = 0;
    for (Sojourn sojourn : measurement.sojourns()) {
      double twin =
          reference.sojourns().stream()
              .filter(other -> other.bytes() == sojourn.bytes())
              .mapToDouble(Sojourn::p50)
              .findFirst()
              .orElse(0);
      double median = Math.max(sojourn.p50(), twin);
      if (sojourn.count() >= thresholds.tailTiles() && median > 0) {
        worst = Math.max(worst, sojourn.p99() / median);
      }
    }
    return worst;
  }

  private Optional<Evidence> pause(Measurement measurement) {
    double share = pauseShare(measurement);
    return share <= thresholds.pauseShare()
        ? Optional.empty()
        : Optional.of(
            new Evidence(
                Symptom.PAUSE, share / thresholds.pauseShare(), null, null, "paused " + share));
  }

  private double pauseShare(Measurement measurement) {
    return measurement.counters().stream()
        .filter(reading -> PAUSE.matcher(reading.counter()).matches() && reading.isKnown())
        .filter(reading -> describe(reading).filter(c -> c.unit().equals("us")).isPresent())
        .mapToDouble(reading -> reading.value() * 1e-6)
        .max()
        .orElse(0);
  }

  /**
   * Whether the device's counters bear out that a timer ended a silence. A slow machine falls
   * silent by itself; a device that counts nothing of the kind can contradict nothing.
   */
  private boolean isBorneOut(Silence silence, Measurement measurement) {
    Pattern telling = silence.timer().equals(Silence.RNR_TIMER) ? RNR : RETRY;
    List<CounterReading> witnesses =
        counts(measurement, counter -> telling.matcher(counter.name()).matches()).toList();
    return witnesses.isEmpty() || witnesses.stream().anyMatch(reading -> counted(reading) > 0);
  }

  private double retries(Measurement measurement) {
    return counts(measurement, counter -> RETRY.matcher(counter.name()).matches())
        .filter(reading -> idle.moved(describe(reading).orElseThrow(), reading))
        .mapToDouble(Oracle::counted)
        .sum();
  }

  /** What a device's diagnostic counters counted. */
  private Stream<CounterReading> counts(Measurement measurement, Predicate<Counter> wanted) {
    return measurement.counters().stream()
        .filter(reading -> reading.delta() != null && reading.isKnown())
        .filter(reading ->
            describe(reading)
                .filter(counter ->
                    counter.counterClass() == CounterClass.DIAGNOSTIC
                        && counter.role() != CounterRole.HOST
                        && wanted.test(counter))
                .isPresent());
  }

  /**
   * What each of the device's diagnostic counters counted a packet, by its place and name, all
   * ports of the device together; without the pause counters, which other senders move, and without
   * what is unknown. Empty where no packets were counted.
   */
  public SortedMap<String, Double> diagnosticsPerPacket(Measurement measurement) {
    double packets = countedPackets(measurement);
    SortedMap<String, Double> rates = new TreeMap<>();
    if (packets > 0) {
      counts(measurement, counter -> !ANY_PAUSE.matcher(counter.name()).matches())
          .forEach(reading ->
              rates.merge(
                  describe(reading).orElseThrow().placed(),
                  counted(reading) / packets,
                  Double::sum));
    }
    return rates;
  }

  private double retriesPerPacket(Measurement measurement) {
    return retries(measurement) / packets(measurement);
  }

  private double packets(Measurement measurement) {
    return Math.max(1, countedPackets(measurement));
  }

  /** Packets that the device counted, 0 where it counted none. */
  private double countedPackets(Measurement measurement) {
    return measurement.counters().stream()
        .filter(reading -> reading.delta() != null && reading.isKnown())
        .filter(reading ->
            describe(reading)
                .filter(counter ->
                    counter.counterClass() == CounterClass.TRAFFIC
                        && counter.unit().equals("packets"))
                .isPresent())
        .mapToDouble(Oracle::counted)
        .max()
        .orElse(0);
  }

  private static double counted(CounterReading reading) {
    Double delta = reading.delta();
    return delta == null ? 0 : delta;
  }

  private Optional<Counter> describe(CounterReading reading) {
    return Optional.ofNullable(byId.get(reading.counter()));
  }
}
