package io.kelpie.bench.search;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.Quirk;
import io.kelpie.probes.model.Shift;
import io.kelpie.probes.model.Trigger;
import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a profile really does to a workload, learnt without noise of a place and by taking things
 * out: a quirk from the device, the one cause of an emergent anomaly from the hardware.
 */
final class Truth implements AutoCloseable {
  /** Runs of a claim whose majority decides whether it is there. */
  private static final int RUNS = 5;

  /** Runs of which one has to show an event: one that comes in 3 of 100 is met with 95 %. */
  private static final int EVENT_RUNS = 100;

  private final List<Anomaly> anomalies = new ArrayList<>();
  private final Judged device;
  private final Judged sound;
  private final Judged ideal;

  /**
   * An anomaly that a profile has: planted, or of its hardware.
   *
   * @param planted whether it is a quirk's: never outside of its trigger. Of hardware the trigger
   *     names where it was published, and its one cause may act beyond that
   * @param precursor what moves on the way there
   * @param healed the same device without it
   */
  record Anomaly(
      String id,
      Profile.Symptom symptom,
      Trigger trigger,
      boolean planted,
      Precursor precursor,
      Probe ill,
      Probe healed) {

    /** Whether a workload meets the trigger and shows the symptom because of it. */
    boolean shows(Workload workload) {
      return shift(workload).isPresent();
    }

    /** Whether a workload shows the symptom because of it, met or not what was published. */
    boolean acts(Workload workload) {
      return planted ? shows(workload) : Shift.of(ill, healed, workload).shows(symptom);
    }

    private Optional<Shift> shift(Finding finding) {
      return symptom == named(finding.symptom()) ? shift(finding.workload()) : Optional.empty();
    }

    private Optional<Shift> shift(Workload workload) {
      return trigger.strength(workload) == 0
          ? Optional.empty()
          : Optional.of(Shift.of(ill, healed, workload)).filter(shift -> shift.shows(symptom));
    }
  }

  /** What a claim is about. */
  enum Kind {
    /** An anomaly of the profile, by its own symptom. */
    NAMED,
    /** What a quirk brings about beside its own symptom, or the hardware beside what is named. */
    DEVICE,
    /** The workload's own doing: an ideal device without quirk, cache or buffer shows it too. */
    OWN,
    /** Nothing: nobody but the place's noise showed it. */
    FALSE
  }

  /**
   * @param anomaly of the profile; null where it is none
   */
  record Claim(Kind kind, @Nullable Anomaly anomaly) {}

  Truth(Profile profile) {
    device = new Judged(new ModelProbe(profile));
    sound = new Judged(new ModelProbe(profile.parameters()));
    ideal = new Judged(new ModelProbe(profile.parameters().ideal()));
    for (Quirk quirk : profile.quirks()) {
      Quirk.Effect effect = quirk.effect();
      if (effect != null) {
        anomalies.add(
            new Anomaly(
                quirk.id(),
                effect.symptom(),
                quirk.trigger(),
                true,
                Precursor.of(quirk),
                device.probe(),
                new ModelProbe(without(profile, quirk))));
      }
    }
    for (Profile.Emergent emergent : profile.emergent()) {
      Probe healed = relieved(profile, emergent);
      anomalies.add(
          new Anomaly(
              emergent.id(),
              emergent.symptom(),
              emergent.trigger(),
              false,
              Precursor.of(emergent, sound.probe(), healed),
              sound.probe(),
              healed));
    }
  }

  /** The anomalies that there are to find. */
  List<Anomaly> anomalies() {
    return List.copyOf(anomalies);
  }

  /** How many anomalies there are to find. */
  int count() {
    return anomalies.size();
  }

  /**
   * What a finding is about. Of several anomalies that its workload has, one that none of its
   * healthy neighbours shows; of these the one whose absence changes most.
   */
  Claim of(Finding finding) {
    Optional<Anomaly> named =
        anomalies.stream()
            .filter(anomaly -> anomaly.shift(finding).isPresent())
            .max(
                Comparator.<Anomaly>comparingLong(anomaly -> -outlasting(anomaly, finding))
                    .thenComparingDouble(anomaly -> size(anomaly, finding)));
    if (named.isPresent()) {
      return new Claim(Kind.NAMED, named.get());
    }
    return new Claim(
        ideal.shows(finding) ? Kind.OWN : device.shows(finding) ? Kind.DEVICE : Kind.FALSE, null);
  }

  /** The anomalies that a workload has and that show by one of these symptoms. */
  List<Anomaly> shown(Workload workload, List<Symptom> symptoms) {
    return anomalies.stream()
        .filter(
            anomaly -> symptoms.stream().anyMatch(symptom -> named(symptom) == anomaly.symptom()))
        .filter(anomaly -> anomaly.shows(workload))
        .toList();
  }

  /** Where an anomaly is; what misses its bound by something else may hide it. */
  Extent.Ground ground(Anomaly anomaly) {
    Symptom symptom = symptom(anomaly.symptom());
    Judged healed = new Judged(anomaly.healed());
    return new Extent.Ground(
        anomaly.trigger(),
        anomaly::acts,
        workload -> device.shows(symptom, workload) && !healed.shows(symptom, workload),
        device::isSlow);
  }

  /** Whether a workload shows a symptom on a device without quirk, cache or buffer too. */
  boolean isOwn(Symptom symptom, Workload workload) {
    return ideal.shows(symptom, workload);
  }

  /** What moves on the way to each anomaly of a profile, by the anomaly's name. */
  static Map<String, Precursor> precursors(Profile profile) {
    try (Truth truth = new Truth(profile)) {
      Map<String, Precursor> precursors = new LinkedHashMap<>();
      truth.anomalies.forEach(anomaly -> precursors.put(anomaly.id(), anomaly.precursor()));
      return precursors;
    }
  }

  /** How many conditions of a finding may be broken, and the anomaly is still there. */
  private static long outlasting(Anomaly anomaly, Finding finding) {
    return finding.neighbours().stream()
        .filter(neighbour -> anomaly.shows(neighbour.workload()))
        .count();
  }

  private static double size(Anomaly anomaly, Finding finding) {
    Shift shift = anomaly.shift(finding).orElseThrow();
    return anomaly.symptom() == Profile.Symptom.PAUSE ? shift.pause() : shift.slowdown();
  }

  private static Profile.@Nullable Symptom named(Symptom symptom) {
    return switch (symptom) {
      case PAUSE -> Profile.Symptom.PAUSE;
      case LOW_GOODPUT -> Profile.Symptom.LOW_GOODPUT;
      case HANG, DISORDER, ERROR, SERIALISED, STALLED, RETRANSMIT, TAIL -> null;
    };
  }

  private static Symptom symptom(Profile.Symptom symptom) {
    return switch (symptom) {
      case PAUSE -> Symptom.PAUSE;
      case LOW_GOODPUT -> Symptom.LOW_GOODPUT;
    };
  }

  /**
   * The hardware without the one cause of an emergent anomaly, by which its base is healed; where
   * no single one is, the ideal hardware.
   */
  private Probe relieved(Profile profile, Profile.Emergent emergent) {
    for (FabricParameters parameters : profile.parameters().relieved()) {
      Probe probe = new ModelProbe(parameters);
      if (Shift.of(sound.probe(), probe, emergent.base()).shows(emergent.symptom())) {
        return probe;
      }
      probe.close();
    }
    return new ModelProbe(profile.parameters().ideal());
  }

  private static Profile without(Profile profile, Quirk quirk) {
    return profile.withQuirks(
        profile.quirks().stream().filter(other -> !other.equals(quirk)).toList());
  }

  /** A device with the oracle of a hunt on it. */
  private record Judged(Probe probe, Oracle oracle) {
    Judged(Probe probe) {
      this(probe, HuntOracle.of(probe));
    }

    /** Whether most of some runs show a finding's symptom; of an event, which may be rare, one. */
    boolean shows(Finding finding) {
      IntStream runs = IntStream.rangeClosed(1, finding.symptom().isRatio() ? RUNS : EVENT_RUNS);
      IntPredicate seen =
          run -> shows(finding.symptom(), finding.workload(), Budget.search(run).fresh());
      return finding.symptom().isRatio()
          ? 2 * runs.filter(seen).count() > RUNS
          : runs.anyMatch(seen);
    }

    /** Whether a workload stays below its bound. */
    boolean isSlow(Workload workload) {
      Measurement measurement = probe.run(workload, Budget.search(1).fresh());
      return oracle.suspects(workload, measurement).contains(Symptom.LOW_GOODPUT);
    }

    private boolean shows(Symptom symptom, Workload workload) {
      return shows(symptom, workload, Budget.search(1).fresh());
    }

    private boolean shows(Symptom symptom, Workload workload, Budget budget) {
      Measurement measurement = probe.run(workload, budget);
      if (oracle.alone(measurement).stream().map(Evidence::symptom).anyMatch(symptom::equals)) {
        return true;
      }
      if (!oracle.suspects(workload, measurement).contains(symptom)) {
        return false;
      }
      Workload reference =
          Oracle.reference(symptom, workload, Space.within(probe.description().limits()));
      return oracle
          .against(symptom, workload, measurement, probe.run(reference, budget))
          .isPresent();
    }
  }

  @Override
  public void close() {
    anomalies.forEach(anomaly -> anomaly.healed().close());
    device.probe().close();
    sound.probe().close();
    ideal.probe().close();
  }
}
