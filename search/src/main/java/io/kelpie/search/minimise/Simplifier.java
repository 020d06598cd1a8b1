package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes an anomalous workload plainer: dimensions go back to what is plain in the space, some at
 * once, then in halves (delta debugging), as long as the anomaly stays the same.
 */
public final class Simplifier {
  /**
   * Parts that what differs is tried in first. Of some 25 dimensions in which a random workload
   * differs an anomaly needs three to nine: larger parts hold one of them almost always.
   */
  private static final int PARTS = 8;

  private final Space space;
  private final Question question;
  private final Workload plain;

  public Simplifier(Space space, Question question) {
    this.space = space;
    this.question = question;
    this.plain = space.initial();
  }

  /** The plainest workload that was shown to be anomalous still. */
  public Workload simplify(Workload workload) {
    Workload simplest = workload;
    int chunk = Math.max(1, different(workload).size() / PARTS);
    while (chunk >= 1) {
      int start = 0;
      List<Dimension<?>> different = different(simplest);
      while (start < different.size()) {
        Optional<Workload> plainer =
            plainer(simplest, different.subList(start, Math.min(start + chunk, different.size())));
        if (plainer.isPresent()) {
          simplest = plainer.get();
          different = different(simplest);
        } else {
          start += chunk;
        }
      }
      chunk /= 2;
    }
    return simplest;
  }

  /**
   * Where a workload has two anomalies, the workloads that have one of them: dimensions can be made
   * plain one by one, and not all of them together. Empty where it has one.
   */
  public List<Workload> parts(Workload workload) {
    Map<Dimension<?>, Workload> without = new LinkedHashMap<>();
    for (Dimension<?> dimension : different(workload)) {
      plainer(workload, List.of(dimension)).ifPresent(each -> without.put(dimension, each));
    }
    return without.size() < 2 || plainer(workload, List.copyOf(without.keySet())).isPresent()
        ? List.of()
        : List.copyOf(without.values());
  }

  /**
   * Where the largest of several sizes, or the smallest, ends just off a full packet: the same with
   * all tiles like that, or as far off after fewer packets, beside which less hides what the last
   * one costs, if it still shows the anomaly.
   */
  public Workload alike(Workload workload) {
    Dimension.VectorDimension sizes = Catalogue.TILE_BYTES;
    return workload.get(sizes).size() == 1
        ? workload
        : Stream.of(sizes.largest(), sizes.smallest())
            .filter(edge -> PartialPacket.isNear(edge, workload))
            .flatMapToLong(edge -> PartialPacket.alike(edge, workload))
            .mapToObj(size -> workload.with(sizes, List.of(size)))
            .map(space::settle)
            .flatMap(Optional::stream)
            .filter(settled -> settled.get(sizes).size() == 1)
            .filter(settled -> question.ask("tiles all alike", settled) == Answer.YES)
            .findFirst()
            .orElse(workload);
  }

  /**
   * Whether a workload's values of the region's dimensions alone, all else plain, keep the anomaly:
   * then it is the region's anomaly, met beyond the region's borders. Choices have to lie in it.
   */
  public boolean suffices(Workload workload, Region region) {
    Workload candidate = plain;
    for (Condition condition : region.conditions()) {
      if (condition.feature() instanceof Facet.Choice && !condition.holds(workload)) {
        return false;
      }
      for (Dimension<?> dimension : condition.feature().dimensions()) {
        candidate = candidate.withFrom(workload, dimension);
      }
    }
    return space
        .settle(candidate)
        .filter(settled -> question.ask("known already", settled) == Answer.YES)
        .isPresent();
  }

  private Optional<Workload> plainer(Workload workload, List<Dimension<?>> dimensions) {
    Workload candidate = workload;
    for (Dimension<?> dimension : dimensions) {
      candidate = candidate.withFrom(plain, dimension);
    }
    return space
        .settle(candidate)
        .filter(settled -> different(settled).size() < different(workload).size())
        .filter(settled -> question.ask("simplify", settled) == Answer.YES);
  }

  private List<Dimension<?>> different(Workload workload) {
    List<Dimension<?>> different = new ArrayList<>(Catalogue.DIMENSIONS);
    different.removeIf(dimension -> workload.get(dimension).equals(plain.get(dimension)));
    return different;
  }
}
