package io.kelpie.search.strategy;

import io.kelpie.counters.Counter;
import io.kelpie.counters.OwnCounter;
import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.search.strategy.KelpieSettings.Part;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Kelpie's own search. Three streams take turns: {@link Screening}, which looks everywhere;
 * simulated annealing that drives one counter after another to its extreme, as Collie does, but a
 * device's events by the packet, along the moves that all points seen promise; and, beside what was
 * found, the healthy neighbours of the first event of a cause, and the {@link Crossing} of what
 * waits for an ordering.
 */
public final class KelpieAnnealing implements Strategy {
  public static final String NAME = "kelpie";

  /** Draws among which the crossing that covers most is taken. */
  private static final int CANDIDATES = 16;

  /** Of so many chains one drives a counter of Kelpie's own, the others the device's. */
  private static final int OWN_EVERY = 4;

  /** The latest points that main effects are told by, so that a probe costs the same all night. */
  private static final int MEMORY = 400;

  /** The latest points among which a chain starts, likewise. */
  private static final int STARTS = 1000;

  /** A region that more of all draws meet stays open to draws. */
  private static final double MOST_CLOSED = 0.1;

  /** Draws by which the share of a region is told. */
  private static final int SAMPLE = 200;

  private final StrategyContext context;
  private final KelpieSettings settings;
  private final OpenSpace space;
  private final OpenSpace drawn;
  private final List<Workload> sample;
  private final Levels levels;
  private final Screening screening;
  private final List<Seen> seen = new ArrayList<>();
  private final Set<Workload> probed = new HashSet<>();
  private final Deque<Workload> neighbours = new ArrayDeque<>();
  private final Deque<Crossing> crossings = new ArrayDeque<>();
  private final Set<Ordering> crossed = EnumSet.noneOf(Ordering.class);
  private final List<Climb> deviceClimbs = new ArrayList<>();
  private final List<Climb> ownClimbs = new ArrayList<>();
  private @Nullable CounterRanking ranking;
  private @Nullable Climb climb;
  private int chains;
  private Stream stream = Stream.SCREENING;
  private String why = "";

  /** Where a probe comes from. */
  private enum Stream {
    SCREENING,
    BESIDE,
    CHAIN
  }

  public KelpieAnnealing(StrategyContext context, KelpieSettings settings) {
    this.context = context;
    this.settings = settings;
    this.space = new OpenSpace(context.space(), context.random());
    this.levels = new Levels(context.space());
    this.drawn = new OpenSpace(context.space(), context.random());
    this.sample =
        IntStream.range(0, SAMPLE).mapToObj(_ -> context.space().draw(context.random())).toList();
    this.screening = new Screening(drawn, context, settings);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Optional<Workload> next() {
    stream = following(stream);
    return switch (stream) {
      case CHAIN -> {
        Climb climbing = Objects.requireNonNull(climb);
        why = climbing.toString();
        yield climbing.step(latest(MEMORY));
      }
      case BESIDE -> {
        why =
            "beside an anomaly that was found: a healthy neighbour, or its traffic with other words";
        yield neighbour().or(this::cross).or(this::screen);
      }
      case SCREENING -> screen();
    };
  }

  /** The next stream in turn that has something to propose. */
  private Stream following(Stream last) {
    return switch (last) {
      case SCREENING ->
          neighbours.isEmpty() && crossings.isEmpty() ? following(Stream.BESIDE) : Stream.BESIDE;
      case BESIDE -> climb == null ? Stream.SCREENING : Stream.CHAIN;
      case CHAIN -> Stream.SCREENING;
    };
  }

  @Override
  public String why() {
    return why;
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    screening.add(workload);
    probed.add(workload);
    Seen now =
        new Seen(workload, levels.of(workload), measurement, verdict instanceof Verdict.Clean);
    if (measurement.completed()) {
      seen.add(now);
    }
    Climb climbing = climb;
    if (climbing != null && stream == Stream.CHAIN) {
      climbing.observe(now);
    }
    if (ranking == null && seen.size() >= settings.annealing().rankingPoints()) {
      rank();
    }
    goOn();
  }

  private void rank() {
    CounterRanking ranked =
        CounterRanking.of(
            context.driven(), seen.stream().map(Seen::measurement).toList(), context.idle());
    ranking = ranked;
    ranked
        .ranked()
        .forEach(counter ->
            (counter.source().equals(OwnCounter.SOURCE) ? ownClimbs : deviceClimbs)
                .add(new Climb(drive(counter), levels, space, settings, context.random())));
  }

  private Drive drive(Counter counter) {
    return settings.has(Part.PACKETS)
        ? Drive.perPacket(counter, context.counters())
        : Drive.of(counter);
  }

  /** Once the design is done, the next chain where the last one is over. */
  private void goOn() {
    Climb climbing = climb;
    if (!settings.has(Part.CHAINS)
        || !screening.isDesignDone()
        || (climbing != null && !climbing.isOver())) {
      return;
    }
    boolean own = deviceClimbs.isEmpty() || ++chains % OWN_EVERY == 0;
    List<Climb> climbs = own && !ownClimbs.isEmpty() ? ownClimbs : deviceClimbs;
    climb = climbs.isEmpty() ? null : started(climbs);
  }

  private @Nullable Climb started(List<Climb> climbs) {
    Climb next = climbs.stream().min(Comparator.comparingInt(Climb::chains)).orElseThrow();
    next.start(latest(STARTS), space.closed());
    return next.isOver() ? null : next;
  }

  private List<Seen> latest(int count) {
    return seen.subList(Math.max(0, seen.size() - count), seen.size());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Draws still fall into a region that is large: whatever else needs what it needs would be
   * closed with it. Chains do not.
   */
  @Override
  public void close(Region region, Workload example) {
    leaveOpen(region, example);
    space.close(region);
    if (share(region) <= MOST_CLOSED) {
      drawn.close(region);
    }
    seen.removeIf(point -> region.contains(point.workload()));
    Climb climbing = climb;
    if (climbing != null) {
      climbing.close(region);
      goOn();
    }
  }

  private double share(Region region) {
    return (double) sample.stream().filter(region::contains).count() / sample.size();
  }

  @Override
  public void leaveOpen(Region region, Workload example) {
    Crossing crossing = new Crossing(example, region);
    if (settings.has(Part.CROSSINGS)
        && crossing.isOfWaiting()
        && crossed.add(example.get(Catalogue.ORDERING))) {
      crossings.add(crossing);
    }
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
    Optional<Workload> drawn = screening.draw();
    why = screening.why();
    return drawn;
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
    Optional<Workload> drawn =
        screening.newest(
            IntStream.range(0, CANDIDATES).mapToObj(_ -> crossing.draw(space, probed)));
    crossing.step();
    if (crossing.isOver() || drawn.isEmpty()) {
      crossings.removeFirst();
    }
    return drawn;
  }
}
