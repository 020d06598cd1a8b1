package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the minimal feature set of an anomaly around one workload. Every facet that says something
 * there is moved while all else stays: numbers to both ends of the space and to points between,
 * many facets at once as long as the anomaly bears it, then halves; choices to every other word. A
 * facet that no move cures is no condition. What the laws tie together (a READ and its completion)
 * moves together. Of one that matters the borders are bisected, and a response that is not monotone
 * becomes a union of ranges. Whether a border of tiles that are all alike is one of the smallest or
 * of the largest tile, a mix tells. Two numbers whose lower borders lie at one product are tried
 * against each other: where more of one makes up for less of the other, the product is the
 * condition. Tiles that end just beyond or short of a full packet are tried at other numbers of
 * packets: where the anomaly follows, the remainder is.
 *
 * <p>Where another anomaly has the same symptom, a value may show that one instead. So of a facet
 * that matters a word, or a number that a gap parts from the workload's, counts only if the symptom
 * ends there, too, where another condition is broken. Nothing that was not tested is claimed.
 */
public final class Minimiser {
  /** Bisection ends when the borders are within a quarter of each other. */
  static final double RESOLUTION = 1.25;

  /** Broken conditions under which a value has to be healthy, to be this anomaly's. */
  private static final int BROKEN = 2;

  /** What takes another way through a device: there an anomaly has siblings. */
  private static final Set<Facet> TRANSPORT = Set.of(Catalogue.QP_TYPE, Catalogue.OPCODE);

  private static final String UNTESTED =
      " was not tested to the end: runs were spent, or ended without a measurement";

  private static final String HIDES = " may hide it: something else is slower there";

  private final Space space;
  private final Moves moves;
  private final Workload workload;
  private final Workload plain;
  private final Map<Axis, Response> responses = new LinkedHashMap<>();
  private final List<Words> choices = new ArrayList<>();
  private final List<Condition> pinned = new ArrayList<>();
  private final List<Condition> partials = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Values that cannot be had by themselves. */
  private final Map<String, Set<String>> leftOut = new LinkedHashMap<>();

  /** A healthy workload, and the dimension on which it differs from the anomalous one. */
  private record Broken(Dimension<?> dimension, Workload workload) {}

  /**
   * Where axes are moved to.
   *
   * @param isEnd whether it is an end of each, where another anomaly may be met that is not between
   */
  private record Level(ToLongFunction<Axis> of, boolean isEnd) {
    long on(Axis axis) {
      return of.applyAsLong(axis);
    }
  }

  /**
   * Prepares to minimise one anomaly.
   *
   * @param workload an anomalous one, best the simplest known
   */
  public Minimiser(Space space, Question question, Workload workload) {
    this.space = space;
    this.moves = new Moves(space, question, workload);
    this.workload = workload;
    this.plain = space.initial();
  }

  /** Runs the tests; once. */
  public Minimised minimise() {
    for (Facet facet : Catalogue.facets()) {
      if (!Relevance.applies(facet.dimension(), workload)) {
        continue;
      }
      if (isFixed(facet)) {
        pinned.add(new Condition(facet.name(), space.of(facet)));
        continue;
      }
      switch (facet) {
        case Facet.Choice choice -> choose(choice);
        case Facet.Numeric numeric ->
            Axis.of(numeric, workload)
                .forEach(axis -> responses.put(axis, new Response(axis.value(workload))));
      }
    }
    choices.stream().filter(words -> !words.matters()).forEach(this::untie);
    countPackets();
    List<Axis> axes = List.copyOf(responses.keySet());
    move(axes, new Level(axis -> axis.bounds(space).low(), true));
    move(axes, new Level(axis -> axis.bounds(space).high(), true));
    move(axes, new Level(axis -> between(axis, axis.bounds(space).low()), false));
    move(axes, new Level(axis -> between(axis, axis.bounds(space).high()), false));
    axes.forEach(this::border);
    choices.stream().filter(Words::matters).forEach(this::separate);
    axes.forEach(this::separate);
    return result(axes);
  }

  private Minimised result(List<Axis> axes) {
    List<Condition> conditions = new ArrayList<>();
    List<Neighbour> neighbours = new ArrayList<>();
    for (Words words : choices) {
      if (words.matters()) {
        Condition condition = words.condition();
        conditions.add(condition);
        words.healthy().ifPresent(healthy -> neighbours.add(new Neighbour(condition, healthy)));
        if (words.isOpen()) {
          notes.add(words.facet().name() + UNTESTED);
        }
      }
      for (String word : words.hiding()) {
        notes.add(words.facet().name() + " = " + word + HIDES);
      }
    }
    conditions.addAll(partials);
    List<Tradeoff> tradeoffs = tradeoffs(axes);
    for (Tradeoff tradeoff : tradeoffs) {
      conditions.add(tradeoff.condition());
      Stream.of(tradeoff.one(), tradeoff.other())
          .map(axis -> response(axis).neighbour())
          .flatMap(Optional::stream)
          .filter(neighbour -> !tradeoff.condition().holds(neighbour))
          .forEach(neighbour -> neighbours.add(new Neighbour(tradeoff.condition(), neighbour)));
    }
    for (Axis axis : axes) {
      Response response = response(axis);
      for (long value : response.hiding()) {
        notes.add(axis.name() + " = " + value + HIDES);
      }
      if (response.isOpen()) {
        notes.add(axis.name() + UNTESTED);
      }
      if (response.matters() || response.isOpen()) {
        boolean isTraded = tradeoffs.stream().anyMatch(each -> each.concerns(axis));
        List<Condition> found = isTraded ? conditionsAbove(axis) : conditions(axis);
        conditions.addAll(found);
        response
            .neighbour()
            .ifPresent(neighbour ->
                found.stream()
                    .filter(condition -> !condition.holds(neighbour))
                    .forEach(condition -> neighbours.add(new Neighbour(condition, neighbour))));
      }
    }
    if (!leftOut.isEmpty()) {
      notes.add(
          leftOut.entrySet().stream()
                  .map(each -> each.getKey() + " = " + String.join(" or ", each.getValue()))
                  .collect(Collectors.joining(", "))
              + " cannot be had without changing something else");
    }
    return new Minimised(conditions, pinned, neighbours, notes.stream().distinct().toList());
  }

  private void leaveOut(String name, String value) {
    leftOut.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value);
  }

  private List<Condition> conditions(Axis axis) {
    Values values = response(axis).anomalous();
    Values.Range bounds = axis.bounds(space);
    return axis instanceof Axis.FixedSize size && values instanceof Values.Range range
        ? size.conditions(
            values,
            bounds,
            survivesMix(size, response(axis).beyond(range.low(), false)),
            !survivesMix(size, response(axis).beyond(range.high(), true)))
        : axis.conditions(values, bounds);
  }

  /** What an axis says beside a product that tells its lower border. */
  private List<Condition> conditionsAbove(Axis axis) {
    Values.Range bounds = axis.bounds(space);
    Values values = response(axis).anomalousAbove(bounds.low());
    return values.equals(bounds) ? List.of() : axis.conditions(values, bounds);
  }

  private List<Tradeoff> tradeoffs(List<Axis> axes) {
    return Tradeoff.among(
        axes.stream()
            .filter(Axis.Plain.class::isInstance)
            .map(Axis.Plain.class::cast)
            .map(axis -> Tradeoff.Border.of(axis, response(axis)))
            .flatMap(Optional::stream)
            .toList(),
        moves);
  }

  /** Counts the sizes of tiles in packets where the anomaly depends on the last one's. */
  private void countPackets() {
    Axis.FixedSize size = new Axis.FixedSize(Catalogue.TILE_BYTES);
    Axis.Plain packetSize = new Axis.Plain(Catalogue.PATH_MTU);
    if (responses.containsKey(size) && responses.containsKey(packetSize)) {
      PartialPacket.of(moves)
          .ifPresent(partial -> {
            partials.add(partial.condition());
            replace(size, partial.packets());
            replace(packetSize, partial.packetSize());
          });
    }
  }

  private void replace(Axis axis, Axis by) {
    responses.remove(axis);
    responses.put(by, new Response(by.value(workload)));
  }

  /**
   * Whether tiles of the workload's size keep the anomaly beside as many of a size that is healthy
   * by itself: then a border is one of the sizes on the workload's side.
   */
  private boolean survivesMix(Axis.FixedSize size, OptionalLong healthy) {
    if (healthy.isEmpty()) {
      return false;
    }
    List<Long> mix = List.of(size.value(workload), healthy.getAsLong());
    return space
        .settle(workload.with(size.vector(), mix))
        .filter(settled -> settled.get(size.vector()).equals(mix))
        .filter(settled -> moves.ask(size.name() + " = " + mix, settled) == Answer.YES)
        .isPresent();
  }

  private void choose(Facet.Choice facet) {
    Words words = new Words(facet, facet.word(workload));
    choices.add(words);
    for (String word : facet.words()) {
      if (word.equals(facet.word(workload))
          || !facet.holds(facet.with(workload, word), space.of(facet))) {
        continue;
      }
      Workload changed = facet.with(workload, word);
      Optional<Workload> moved = moves.alone(changed, facet.dimension());
      if (moved.isEmpty()) {
        moves.tied(changed, facet.dimension()).ifPresent(with -> words.tie(word, with));
        leaveOut(facet.name(), word);
        continue;
      }
      Answer answer = moves.ask(facet.name() + " = " + word, moved.get());
      words.record(word, word.equals(facet.word(plain)) ? atPlain(answer) : answer, moved.get());
    }
    if (words.matters() && facet.dimension().equals(Catalogue.ORDERING)) {
      words.hiding().forEach(word -> uncover(words, word));
    }
  }

  /** What an ordering hides by the time that it takes, one fence for all tiles may show. */
  private void uncover(Words orderings, String word) {
    Workload once = workload.with(Catalogue.SIGNALS_PER_FENCE, workload.get(Catalogue.TILES));
    space
        .settle(orderings.facet().with(once, word))
        .filter(settled -> orderings.facet().word(settled).equals(word))
        .filter(settled -> moves.ask("ordering = " + word + ", one fence", settled) == Answer.YES)
        .ifPresent(settled -> orderings.record(word, Answer.YES, settled));
  }

  /** Nothing is plainer than what is plain: an anomaly that is not seen there is cured. */
  private static Answer atPlain(Answer answer) {
    return answer == Answer.HIDDEN ? Answer.NO : answer;
  }

  /** Tries what can only be had together, where no condition on anything else tells it already. */
  private void untie(Words words) {
    for (Map.Entry<String, Workload> entry : words.tied().entrySet()) {
      Workload moved = entry.getValue();
      boolean told =
          choices.stream()
              .filter(other -> !other.equals(words) && other.matters())
              .anyMatch(other -> !other.condition().holds(moved));
      if (!told) {
        Answer answer =
            moves.ask(words.facet().name() + " = " + entry.getKey() + " and its like", moved);
        if (answer == Answer.UNKNOWN) {
          notes.add(words.facet().name() + UNTESTED);
        } else {
          words.record(entry.getKey(), answer, moved);
        }
      }
    }
  }

  /** Takes out the words at which another anomaly shows the symptom. */
  private void separate(Words words) {
    Facet.Choice facet = words.facet();
    for (String word : words.anomalous()) {
      if (!word.equals(facet.word(workload))
          && isAnothers(
              Set.of(facet.dimension()),
              TRANSPORT.contains(facet) ? Integer.MAX_VALUE : BROKEN,
              broken -> facet.with(broken, word))) {
        words.exclude(word);
        notes.add(facet.name() + " = " + word + " shows it by itself: another anomaly");
      }
    }
  }

  /** Takes out what a gap parts from the anomalous workload and another anomaly shows at. */
  private void separate(Axis axis) {
    Response response = response(axis);
    for (long value : response.apart()) {
      if (isAnothers(Set.of(axis.dimension()), BROKEN, broken -> axis.with(broken, value))) {
        response.exclude(value);
        notes.add(axis.name() + " = " + value + " shows it by itself: another anomaly");
      }
    }
  }

  /**
   * Whether a change makes healthy neighbours ill, by other dimensions: then the symptom does not
   * need there what the anomaly needs.
   *
   * @param dimensions which the change is of
   * @param neighbours that are tried at most
   */
  private boolean isAnothers(
      Set<Dimension<?>> dimensions, int neighbours, UnaryOperator<Workload> change) {
    return broken().stream()
        .filter(broken -> !dimensions.contains(broken.dimension()))
        .limit(neighbours)
        .anyMatch(broken -> isIll(broken, change.apply(broken.workload())));
  }

  private boolean isIll(Broken broken, Workload changed) {
    return space
        .settle(changed)
        .filter(settled ->
            settled.get(broken.dimension()).equals(broken.workload().get(broken.dimension())))
        .filter(settled -> moves.ask("another anomaly?", settled) == Answer.YES)
        .isPresent();
  }

  /** The healthy neighbours; first those that lack what a plain workload lacks, too. */
  private List<Broken> broken() {
    List<Broken> broken = new ArrayList<>();
    for (Words words : choices) {
      words
          .healthy()
          .ifPresent(healthy -> broken.add(new Broken(words.facet().dimension(), healthy)));
    }
    responses.forEach((axis, response) ->
        response
            .neighbour()
            .ifPresent(healthy -> broken.add(new Broken(axis.dimension(), healthy))));
    broken.sort(
        Comparator.comparing(
            one -> workload.get(one.dimension()).equals(plain.get(one.dimension()))));
    return broken;
  }

  /**
   * Moves axes to a level: those alone of which the workload has more or less than a plain one and
   * that go back there, which mostly cures it; all others together.
   */
  private void move(List<Axis> axes, Level level) {
    List<Axis> others = new ArrayList<>();
    for (Axis axis : axes) {
      long value = level.on(axis);
      if (response(axis).matters() || response(axis).isKnown(value)) {
        continue;
      }
      if (isTowardsPlain(axis, value)) {
        test(axis, value);
      } else {
        others.add(axis);
      }
    }
    together(others, level);
  }

  private boolean isTowardsPlain(Axis axis, long value) {
    long mine = axis.value(workload);
    return Long.signum(axis.value(plain) - mine) == Long.signum(value - mine);
  }

  private boolean isUpToPlain(Axis axis, long value) {
    long beyond = Math.abs(value - axis.value(workload));
    return isTowardsPlain(axis, value)
        && beyond <= Math.abs(axis.value(plain) - axis.value(workload));
  }

  /**
   * Moves axes to a level together; where that cures the anomaly, brings another one in or cannot
   * be had, by halves.
   */
  private void together(List<Axis> axes, Level level) {
    if (axes.size() <= 1) {
      axes.forEach(axis -> test(axis, level.on(axis)));
      return;
    }
    UnaryOperator<Workload> bulk =
        from -> {
          Workload moved = from;
          for (Axis axis : axes) {
            moved = axis.with(moved, level.on(axis));
          }
          return moved;
        };
    Workload together = bulk.apply(workload);
    if (moves.is(Answer.YES, "bulk", together)
        && !(level.isEnd()
            && isAnothers(
                axes.stream().map(Axis::dimension).collect(Collectors.toSet()), 1, bulk))) {
      axes.forEach(axis -> response(axis).record(level.on(axis), Answer.YES, together));
      return;
    }
    together(axes.subList(0, axes.size() / 2), level);
    together(axes.subList(axes.size() / 2, axes.size()), level);
  }

  private void border(Axis axis) {
    Response response = response(axis);
    if (response.matters()) {
      test(axis, axis.bounds(space).low());
      test(axis, axis.bounds(space).high());
      test(axis, between(axis, axis.bounds(space).low()));
      test(axis, between(axis, axis.bounds(space).high()));
      bisect(axis, response);
    }
  }

  private void bisect(Axis axis, Response response) {
    boolean narrowed = true;
    while (narrowed) {
      narrowed = false;
      List<Long> values = response.values();
      for (int i = 1; i < values.size(); i++) {
        long low = values.get(i - 1);
        long high = values.get(i);
        long middle = middle(axis, low, high);
        boolean border =
            Response.isUncured(response.at(low)) ^ Response.isUncured(response.at(high));
        if (border && high > low * RESOLUTION && !response.isKnown(middle)) {
          test(axis, middle);
          narrowed |= response.isKnown(middle) && response.at(middle) != Answer.UNKNOWN;
        }
      }
    }
  }

  /** Where two values are parted: at a power of two, where what devices hold mostly ends. */
  private static long middle(Axis axis, long low, long high) {
    long middle = axis.scale().middle(low, high);
    long power = Scale.POWER_OF_TWO.middle(middle, middle);
    return axis.scale() == Scale.LOG && power > low && power < high ? power : middle;
  }

  /** Asks one value of one axis; a value that cannot be had by itself is left out. */
  private void test(Axis axis, long value) {
    Response response = response(axis);
    if (response.isKnown(value)) {
      return;
    }
    Optional<Workload> moved =
        moves
            .alone(axis.with(workload, value), axis.dimension())
            .filter(settled -> axis.value(settled) == value);
    if (moved.isEmpty()) {
      leaveOut(axis.name(), Long.toString(value));
      return;
    }
    Answer answer = moves.ask(axis.name() + " = " + value, moved.get());
    response.record(value, isUpToPlain(axis, value) ? atPlain(answer) : answer, moved.get());
  }

  private long between(Axis axis, long end) {
    return axis.scale().middle(axis.value(workload), end);
  }

  private Response response(Axis axis) {
    Response response = responses.get(axis);
    if (response == null) {
      throw new IllegalArgumentException("no axis of this workload: " + axis.name());
    }
    return response;
  }

  private boolean isFixed(Facet facet) {
    return switch (space.of(facet)) {
      case Values.Range range -> range.low() == range.high();
      case Values.Ranges ranges -> false;
      case Values.Members members -> members.words().size() == 1;
    };
  }
}
