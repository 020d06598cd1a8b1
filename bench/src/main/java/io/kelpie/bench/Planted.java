package io.kelpie.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.Quirk;
import io.kelpie.probes.model.Trigger;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Law;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether the model's profiles hold what they say: each planted or emergent anomaly shows its
 * symptom in its trigger and not beyond any of its edges, and its counters move on the way there.
 *
 * <p>Slow is judged against the same parameters without quirks, an emergent anomaly against the
 * same without caches, PCIe and buffer. Ground on which another anomaly of the profile stands is no
 * neighbour; where nothing else is left beyond one of its edges, an anomaly counts as missed.
 */
public final class Planted {
  /** Tiles of a pass that fills a receive buffer. */
  private static final long TILES = 512;

  private static final Budget BUDGET = Budget.search(1).fresh();

  private final List<Row> rows = new ArrayList<>();

  /**
   * One anomaly or decoy.
   *
   * @param shown whether it does what is declared of it
   * @param neighbours workloads beyond its edges that could run
   * @param ill of these, ones that are ill nevertheless; where an anomaly emerges, ones that have
   *     its symptom
   * @param slowdown tile time in the trigger over that of the reference
   * @param pause share of the time paused in the trigger, less that of the reference
   */
  public record Row(
      String profile,
      String anomaly,
      boolean shown,
      int neighbours,
      int ill,
      double slowdown,
      double pause) {}

  /** What {@code --json} prints. */
  public record Result(
      String bench,
      List<Row> rows,
      int quirks,
      int missed,
      @JsonProperty("false_alarms") int falseAlarms) {}

  /** Checks profiles by name or file. */
  public Result run(List<String> profiles) {
    for (String name : profiles) {
      check(name, Profile.of(name));
    }
    return new Result(
        "planted",
        rows,
        rows.size(),
        (int) rows.stream().filter(row -> !row.shown()).count(),
        rows.stream().mapToInt(Row::ill).sum());
  }

  private void check(String name, Profile profile) {
    try (Probe device = new ModelProbe(profile);
        Probe sound = new ModelProbe(profile.parameters());
        Probe ideal = new ModelProbe(profile.parameters().ideal())) {
      Limits limits = device.description().limits();
      Workload plain =
          Law.repair(Space.within(limits).initial().with(Catalogue.TILES, TILES), limits)
              .workload();
      for (Quirk quirk : profile.quirks()) {
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
                && precursorsMove(quirk, plain, example, device, sound);
        long ill = count(edges.neighbours(false), device, sound, Shift::ill);
        add(name, quirk.id(), shown, there, edges, edges.neighbours(false), ill);
      }
      for (Profile.Emergent anomaly : profile.emergent()) {
        List<Trigger> others =
            profile.emergent().stream()
                .filter(other -> !other.equals(anomaly))
                .map(Profile.Emergent::trigger)
                .toList();
        Edges edges = new Edges(anomaly.trigger(), anomaly.base(), limits, others);
        Shift there = Shift.of(sound, ideal, anomaly.base());
        boolean shown = there.shows(anomaly.symptom());
        long ill =
            count(edges.neighbours(true), sound, ideal, shift -> shift.shows(anomaly.symptom()));
        add(name, anomaly.id(), shown, there, edges, edges.neighbours(true), ill);
      }
    }
  }

  private static long count(
      List<Workload> workloads, Probe device, Probe reference, Predicate<Shift> symptom) {
    return workloads.stream()
        .filter(workload -> symptom.test(Shift.of(device, reference, workload)))
        .count();
  }

  private void add(
      String profile,
      String anomaly,
      boolean shown,
      Shift there,
      Edges edges,
      List<Workload> neighbours,
      long ill) {
    rows.add(
        new Row(
            profile,
            anomaly,
            shown && edges.isCoveredBy(neighbours),
            neighbours.size(),
            (int) ill,
            there.slowdown(),
            there.pause()));
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
  private static boolean precursorsMove(
      Quirk quirk, Workload plain, Workload example, Probe device, Probe sound) {
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
