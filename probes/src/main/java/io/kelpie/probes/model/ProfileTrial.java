package io.kelpie.probes.model;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Puts a profile to the test: each planted or emergent anomaly shows its symptom in its trigger and
 * not beyond any of its edges, and its counters move on the way there.
 *
 * <p>Slow is judged against the same parameters without quirks, an emergent anomaly against the
 * same without caches, PCIe and buffer. Ground on which another anomaly of the profile stands is no
 * neighbour; where nothing else is left beyond one of its edges, an anomaly counts as missed.
 */
public final class ProfileTrial implements AutoCloseable {
  /** Tiles of a pass that fills a receive buffer. */
  private static final long TILES = 512;

  private static final Budget BUDGET = Budget.search(1).fresh();

  private final Profile profile;
  private final Probe device;
  private final Probe sound;
  private final Probe ideal;
  private final Limits limits;
  private final Workload plain;

  /**
   * What became of one anomaly or decoy.
   *
   * @param shown whether it does what is declared of it
   * @param neighbours workloads beyond its edges that could run
   * @param ill of these, ones that are ill nevertheless; where an anomaly emerges, ones that have
   *     its symptom
   * @param slowdown tile time in the trigger over that of the reference
   * @param pause share of the time paused in the trigger, less that of the reference
   */
  public record Outcome(
      String anomaly, boolean shown, int neighbours, int ill, double slowdown, double pause) {
    /** Whether it shows where it should, and nowhere else. */
    public boolean holds() {
      return shown && neighbours > 0 && ill == 0;
    }
  }

  public ProfileTrial(Profile profile) {
    this.profile = profile;
    device = new ModelProbe(profile);
    sound = new ModelProbe(profile.parameters());
    ideal = new ModelProbe(profile.parameters().ideal());
    limits = device.description().limits();
    plain =
        Law.repair(Space.within(limits).initial().with(Catalogue.TILES, TILES), limits).workload();
  }

  /** Tries one of the profile's quirks. */
  public Outcome of(Quirk quirk) {
    Workload example = quirk.trigger().example(plain, limits);
    List<Trigger> others =
        profile.quirks().stream()
            .filter(other -> !other.equals(quirk) && other.effect() != null)
            .map(Quirk::trigger)
            .toList();
    Edges edges = new Edges(quirk.trigger(), example, limits, others);
    Shift there = Shift.of(device, sound, example);
    Quirk.Effect effect = quirk.effect();
    boolean shown =
        (effect == null ? !there.ill() : there.shows(effect.symptom()))
            && precursorsMove(quirk, example);
    List<Workload> neighbours = edges.neighbours(false);
    long ill = shown ? count(neighbours, device, sound, Shift::ill) : 0;
    return outcome(quirk.id(), shown, there, edges, neighbours, ill);
  }

  /** Tries one of the anomalies that the profile's parameters have by themselves. */
  public Outcome of(Profile.Emergent anomaly) {
    List<Trigger> others =
        profile.emergent().stream()
            .filter(other -> !other.equals(anomaly))
            .map(Profile.Emergent::trigger)
            .toList();
    Edges edges = new Edges(anomaly.trigger(), anomaly.base(), limits, others);
    Shift there = Shift.of(sound, ideal, anomaly.base());
    List<Workload> neighbours = edges.neighbours(true);
    long ill = count(neighbours, sound, ideal, shift -> shift.shows(anomaly.symptom()));
    return outcome(anomaly.id(), there.shows(anomaly.symptom()), there, edges, neighbours, ill);
  }

  @Override
  public void close() {
    device.close();
    sound.close();
    ideal.close();
  }

  private static long count(
      List<Workload> workloads, Probe device, Probe reference, Predicate<Shift> symptom) {
    return workloads.stream()
        .filter(workload -> symptom.test(Shift.of(device, reference, workload)))
        .count();
  }

  private static Outcome outcome(
      String anomaly,
      boolean shown,
      Shift there,
      Edges edges,
      List<Workload> neighbours,
      long ill) {
    return new Outcome(
        anomaly,
        shown && edges.isCoveredBy(neighbours),
        neighbours.size(),
        (int) ill,
        there.slowdown(),
        there.pause());
  }

  /**
   * A trigger's edges, seen from a workload inside.
   *
   * @param others triggers of what else this device has
   */
  private record Edges(Trigger trigger, Workload inside, Limits limits, List<Trigger> others) {
    /**
     * Lawful workloads beyond them.
     *
     * @param soft whether the onset is, so that one step beyond is not far enough
     */
    List<Workload> neighbours(boolean soft) {
      Stream<Workload> far = trigger.beyond(inside, true);
      Stream<Workload> all = soft ? far : Stream.concat(trigger.beyond(inside, false), far);
      return all.map(workload -> Law.repair(workload, limits).workload())
          .filter(workload -> trigger.strength(workload) == 0)
          .filter(workload -> others.stream().allMatch(other -> other.strength(workload) == 0))
          .filter(workload -> Space.objections(workload, limits).isEmpty())
          .distinct()
          .toList();
    }

    /** Whether each term fails in one of them. */
    boolean isCoveredBy(List<Workload> neighbours) {
      return trigger.terms().stream()
          .allMatch(term -> neighbours.stream().anyMatch(workload -> term.strength(workload) < 1));
    }
  }

  /** Each counts more a packet where the trigger holds than the same device would without it. */
  private boolean precursorsMove(Quirk quirk, Workload example) {
    for (Quirk.Precursor precursor : quirk.precursors()) {
      String id = "model/" + precursor.counter();
      double far = delta(device.run(plain, BUDGET), id) - delta(sound.run(plain, BUDGET), id);
      double there = delta(device.run(example, BUDGET), id) - delta(sound.run(example, BUDGET), id);
      if (there <= 0 || there <= far) {
        return false;
      }
    }
    return true;
  }

  private static double delta(Measurement measurement, String counter) {
    CounterReading reading = measurement.counter(counter).orElseThrow();
    Double delta = reading.delta();
    return delta == null ? 0 : delta;
  }
}
