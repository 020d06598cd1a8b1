package io.kelpie.results.report;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where the search has been: for each facet, and each pair of facets, how many probes fell into
 * each bin, and how many of these were anomalous. A facet that says nothing in a workload is not
 * counted there.
 */
final class Coverage {
  /** Bins of a number, even along its logarithm. */
  private static final int BINS = 8;

  private final List<Axis> axes = new ArrayList<>();
  private final int[][][] single;
  private final int[][][] pairs;
  private final int[] widths;
  private final int[] bins;

  /** One facet and its bins. */
  record Axis(Facet facet, List<String> labels, List<Long> edges) {

    /** The bin of a workload; −1 where the facet says nothing in it or lies outside. */
    int bin(Workload workload) {
      if (!Relevance.applies(facet.dimension(), workload)) {
        return -1;
      }
      return switch (facet) {
        case Facet.Choice choice -> labels.indexOf(choice.word(workload));
        case Facet.Numeric numeric -> bin(numeric.value(workload));
      };
    }

    private int bin(long value) {
      for (int bin = edges.size() - 2; bin >= 0; bin--) {
        if (value >= edges.get(bin)) {
          return value < edges.get(bin + 1) ? bin : -1;
        }
      }
      return -1;
    }
  }

  /** Probes of a bin. */
  record Count(int clean, int anomalous) {}

  /**
   * @param space what is searched; a facet with one value has no place here
   */
  Coverage(Space space) {
    for (Facet facet : Catalogue.facets()) {
      Axis axis = axis(facet, space.of(facet));
      if (axis.labels().size() > 1) {
        axes.add(axis);
      }
    }
    int count = axes.size();
    single = new int[count][][];
    pairs = new int[count * count][][];
    widths = axes.stream().mapToInt(axis -> axis.labels().size()).toArray();
    bins = new int[count];
    for (int i = 0; i < count; i++) {
      single[i] = new int[widths[i]][Explored.values().length];
      for (int j = i + 1; j < count; j++) {
        pairs[i * count + j] = new int[Explored.values().length][widths[i] * widths[j]];
      }
    }
  }

  private static Axis axis(Facet facet, Values values) {
    return switch (values) {
      case Values.Members members ->
          new Axis(
              facet,
              ((Facet.Choice) facet).words().stream().filter(members::contains).toList(),
              List.of());
      case Values.Range range -> numbers(facet, range.low(), range.high());
      case Values.Ranges ranges ->
          numbers(facet, ranges.parts().getFirst().low(), ranges.parts().getLast().high());
    };
  }

  private static Axis numbers(Facet facet, long low, long high) {
    Set<Long> starts = new LinkedHashSet<>();
    boolean onlyPowers =
        facet instanceof Facet.Numeric numeric && numeric.scale() == Scale.POWER_OF_TWO;
    if (onlyPowers) {
      for (long value = Math.max(1, Long.highestOneBit(low)); value <= high; value *= 2) {
        if (value >= low) {
          starts.add(value);
        }
      }
    } else if (high - low < BINS) {
      for (long value = low; value <= high; value++) {
        starts.add(value);
      }
    } else {
      double from = Math.log(Math.max(1, low));
      double to = Math.log(high + 1.0);
      starts.add(low);
      for (int bin = low == 0 ? 0 : 1; bin < BINS; bin++) {
        starts.add(Math.round(Math.exp(from + (to - from) * bin / BINS)));
      }
    }
    List<Long> edges = new ArrayList<>(starts);
    edges.add(high + 1);
    List<String> labels = new ArrayList<>();
    for (int bin = 0; bin + 1 < edges.size(); bin++) {
      long first = edges.get(bin);
      long last = edges.get(bin + 1) - 1;
      labels.add(
          onlyPowers || last <= first
              ? Words.count(first)
              : Words.count(first) + "–" + Words.count(last));
    }
    return new Axis(facet, List.copyOf(labels), List.copyOf(edges));
  }

  void add(Workload workload, Explored explored) {
    int count = axes.size();
    for (int i = 0; i < count; i++) {
      bins[i] = axes.get(i).bin(workload);
      if (bins[i] >= 0) {
        single[i][bins[i]][explored.ordinal()]++;
      }
    }
    if (explored == Explored.INVALID) {
      return;
    }
    int kind = explored.ordinal();
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count && bins[i] >= 0; j++) {
        if (bins[j] >= 0) {
          pairs[i * count + j][kind][bins[i] * widths[j] + bins[j]]++;
        }
      }
    }
  }

  List<Axis> axes() {
    return axes;
  }

  Count count(int axis, int bin) {
    int[] cell = single[axis][bin];
    return new Count(cell[Explored.CLEAN.ordinal()], cell[Explored.ANOMALOUS.ordinal()]);
  }

  /** The cells of a pair, the later facet's bins running fastest; {@code first} is less. */
  List<Count> pair(int first, int second) {
    int[] clean = pairs[first * axes.size() + second][Explored.CLEAN.ordinal()];
    int[] anomalous = pairs[first * axes.size() + second][Explored.ANOMALOUS.ordinal()];
    return IntStream.range(0, clean.length)
        .mapToObj(cell -> new Count(clean[cell], anomalous[cell]))
        .toList();
  }

  /** Share of the pairs of bins, over all pairs of facets, in which some probe ran. */
  double pairsSeen() {
    long cells = 0;
    long seen = 0;
    for (int[][] pair : pairs) {
      if (pair != null) {
        int[] clean = pair[Explored.CLEAN.ordinal()];
        int[] anomalous = pair[Explored.ANOMALOUS.ordinal()];
        cells += clean.length;
        for (int cell = 0; cell < clean.length; cell++) {
          seen += clean[cell] + anomalous[cell] > 0 ? 1 : 0;
        }
      }
    }
    return cells == 0 ? 0 : (double) seen / cells;
  }
}
