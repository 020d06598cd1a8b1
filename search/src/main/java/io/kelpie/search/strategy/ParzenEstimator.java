package io.kelpie.search.strategy;

import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The density of some workloads along one facet: Gaussian kernels on a logarithmic axis for
 * numbers, counts for words, with one prior observation spread over the whole space. Workloads in
 * which the facet says nothing do not count, which makes a set of these tree-structured.
 */
final class ParzenEstimator {
  /** Kernels are this part of the axis for one observation, and shrink with their fifth root. */
  private static final double WIDTH = 0.25;

  private final Facet facet;
  private final List<Workload> points;
  private final double low;
  private final double high;
  private final double width;

  ParzenEstimator(Facet facet, Space space, List<Workload> workloads) {
    this.facet = facet;
    this.points =
        workloads.stream()
            .filter(workload -> Relevance.applies(facet.dimension(), workload))
            .toList();
    switch (space.of(facet)) {
      case Values.Range range -> {
        low = position(range.low());
        high = position(range.high());
      }
      case Values.Ranges ranges -> {
        low = position(ranges.parts().getFirst().low());
        high = position(ranges.parts().getLast().high());
      }
      case Values.Members members -> {
        low = 0;
        high = members.words().size();
      }
    }
    width = (high - low) * WIDTH * Math.pow(Math.max(1, points.size()), -0.2);
  }

  /** The logarithm of the density at a workload; 0 where the facet says nothing there. */
  double logDensity(Workload workload) {
    if (!Relevance.applies(facet.dimension(), workload) || high == low) {
      return 0;
    }
    double sum = 1 / (high - low);
    for (Workload point : points) {
      sum +=
          switch (facet) {
            case Facet.Choice choice -> choice.word(point).equals(choice.word(workload)) ? 1 : 0;
            case Facet.Numeric number -> kernel(number.value(point), number.value(workload));
          };
    }
    return Math.log(sum / (points.size() + 1));
  }

  /** {@code workload} with this facet drawn from the density; as it is where the prior is drawn. */
  Workload drawInto(Workload workload, UniformRandomProvider random) {
    int drawn = random.nextInt(points.size() + 1);
    if (drawn == points.size() || high == low) {
      return workload;
    }
    Workload point = points.get(drawn);
    return switch (facet) {
      case Facet.Choice choice -> choice.with(workload, choice.word(point));
      case Facet.Numeric number -> {
        double place =
            position(number.value(point))
                + width * ZigguratSampler.NormalizedGaussian.of(random).sample();
        yield number.with(workload, value(number, Math.clamp(place, low, high)));
      }
    };
  }

  private double kernel(long centre, long value) {
    double distance = (position(value) - position(centre)) / width;
    return Math.exp(-0.5 * distance * distance) / (width * Math.sqrt(2 * Math.PI));
  }

  private static long value(Facet.Numeric number, double place) {
    return number.scale() == Scale.POWER_OF_TWO
        ? 1L << Math.round(place)
        : Math.round(Math.pow(2, place) - 1);
  }

  /** Logarithmic, with a place for zero. */
  private double position(long value) {
    return facet instanceof Facet.Numeric number && number.scale() == Scale.POWER_OF_TWO
        ? Math.log(value) / Math.log(2)
        : Math.log1p(value) / Math.log(2);
  }
}
