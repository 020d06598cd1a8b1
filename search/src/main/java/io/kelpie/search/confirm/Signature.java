package io.kelpie.search.confirm;

import io.kelpie.search.oracle.Sample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * What an anomaly does to a device's diagnostic counters: how much each counts a packet while the
 * anomaly shows. Two anomalies of one symptom differ in it where their causes lie in different
 * parts of a device.
 *
 * @param perPacket by the counter's place and name, {@code hw/out_of_sequence}, without the device;
 *     empty where none is known
 */
public record Signature(SortedMap<String, Double> perPacket) {
  public static final Signature NONE = new Signature(Collections.emptySortedMap());

  public Signature {
    perPacket = Collections.unmodifiableSortedMap(new TreeMap<>(perPacket));
  }

  /** Of each counter the median over the runs in which it was known. */
  static Signature median(Collection<Signature> runs) {
    SortedMap<String, List<Double>> values = new TreeMap<>();
    for (Signature run : runs) {
      run.perPacket.forEach(
          (counter, rate) -> values.computeIfAbsent(counter, _ -> new ArrayList<>()).add(rate));
    }
    SortedMap<String, Double> medians = new TreeMap<>();
    values.forEach((counter, rates) -> medians.put(counter, new Sample(rates).median()));
    return new Signature(medians);
  }

  /**
   * How alike two are, from above 0 to 1, which equal ones are: the product, over the counters that
   * both know, of the ratio of their rates, each raised by one event a packet, the smaller over the
   * larger. Counters that are silent in both change nothing, however many there are, and little
   * does what counts far more seldom than packets.
   */
  public double similarity(Signature other) {
    return product(other, (one, two) -> (1 + Math.min(one, two)) / (1 + Math.max(one, two)));
  }

  /**
   * How much there is to compare, from 0, where no counter that both know has counted, to below 1:
   * 1 less the product of the larger rates' reciprocals, each raised by one event a packet.
   */
  public double telling(Signature other) {
    return 1 - product(other, (one, two) -> 1 / (1 + Math.max(one, two)));
  }

  private double product(Signature other, DoubleBinaryOperator factor) {
    double product = 1;
    for (Map.Entry<String, Double> mine : perPacket.entrySet()) {
      Double theirs = other.perPacket.get(mine.getKey());
      if (theirs != null) {
        product *= factor.applyAsDouble(mine.getValue(), theirs);
      }
    }
    return product;
  }
}
