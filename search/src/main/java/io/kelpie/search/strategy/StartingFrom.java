package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Begins at a given workload, goes on with neighbours of it, then hands over to another strategy,
 * which sees those measurements, too.
 */
public final class StartingFrom implements Strategy {
  /** Neighbours that are tried, enough for each dimension that matters to move about once. */
  static final int NEIGHBOURS = 31;

  private final Workload start;
  private final OpenSpace space;
  private final Strategy then;
  private int proposed;
  private boolean handedOver;

  /**
   * @param start lawful at the place of the hunt; it may leave the space
   */
  public StartingFrom(Workload start, StrategyContext context, Strategy then) {
    this.start = start;
    this.then = then;
    space = new OpenSpace(context.space(), context.random());
  }

  @Override
  public String name() {
    return then.name();
  }

  @Override
  public Optional<Workload> next() {
    if (proposed > NEIGHBOURS) {
      handedOver = true;
      return then.next();
    }
    return proposed++ == 0 ? Optional.of(start) : space.neighbour(start);
  }

  @Override
  public String why() {
    if (handedOver) {
      return then.why();
    }
    return proposed == 1
        ? "the workload that the hunt was given to start from"
        : "a neighbour of the workload that the hunt was given to start from";
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {
    then.observe(workload, measurement, verdict);
  }

  @Override
  public void leaveOpen(Region region, Workload example) {
    then.leaveOpen(region, example);
  }

  @Override
  public void beside(List<Workload> neighbours) {
    then.beside(neighbours);
  }

  @Override
  public void close(Region region, Workload example) {
    space.close(region);
    then.close(region, example);
  }

  @Override
  public Map<String, String> unranked() {
    return then.unranked();
  }
}
