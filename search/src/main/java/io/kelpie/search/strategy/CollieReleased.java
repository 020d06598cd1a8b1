package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Region;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Collie's published code does (bytedance/Collie at {@code f16217c}, {@code
 * search/anneal.py}), which is not its paper's algorithm. A stage is one random point and one
 * mutation ({@code kStageIterations = 2}): the acceptance compares a point with itself, so every
 * point is taken, and a restart follows. A mutation redraws one dimension uniformly instead of
 * moving near. No counter is driven: the diagnostic ones were taken out. Only paused links have
 * their conditions reduced, so that nothing else is skipped, and matching of mixed sizes is
 * inverted: they are never skipped, whatever the conditions say of sizes.
 *
 * <p>Left as it is here: a space that is exhausted ends the hunt, where that code would loop for
 * ever, and the verdicts are Kelpie's.
 */
public final class CollieReleased implements Strategy {
  public static final String NAME = "collie-released";

  private static final int STAGE = 2;

  private final StrategyContext context;
  private final List<Workload> paused = new ArrayList<>();
  private final List<Region> skipped = new ArrayList<>();
  private @Nullable Workload current;
  private int left = STAGE;

  public CollieReleased(StrategyContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    for (int attempt = 0; attempt < OpenSpace.ATTEMPTS; attempt++) {
      Workload last = current;
      Workload candidate =
          last == null ? context.space().draw(context.random()) : redrawn(last).orElse(last);
      if (!candidate.equals(last) && skipped.stream().noneMatch(r -> matches(r, candidate))) {
        return Optional.of(candidate);
      }
    }
    return current == null ? Optional.empty() : restart();
  }

  @Override
  public String why() {
    return current == null ? "a random start" : "one dimension of the start, drawn anew";
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    if (verdict instanceof Verdict.Invalid) {
      return;
    }
    if (verdict instanceof Verdict.Anomalous anomalous) {
      if (anomalous.symptoms().stream().anyMatch(seen -> seen.symptom() == Symptom.PAUSE)) {
        paused.add(workload);
      }
      current = null;
      left = STAGE;
      return;
    }
    left--;
    current = left == 0 ? null : workload;
    left = left == 0 ? STAGE : left;
  }

  @Override
  public void close(Region region, Workload example) {
    if (paused.stream().anyMatch(region::contains)) {
      skipped.add(region);
    }
  }

  @Override
  public Map<String, String> unranked() {
    return Map.of();
  }

  private Optional<Workload> restart() {
    current = null;
    left = STAGE;
    return next();
  }

  private Optional<Workload> redrawn(Workload workload) {
    List<Dimension<?>> relevant =
        Catalogue.DIMENSIONS.stream()
            .filter(dimension -> Relevance.applies(dimension, workload))
            .toList();
    Dimension<?> dimension = relevant.get(context.random().nextInt(relevant.size()));
    return context.space().settle(redrawn(workload, dimension));
  }

  private <T> Workload redrawn(Workload workload, Dimension<T> dimension) {
    return workload.with(dimension, dimension.draw(context.space(), context.random()));
  }

  private static boolean matches(Region region, Workload workload) {
    return workload.get(Catalogue.TILE_BYTES).size() == 1
        && region.conditions().stream()
            .allMatch(condition ->
                condition.feature().dimensions().contains(Catalogue.TILE_BYTES)
                    || condition.holds(workload));
  }
}
