package io.kelpie.search.minimise;

import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/** A number along which a workload can be moved while all else stays. */
sealed interface Axis {
  String name();

  Scale scale();

  long value(Workload workload);

  Workload with(Workload workload, long value);

  /** The outermost values of the space. */
  Values.Range bounds(Space space);

  /** Values of this axis as conditions. */
  List<Condition> conditions(Values values, Values.Range bounds);

  /** The axes of a workload: a vector of one element is one axis, of several its two edges. */
  static List<Axis> of(Facet.Numeric facet, Workload workload) {
    if (facet instanceof Dimension.VectorDimension.Edge edge
        && workload.get(edge.vector()).size() == 1) {
      return edge.isLargest() ? List.of(new FixedSize(edge.vector())) : List.of();
    }
    return List.of(new Plain(facet));
  }

  /** A numeric facet. */
  record Plain(Facet.Numeric facet) implements Axis {
    @Override
    public String name() {
      return facet.name();
    }

    @Override
    public Scale scale() {
      return facet.scale();
    }

    @Override
    public long value(Workload workload) {
      return facet.value(workload);
    }

    @Override
    public Workload with(Workload workload, long value) {
      return facet.with(workload, value);
    }

    @Override
    public Values.Range bounds(Space space) {
      return hull(space.of(facet));
    }

    @Override
    public List<Condition> conditions(Values values, Values.Range bounds) {
      return List.of(new Condition(facet.name(), values));
    }
  }

  /** The size of tiles that are all alike. */
  record FixedSize(Dimension.VectorDimension vector) implements Axis {
    @Override
    public String name() {
      return vector.name();
    }

    @Override
    public Scale scale() {
      return vector.scale();
    }

    @Override
    public long value(Workload workload) {
      return vector.largest().value(workload);
    }

    @Override
    public Workload with(Workload workload, long value) {
      return workload.with(vector, List.of(value));
    }

    @Override
    public Values.Range bounds(Space space) {
      return hull(space.of(vector.largest()));
    }

    /** A union of sizes is told as both edges lying in it. */
    @Override
    public List<Condition> conditions(Values values, Values.Range bounds) {
      return conditions(values, bounds, false, true);
    }

    /**
     * The same, told of mixes as well: whether a border is one of the largest or of the smallest
     * size.
     */
    List<Condition> conditions(
        Values values, Values.Range bounds, boolean lowOfLargest, boolean highOfLargest) {
      Values.Range hull = hull(values);
      List<Condition> conditions = new ArrayList<>();
      if (values instanceof Values.Ranges || hull.low() > bounds.low()) {
        conditions.add(
            condition(lowOfLargest, values, new Values.Range(hull.low(), bounds.high())));
      }
      if (values instanceof Values.Ranges || hull.high() < bounds.high()) {
        conditions.add(
            condition(highOfLargest, values, new Values.Range(bounds.low(), hull.high())));
      }
      if (conditions.size() == 2 && lowOfLargest == highOfLargest) {
        return List.of(condition(lowOfLargest, values, hull));
      }
      return conditions;
    }

    private Condition condition(boolean largest, Values values, Values.Range range) {
      String name = (largest ? vector.largest() : vector.smallest()).name();
      return new Condition(name, values instanceof Values.Ranges ? values : range);
    }
  }

  private static Values.Range hull(Values values) {
    return switch (values) {
      case Values.Range range -> range;
      case Values.Ranges ranges ->
          new Values.Range(ranges.parts().getFirst().low(), ranges.parts().getLast().high());
      case Values.Members members ->
          throw new IllegalArgumentException("words " + members + " given for a number");
    };
  }
}
