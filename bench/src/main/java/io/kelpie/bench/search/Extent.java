package io.kelpie.bench.search;

import io.kelpie.probes.model.Trigger;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Region;
import io.kelpie.workload.RegionSampler;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/**
 * How well the conditions of a claim fit where the anomaly shows, by random draws of the space that
 * was searched. A draw that meets the trigger without showing the anomaly (its bytes are too few,
 * something else is slower still) belongs to nobody's region, and nothing is said of a draw within
 * the conditions on which something slower may hide it.
 *
 * @param precision share of draws within the conditions, where nothing hides it, that show the
 *     anomaly; null where the space gave none
 * @param recall share of draws that show the anomaly that lie within the conditions; null likewise
 */
record Extent(@Nullable Double precision, @Nullable Double recall) {
  /** Attempts for each draw that is to show an anomaly. */
  static final int ATTEMPTS = 20;

  /**
   * Where an anomaly really is.
   *
   * @param trigger of which every workload that recall counts meets the conditions
   * @param acts whether a workload is slower, or paused, because of the anomaly
   * @param seen whether a hunt's oracle sees the symptom on the device and would not without the
   *     anomaly: a goodput that is as low as an ordering makes it, or not low enough, is none, and
   *     where another anomaly pauses a device it cannot be told whose pause it is
   * @param hidden whether something slower may hide it on a workload that does not show it
   */
  record Ground(
      Trigger trigger,
      Predicate<Workload> acts,
      Predicate<Workload> seen,
      Predicate<Workload> hidden) {}

  /**
   * Draws.
   *
   * @param draws of each kind
   */
  static Extent of(
      Region region, Ground ground, Space space, UniformRandomProvider random, int draws) {
    Map<Boolean, List<Workload>> inside =
        inside(region.conditions(), space, random, draws).stream()
            .collect(Collectors.partitioningBy(ground.acts()));
    long shown = inside.getOrDefault(true, List.of()).size();
    long healthy =
        inside.getOrDefault(false, List.of()).stream().filter(ground.hidden().negate()).count();
    List<Workload> ill =
        showing(
            ground.trigger(),
            ground.acts().and(ground.seen()),
            space,
            random,
            draws,
            ATTEMPTS * draws);
    return new Extent(
        share(shown, shown + healthy),
        share(ill.stream().filter(region::contains).count(), ill.size()));
  }

  private static @Nullable Double share(long some, long all) {
    return all == 0 ? null : (double) some / all;
  }

  /** Random workloads that show an anomaly; fewer than asked for where they are rare. */
  static List<Workload> showing(
      Trigger trigger,
      Predicate<Workload> shows,
      Space space,
      UniformRandomProvider random,
      int draws,
      int attempts) {
    List<Workload> drawn = new ArrayList<>();
    for (int attempt = 0; attempt < attempts && drawn.size() < draws; attempt++) {
      List<Condition> conditions = new ArrayList<>();
      collect(trigger, random, conditions);
      List<Workload> met = inside(conditions, space, random, 1);
      met.stream()
          .map(workload -> space.settle(trigger.meet(workload)))
          .flatMap(Optional::stream)
          .filter(workload -> trigger.strength(workload) > 0)
          .filter(shows)
          .forEach(drawn::add);
    }
    return drawn;
  }

  private static List<Workload> inside(
      List<Condition> conditions, Space space, UniformRandomProvider random, int draws) {
    RegionSampler sampler = new RegionSampler(space, new Region(conditions));
    return Stream.generate(() -> sampler.draw(random))
        .limit(draws)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The conditions of a trigger, one way of several by chance; what is none is met afterwards. */
  private static void collect(
      Trigger trigger, UniformRandomProvider random, List<Condition> conditions) {
    switch (trigger) {
      case Trigger.All all -> all.of().forEach(term -> collect(term, random, conditions));
      case Trigger.Any any ->
          collect(any.of().get(random.nextInt(any.of().size())), random, conditions);
      case Trigger.Where where -> conditions.add(where.condition());
      case Trigger.Product _, Trigger.NearMultiple _ -> {}
    }
  }
}
