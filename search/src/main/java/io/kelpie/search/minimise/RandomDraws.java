package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Region;
import io.kelpie.workload.RegionSampler;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Holds an MFS against random workloads, which had no part in finding it: some within its
 * conditions, some within all but one. Every condition with a healthy neighbour is broken in turn.
 */
public final class RandomDraws {
  /** Workloads of either kind. */
  public static final int EACH = 20;

  private final Space space;
  private final Question question;
  private final UniformRandomProvider random;

  public RandomDraws(Space space, Question question, UniformRandomProvider random) {
    this.space = space;
    this.question = question;
    this.random = random;
  }

  /**
   * Draws and runs; a draw that cannot be had, or of which nothing can be said, counts nowhere.
   *
   * @param plainest the workload that the neighbours differ from
   */
  public Draws of(Workload plainest, Region region, List<Neighbour> neighbours) {
    RegionSampler sampler = new RegionSampler(space, region);
    Count inside = new Count("draw inside");
    Count outside = new Count("draw outside");
    for (int draw = 0; draw < EACH; draw++) {
      sampler.draw(random).ifPresent(inside::ask);
      if (!neighbours.isEmpty()) {
        Neighbour neighbour = neighbours.get(draw % neighbours.size());
        sampler
            .draw(random)
            .flatMap(drawn -> broken(drawn, plainest, neighbour.workload()))
            .filter(drawn -> !region.contains(drawn))
            .ifPresent(outside::ask);
      }
    }
    return new Draws(inside.share(), outside.share());
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

  private final class Count {
    private final String purpose;
    private int asked;
    private int shown;

    Count(String purpose) {
      this.purpose = purpose;
    }

    Draws.Share share() {
      return new Draws.Share(shown, asked);
    }

    void ask(Workload workload) {
      Answer answer = question.ask(purpose, workload);
      asked += answer == Answer.YES || answer == Answer.NO ? 1 : 0;
      shown += answer == Answer.YES ? 1 : 0;
    }
  }
}
