package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Region;
import io.kelpie.workload.RegionSampler;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Holds an MFS against random workloads, which had no part in finding it: some within its
 * conditions, some within all but one. Every condition with a healthy neighbour is broken in turn.
 * Where too many within are healthy, they narrow the conditions (see {@link Refinement}), and what
 * is left is held against new ones.
 */
public final class RandomDraws {
  /** Workloads of either kind. */
  public static final int EACH = 20;

  /** Draws that may refute an MFS of which none are told. */
  private static final int FEW = 8;

  /** Healthy workloads within conditions that do not narrow them: noise has some. */
  private static final int TOLERATED = 2;

  /** The same of a few draws. */
  private static final int TOLERATED_OF_FEW = 1;

  /** Times that conditions are narrowed at most. */
  private static final int ROUNDS = 4;

  private final Space space;
  private final Supplier<? extends Question> questions;
  private final UniformRandomProvider random;

  /**
   * Draws from a space.
   *
   * @param questions the same question each time, with runs of its own
   */
  public RandomDraws(
      Space space, Supplier<? extends Question> questions, UniformRandomProvider random) {
    this.space = space;
    this.questions = questions;
    this.random = random;
  }

  /**
   * An MFS that was held against random workloads.
   *
   * @param minimised what was given, its conditions narrowed where that was called for
   */
  public record Told(Minimised minimised, Draws draws) {}

  /**
   * An MFS without what is healthy within it, of what was seen before and of a few draws.
   *
   * @param plainest the workload that the neighbours differ from
   * @param healthy workloads that showed nothing, wherever they lie
   */
  public Minimised refined(Workload plainest, Minimised minimised, List<Workload> healthy) {
    Question question = questions.get();
    Refinement refinement = new Refinement(space, question, plainest);
    Region seen = refinement.without(healthy, new Region(minimised.conditions()), TOLERATED);
    Held held = held(() -> question, refinement, seen, FEW, TOLERATED_OF_FEW);
    return refinement.narrowed(minimised, held.region());
  }

  /**
   * An MFS without what is healthy within it, and the draws that say how well it fits; a draw that
   * cannot be had, or of which nothing can be said, counts nowhere. Narrowing has runs of its own,
   * each round of draws within, and those outside, lest what refutes leave none to what is told.
   *
   * @param plainest the workload that the neighbours differ from
   */
  public Told told(Workload plainest, Minimised minimised) {
    Refinement refinement = new Refinement(space, questions.get(), plainest);
    Region whole = new Region(minimised.conditions());
    Held held = held(questions, refinement, whole, EACH, TOLERATED);
    Draws.Share outside = outside(questions.get(), plainest, held.region(), minimised.neighbours());
    return new Told(
        refinement.narrowed(minimised, held.region()), new Draws(held.inside().share(), outside));
  }

  /** A region, and what draws within it said. */
  private record Held(Region region, Inside inside) {}

  /** Narrows a region until no more draws within it are healthy than are tolerated. */
  private Held held(
      Supplier<? extends Question> questions,
      Refinement refinement,
      Region region,
      int draws,
      int tolerated) {
    Held held = new Held(region, inside(questions.get(), region, draws));
    for (int round = 0; round < ROUNDS; round++) {
      Region narrower = refinement.without(held.inside().healthy(), held.region(), tolerated);
      if (narrower.equals(held.region())) {
        break;
      }
      held = new Held(narrower, inside(questions.get(), narrower, draws));
    }
    return held;
  }

  /**
   * What random workloads within a region said.
   *
   * @param shown how many of them showed the anomaly
   * @param healthy the others
   */
  private record Inside(int shown, List<Workload> healthy) {
    private Draws.Share share() {
      return new Draws.Share(shown, shown + healthy.size());
    }
  }

  private Inside inside(Question question, Region region, int draws) {
    RegionSampler sampler = new RegionSampler(space, region);
    int shown = 0;
    List<Workload> healthy = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      Optional<Workload> drawn = sampler.draw(random);
      if (drawn.isPresent()) {
        Answer answer = question.ask("draw inside", drawn.get());
        if (answer == Answer.YES) {
          shown++;
        } else if (answer == Answer.NO) {
          healthy.add(drawn.get());
        }
      }
    }
    return new Inside(shown, healthy);
  }

  private Draws.Share outside(
      Question question, Workload plainest, Region region, List<Neighbour> neighbours) {
    RegionSampler sampler = new RegionSampler(space, region);
    int asked = 0;
    int shown = 0;
    for (int draw = 0; draw < EACH && !neighbours.isEmpty(); draw++) {
      Neighbour neighbour = neighbours.get(draw % neighbours.size());
      Optional<Workload> drawn =
          sampler
              .draw(random)
              .flatMap(within -> broken(within, plainest, neighbour.workload()))
              .filter(broken -> !region.contains(broken));
      if (drawn.isPresent()) {
        Answer answer = question.ask("draw outside", drawn.get());
        asked += answer == Answer.YES || answer == Answer.NO ? 1 : 0;
        shown += answer == Answer.YES ? 1 : 0;
      }
    }
    return new Draws.Share(shown, asked);
  }

  /** A workload with what a neighbour has otherwise than the plainest. */
  private Optional<Workload> broken(Workload drawn, Workload plainest, Workload neighbour) {
    Workload broken = drawn;
    for (Dimension<?> dimension : neighbour.differing(plainest)) {
      broken = broken.withFrom(neighbour, dimension);
    }
    return space.settle(broken);
  }
}
