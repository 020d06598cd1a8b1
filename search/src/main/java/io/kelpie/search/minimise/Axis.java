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

  Dimension<?> dimension();

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
    public Dimension<?> dimension() {
      return facet.dimension();
    }

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
      return space.of(facet).hull();
    }

    @Override
    public List<Condition> conditions(Values values, Values.Range bounds) {
      return List.of(new Condition(facet.name(), values));
    }
  }

  /** The size of tiles that are all alike. */
  record FixedSize(Dimension.VectorDimension vector) implements Axis {
    @Override
    public Dimension<?> dimension() {
      return vector;
    }

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
      return space.of(vector.largest()).hull();
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
      Values.Range hull = values.hull();
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

  /**
   * The full packets of tiles that are all alike, while what is beyond them stays.
   *
   * @param packet bytes of a full one
   * @param rest bytes beyond the full ones, fewer than none where the last lacks some
   */
  record Packets(FixedSize size, long packet, long rest) implements Axis {
    @Override
    public Dimension<?> dimension() {
      return size.vector();
    }

    @Override
    public String name() {
      return size.name() + " in packets";
    }

    @Override
    public Scale scale() {
      return Scale.LOG;
    }

    @Override
    public long value(Workload workload) {
      return (size.value(workload) - rest) / packet;
    }

    @Override
    public Workload with(Workload workload, long value) {
      return size.with(workload, bytes(value));
    }

    @Override
    public Values.Range bounds(Space space) {
      Values.Range bytes = size.bounds(space);
      return new Values.Range(
          Math.max(1, Math.ceilDiv(bytes.low() - rest, packet)),
          Math.floorDiv(bytes.high() - rest, packet));
    }

    @Override
    public List<Condition> conditions(Values values, Values.Range bounds) {
      return size.conditions(
          Values.of(
              values.parts().stream()
                  .map(part -> new Values.Range(bytes(part.low()), bytes(part.high())))
                  .toList()),
          new Values.Range(bytes(bounds.low()), bytes(bounds.high())));
    }

    private long bytes(long packets) {
      return packets * packet + rest;
    }
  }

  /** The bytes of a packet, while what tiles have beyond full ones stays. */
  record PacketSize(Plain size, FixedSize tiles, long rest) implements Axis {
    @Override
    public Dimension<?> dimension() {
      return size.dimension();
    }

    @Override
    public String name() {
      return size.name();
    }

    @Override
    public Scale scale() {
      return size.scale();
    }

    @Override
    public long value(Workload workload) {
      return size.value(workload);
    }

    @Override
    public Workload with(Workload workload, long value) {
      long packets = Math.max(1, Math.round((double) tiles.value(workload) / value));
      return tiles.with(size.with(workload, value), packets * value + rest);
    }

    @Override
    public Values.Range bounds(Space space) {
      return size.bounds(space);
    }

    @Override
    public List<Condition> conditions(Values values, Values.Range bounds) {
      return size.conditions(values, bounds);
    }
  }
}
