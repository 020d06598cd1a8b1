package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Kelpie's own search. Three streams take turns: a screening design, whose draws cover all pairs of
 * choices early; simulated annealing that drives one counter after another to its extreme, as
 * Collie does, but starts each chain at the most extreme clean point of all probes instead of a
 * random one; and, after each anomaly found, what lies beside it: where it was an event, its
 * healthy neighbours, then the {@link Crossing} of its traffic with other words.
 */
public final class KelpieAnnealing implements Strategy {
  public static final String NAME = "kelpie";

  /**
   * Chains of six steps: the first steps from an extreme point are what raises it, and two dozen
   * counters want their turn within a hundred probes.
   */
  public static final AnnealingSettings SETTINGS = new AnnealingSettings(0.3, 0.05, 1, 0.7, 10);

  /** Draws among which the one that covers most is taken. */
  private static final int CANDIDATES = 16;

  private final StrategyContext context;
  private final AnnealingSettings settings;
  private final OpenSpace space;
  private final ChoiceCoverage coverage;
  private final List<Seen> seen = new ArrayList<>();
  private @Nullable CounterRanking ranking;
  private @Nullable Chain chain;
  private final Set<Workload> probed = new HashSet<>();
  private final Deque<Workload> neighbours = new ArrayDeque<>();
  private final Deque<Crossing> crossings = new ArrayDeque<>();
  private int driven = -1;
  private Stream stream = Stream.SCREENING;

  /** Where a probe comes from. */
  private enum Stream {
    SCREENING,
    BESIDE,
    CHAIN
  }

  private record Seen(Workload workload, Measurement measurement, boolean isClean) {}

  /** A walk that drives one counter. */
  private static final class Chain {
    private final Drive drive;
    private final Annealer annealer;
    private Seen at;

    private Chain(Drive drive, Annealer annealer, Seen start) {
      this.drive = drive;
      this.annealer = annealer;
      this.at = start;
    }

    @Override
    public String toString() {
      return "a step of the chain that drives "
          + drive
          + " from "
          + drive.value(at.measurement()).orElse(Double.NaN)
          + " on, "
          + annealer;
    }
  }

  public KelpieAnnealing(StrategyContext context, AnnealingSettings settings) {
    this.context = context;
    this.settings = settings;
    this.space = new OpenSpace(context.space(), context.random());
    this.coverage = new ChoiceCoverage(context.space());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    stream = following(stream);
    return switch (stream) {
      case CHAIN -> space.neighbour(Objects.requireNonNull(chain).at.workload());
      case BESIDE -> neighbour().or(this::cross).or(this::screen);
      case SCREENING -> screen();
    };
  }

  /** The next stream in turn that has something to propose. */
  private Stream following(Stream last) {
    return switch (last) {
      case SCREENING ->
          neighbours.isEmpty() && crossings.isEmpty() ? following(Stream.BESIDE) : Stream.BESIDE;
      case BESIDE -> chain == null ? Stream.SCREENING : Stream.CHAIN;
      case CHAIN -> Stream.SCREENING;
    };
  }

  @Override
  public String why() {
    return switch (stream) {
      case CHAIN -> Objects.requireNonNull(chain).toString();
      case BESIDE ->
          "beside an anomaly that was found: a healthy neighbour, or its traffic with other words";
      case SCREENING ->
          "the screening design: of "
              + CANDIDATES
              + " draws, the one that adds most to the pairs of choices probed so far";
    };
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    coverage.add(workload);
    probed.add(workload);
    Seen now = new Seen(workload, measurement, verdict instanceof Verdict.Clean);
    if (measurement.completed()) {
      seen.add(now);
    }
    Chain walking = chain;
    if (walking != null && stream == Stream.CHAIN) {
      walk(walking, now, verdict);
    }
    if (ranking == null && seen.size() >= settings.rankingPoints()) {
      ranking =
          CounterRanking.of(
              context.counters(), seen.stream().map(Seen::measurement).toList(), context.idle());
    }
    if (chain == null) {
      chain = nextChain();
    }
  }

  @Override
  public void close(Region region, Workload example) {
    leaveOpen(region, example);
    space.close(region);
    seen.removeIf(point -> region.contains(point.workload()));
    Chain walking = chain;
    if (walking != null && region.contains(walking.at.workload())) {
      chain = null;
    }
  }

  @Override
  public void leaveOpen(Region region, Workload example) {
    crossings.add(new Crossing(example, region));
  }

  @Override
  public void beside(List<Workload> healthy) {
    neighbours.addAll(healthy);
  }

  @Override
  public Map<String, String> unranked() {
    return ranking == null ? Map.of() : ranking.unranked();
  }

  private Optional<Workload> screen() {
    return newest(space::draw);
  }

  /** The next healthy neighbour of an event that is open and was not probed. */
  private Optional<Workload> neighbour() {
    while (!neighbours.isEmpty()) {
      Workload next = neighbours.removeFirst();
      if (space.isOpen(next) && !probed.contains(next)) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private Optional<Workload> cross() {
    Crossing crossing = crossings.peekFirst();
    if (crossing == null) {
      return Optional.empty();
    }
    Optional<Workload> drawn = newest(() -> crossing.draw(space, probed));
    crossing.step();
    if (crossing.isOver() || drawn.isEmpty()) {
      crossings.removeFirst();
    }
    return drawn;
  }

  /** Of a few draws the one whose pairs of choices were probed least. */
  private Optional<Workload> newest(Supplier<Optional<Workload>> source) {
    return IntStream.range(0, CANDIDATES)
        .mapToObj(_ -> source.get())
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(coverage::novelty));
  }

  private void walk(Chain walking, Seen now, Verdict verdict) {
    walking.annealer.step();
    OptionalDouble before = walking.drive.value(walking.at.measurement());
    OptionalDouble after = walking.drive.value(now.measurement());
    if (now.isClean()
        && before.isPresent()
        && after.isPresent()
        && walking.annealer.accepts(
            walking.drive.difference(before.getAsDouble(), after.getAsDouble()))) {
      walking.at = now;
    }
    if (walking.annealer.isCold() || verdict instanceof Verdict.Anomalous) {
      chain = null;
    }
  }

  /**
   * The next counter's chain, from the most extreme clean point: around an anomalous one the same
   * anomaly would be met again. None where no counter can be driven or none was seen.
   */
  private @Nullable Chain nextChain() {
    if (ranking == null || ranking.ranked().isEmpty()) {
      return null;
    }
    driven++;
    Drive drive = new Drive(ranking.ranked().get(driven % ranking.ranked().size()));
    return seen.stream()
        .filter(point -> point.isClean() && drive.value(point.measurement()).isPresent())
        .min(
            Comparator.comparingDouble(
                point -> drive.energy(drive.value(point.measurement()).orElseThrow())))
        .map(start -> new Chain(drive, new Annealer(settings, context.random()), start))
        .orElse(null);
  }
}
