package io.kelpie.search.strategy;

import io.kelpie.search.strategy.KelpieSettings.Part;
import io.kelpie.search.strategy.Levels.Move;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/**
 * Simulated annealing that drives one counter, chain after chain. A chain starts at the most
 * extreme clean point. Its first {@value #LEAPS} steps leap to where {@link MainEffects} of all
 * points seen promise most, every facet at once; from the best of these it makes the moves that
 * they promise most, and ends when {@value #PATIENCE} of them in a row raised nothing.
 */
final class Climb {
  private static final int PATIENCE = 2;

  private static final int LEAPS = 3;

  /** Each further move of one step is as likely as none. */
  private static final double ONE_MORE = 0.5;

  /** A move that promises less is none, in ranks of one. */
  private static final double LEAST_PROMISE = 0.002;

  /** What raises the extreme by less than this share does not count as having raised it. */
  private static final double RAISED = 0.03;

  /** How much of its value a start loses that is like where an earlier chain ended. */
  private static final double CROWDING = 0.5;

  /** Ends that are remembered, the latest. */
  private static final int ENDS = 8;

  private static final int ATTEMPTS = 20;

  private final Drive drive;
  private final Levels levels;
  private final OpenSpace space;
  private final KelpieSettings settings;
  private final UniformRandomProvider random;
  private final Set<Move> tried = new HashSet<>();
  private final Deque<Seen> ends = new ArrayDeque<>();
  private @Nullable Chain chain;
  private @Nullable Workload lastStart;
  private int chains;

  private static final class Chain {
    private final Annealer annealer;
    private Seen here;
    private double extreme;
    private int leapsLeft;
    private int idle;
    private boolean exhausted;

    private Chain(Annealer annealer, Seen start, double extreme, int leaps) {
      this.annealer = annealer;
      this.here = start;
      this.extreme = extreme;
      this.leapsLeft = leaps;
    }
  }

  private record Start(Seen point, double worth) {}

  Climb(
      Drive drive,
      Levels levels,
      OpenSpace space,
      KelpieSettings settings,
      UniformRandomProvider random) {
    this.drive = drive;
    this.levels = levels;
    this.space = space;
    this.settings = settings;
    this.random = random;
  }

  int chains() {
    return chains;
  }

  boolean isOver() {
    return chain == null;
  }

  /**
   * Starts a chain at the most extreme clean point; none where the counter is known of none.
   *
   * @param seen points outside every closed region
   * @param closed regions: of what lies near one, the next step would lead there again
   */
  void start(List<Seen> seen, List<Region> closed) {
    chains++;
    seen.stream()
        .filter(point -> point.isClean() && isKnown(point))
        .map(point -> new Start(point, worth(point)))
        .sorted(Comparator.comparingDouble(Start::worth).reversed())
        .map(Start::point)
        .filter(point -> closed.stream().noneMatch(region -> isNear(region, point.workload())))
        .findFirst()
        .ifPresent(start -> {
          if (!start.workload().equals(lastStart)) {
            tried.clear();
          }
          lastStart = start.workload();
          chain =
              new Chain(new Annealer(settings.annealing(), random), start, height(start), leaps());
        });
  }

  /** Nothing tells where to leap without effects. */
  private int leaps() {
    return settings.has(Part.LEAPS) && settings.has(Part.EFFECTS) ? LEAPS : 0;
  }

  /** Whether a workload outside a region breaks less than a third of its conditions. */
  private static boolean isNear(Region region, Workload workload) {
    long broken =
        region.conditions().stream().filter(condition -> !condition.holds(workload)).count();
    return 3 * broken < region.conditions().size();
  }

  private double worth(Seen point) {
    double height = height(point);
    return height - CROWDING * crowding(point) * Math.abs(height);
  }

  /** How like a point is to an end of a chain, the share of facets at the same level. */
  private double crowding(Seen point) {
    double most = 0;
    for (Seen end : ends) {
      long alike =
          IntStream.range(0, levels.size())
              .filter(axis -> point.at().level(axis) == end.at().level(axis))
              .count();
      most = Math.max(most, (double) alike / levels.size());
    }
    return most;
  }

  /** The next step's workload, by what all points tell. */
  Optional<Workload> step(List<Seen> seen) {
    Chain walking = chain();
    MainEffects effects = effects(seen);
    if (walking.leapsLeft > 0) {
      Optional<Workload> leapt = leap(effects);
      if (leapt.isPresent()) {
        return leapt;
      }
      walking.leapsLeft = 0;
    }
    return move(walking, effects);
  }

  /** A few facets moved as promises most; a neighbour where no move promises. */
  private Optional<Workload> move(Chain walking, MainEffects effects) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Workload moved = walking.here.workload();
      Set<Integer> axes = new HashSet<>();
      do {
        Optional<Move> best = best(effects, walking.here.at(), axes);
        if (best.isEmpty()) {
          break;
        }
        axes.add(best.get().axis());
        tried.add(best.get());
        moved = levels.set(moved, best.get(), random);
      } while (random.nextDouble() < ONE_MORE);
      if (axes.isEmpty()) {
        break;
      }
      Optional<Workload> open = space.beside(moved, axes.stream().map(levels::facet).toList());
      if (open.isPresent() && !open.get().equals(walking.here.workload())) {
        return open;
      }
    }
    tried.clear();
    ends.addLast(walking.here);
    if (ends.size() > ENDS) {
      ends.removeFirst();
    }
    walking.exhausted = true;
    return space.neighbour(walking.here.workload());
  }

  /** A workload with every facet at the level that is drawn to be its best. */
  private Optional<Workload> leap(MainEffects effects) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Workload> leapt =
          space
              .draw()
              .flatMap(drawn -> space.beside(best(effects, drawn), List.of()))
              .flatMap(near -> space.beside(best(effects, near), List.of()));
      if (leapt.isPresent()) {
        return leapt;
      }
    }
    return Optional.empty();
  }

  /** All facets that say something there at the levels that are drawn to be best; laws aside. */
  private Workload best(MainEffects effects, Workload workload) {
    Levels.Point at = levels.of(workload);
    Workload best = workload;
    for (int axis = 0; axis < levels.size(); axis++) {
      if (at.level(axis) != Levels.NONE) {
        int level = highest(effects, axis);
        if (level != at.level(axis)) {
          best = levels.set(best, new Move(axis, level), random);
        }
      }
    }
    return best;
  }

  private int highest(MainEffects effects, int axis) {
    int highest = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int level = 0; level < levels.count(axis); level++) {
      double drawn = effects.drawn(axis, level, random);
      if (drawn > most) {
        most = drawn;
        highest = level;
      }
    }
    return highest;
  }

  private MainEffects effects(List<Seen> seen) {
    if (!settings.has(Part.EFFECTS)) {
      return MainEffects.unknown(levels);
    }
    List<Seen> known = seen.stream().filter(this::isKnown).toList();
    double[] ranks = new NaturalRanking().rank(known.stream().mapToDouble(this::height).toArray());
    return new MainEffects(
        levels,
        known.stream().map(Seen::at).toList(),
        Arrays.stream(ranks).map(rank -> rank / ranks.length).toArray());
  }

  /** The untried move that is drawn to gain most. */
  private Optional<Move> best(MainEffects effects, Levels.Point at, Set<Integer> moved) {
    Move best = null;
    double most = LEAST_PROMISE;
    for (int axis = 0; axis < levels.size(); axis++) {
      if (at.level(axis) == Levels.NONE || moved.contains(axis)) {
        continue;
      }
      double here = effects.drawn(axis, at.level(axis), random);
      for (int level = 0; level < levels.count(axis); level++) {
        Move move = new Move(axis, level);
        if (level != at.level(axis) && !tried.contains(move)) {
          double promise = effects.drawn(axis, level, random) - here;
          if (promise > most) {
            most = promise;
            best = move;
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** What became of the step. */
  void observe(Seen now) {
    Chain walking = chain();
    walking.annealer.step();
    boolean leapt = walking.leapsLeft > 0;
    if (leapt) {
      walking.leapsLeft--;
    } else {
      walking.idle++;
    }
    OptionalDouble after = drive.value(now.measurement());
    if (after.isPresent()) {
      double before = drive.value(walking.here.measurement()).orElseThrow();
      if (!leapt) {
        remember(walking, now);
      }
      if (now.isClean()) {
        walk(walking, now, drive.difference(before, after.getAsDouble()));
      }
    }
    if (walking.idle >= PATIENCE || walking.exhausted) {
      chain = null;
    }
  }

  /** What a step moved is not tried again before the chain has risen. */
  private void remember(Chain walking, Seen now) {
    for (int axis = 0; axis < levels.size(); axis++) {
      int level = now.at().level(axis);
      int from = walking.here.at().level(axis);
      if (level != from && level != Levels.NONE && from != Levels.NONE) {
        tried.add(new Move(axis, level));
      }
    }
  }

  private void walk(Chain walking, Seen now, double difference) {
    if (walking.annealer.accepts(difference)) {
      walking.here = now;
    }
    double height = height(now);
    if (height > walking.extreme + Math.max(drive.quantum(), RAISED * Math.abs(walking.extreme))) {
      walking.extreme = height;
      walking.idle = 0;
      tried.clear();
    }
  }

  /** A region was closed; a chain that stands in it has found what it led to. */
  void close(Region region) {
    Chain walking = chain;
    if (walking != null && region.contains(walking.here.workload())) {
      tried.clear();
      chain = null;
    }
  }

  private Chain chain() {
    Chain walking = chain;
    if (walking == null) {
      throw new IllegalStateException("no chain of " + drive + " was started");
    }
    return walking;
  }

  private boolean isKnown(Seen point) {
    return drive.value(point.measurement()).isPresent();
  }

  /** What is driven up: the counter's energy, turned round. */
  private double height(Seen point) {
    return -drive.energy(drive.value(point.measurement()).orElseThrow());
  }

  @Override
  public String toString() {
    Chain walking = chain;
    return walking == null
        ? "no chain of " + drive
        : (walking.leapsLeft > 0
                ? "a leap to where all probes promise most, of the chain that drives "
                : "a step of the chain that drives ")
            + drive
            + " from "
            + drive.value(walking.here.measurement()).orElse(Double.NaN)
            + " on, "
            + walking.annealer;
  }
}
