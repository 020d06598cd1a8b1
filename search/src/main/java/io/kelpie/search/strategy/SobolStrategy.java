package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Points of a Sobol sequence: draws that cover the space more evenly than independent ones, without
 * any guidance. The seed shifts the sequence (Cranley and Patterson, "Randomization of number
 * theoretic methods for multiple integration", 1976).
 */
public final class SobolStrategy implements Strategy {
  public static final String NAME = "sobol";

  private final StrategyContext context;
  private final OpenSpace space;
  private final Points points;

  /**
   * Hands the coordinates of one point after another out as random numbers; a draw that needs more
   * than a point has takes the next point's.
   */
  private static final class Points implements UniformRandomProvider {
    /** A draw takes about fifty numbers: one a dimension, and a vector's elements. */
    private static final int DIMENSIONS = 64;

    private final SobolSequenceGenerator sequence = new SobolSequenceGenerator(DIMENSIONS);
    private final double[] shift = new double[DIMENSIONS];
    private double[] point = new double[DIMENSIONS];
    private int used;

    private Points(UniformRandomProvider random) {
      for (int i = 0; i < DIMENSIONS; i++) {
        shift[i] = random.nextDouble();
      }
      advance();
    }

    private void advance() {
      point = sequence.nextVector();
      used = 0;
    }

    @Override
    public double nextDouble() {
      if (used == DIMENSIONS) {
        advance();
      }
      double shifted = point[used] + shift[used];
      used++;
      return shifted - Math.floor(shifted);
    }

    @Override
    public long nextLong() {
      return (long) (nextDouble() * 0x1p53) << 11;
    }

    @Override
    public int nextInt(int bound) {
      return (int) (nextDouble() * bound);
    }

    @Override
    public int nextInt(int origin, int bound) {
      return origin + nextInt(bound - origin);
    }
  }

  public SobolStrategy(StrategyContext context) {
    this.context = context;
    this.space = new OpenSpace(context.space(), context.random());
    this.points = new Points(context.random());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> next() {
    return space.first(() -> {
      points.advance();
      return context.space().draw(points);
    });
  }

  @Override
  public String why() {
    return "the next point of a Sobol sequence";
  }

  @Override
  public void observe(Workload workload, Measurement measurement, Verdict verdict) {}

  @Override
  public void close(Region region, Workload example) {
    space.close(region);
  }

  @Override
  public Map<String, String> unranked() {
    return Map.of();
  }
}
