package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Region;
import io.kelpie.workload.RegionSampler;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Healthy workloads within the conditions that do not narrow them: noise has some. */
  static final int TOLERATED = 2;

  /** Times that conditions are narrowed at most. */
  private static final int ROUNDS = 4;

  private final Space space;
  private final Question question;
  private final UniformRandomProvider random;

  public RandomDraws(Space space, Question question, UniformRandomProvider random) {
    this.space = space;
    this.question = question;
    this.random = random;
  }

  /**
   * An MFS that was held against random workloads.
   *
   * @param minimised what was given, its conditions narrowed where that was called for
   */
  public record Held(Minimised minimised, Draws draws) {}

  /**
   * Draws and runs; a draw that cannot be had, or of which nothing can be said, counts nowhere.
   *
   * @param plainest the workload that the neighbours differ from
   */
  public Held of(Workload plainest, Minimised minimised) {
    Refinement refinement = new Refinement(space, question, plainest);
    Region region = new Region(minimised.conditions());
    Inside inside = inside(region);
    for (int round = 0; round < ROUNDS && inside.healthy().size() > TOLERATED; round++) {
      Region narrower = region;
      for (Workload healthy : inside.healthy()) {
        if (narrower.contains(healthy)) {
          narrower = refinement.without(healthy, narrower).orElse(narrower);
        }
      }
      if (narrower.equals(region)) {
        break;
      }
      region = narrower;
      inside = inside(region);
    }
    return new Held(
        narrowed(minimised, region, refinement.narrowed()),
        new Draws(inside.share(), outside(plainest, region, minimised.neighbours())));
  }

  private static Minimised narrowed(Minimised minimised, Region region, List<String> facets) {
    if (facets.isEmpty()) {
      return minimised;
    }
    String note =
        String.join(", ", facets)
            + " narrowed together: random workloads beyond were healthy, each alone may not be";
    return new Minimised(
        region.conditions(),
        minimised.pinned(),
        minimised.neighbours(),
        Stream.concat(minimised.notes().stream(), Stream.of(note)).toList());
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

  private Inside inside(Region region) {
    RegionSampler sampler = new RegionSampler(space, region);
    int shown = 0;
    List<Workload> healthy = new ArrayList<>();
    for (int draw = 0; draw < EACH; draw++) {
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

  private Draws.Share outside(Workload plainest, Region region, List<Neighbour> neighbours) {
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
    for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
      if (!neighbour.get(dimension).equals(plainest.get(dimension))) {
        broken = broken.withFrom(neighbour, dimension);
      }
    }
    return space.settle(broken);
  }
}
