package io.kelpie.counters;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What counters do while no traffic of ours runs: others use the port too. A counter that a
 * workload moves no more than idleness does says nothing about the workload.
 *
 * @param idle by counter id
 */
public record IdleBaseline(SortedMap<String, Idle> idle) {

  /**
   * A counter over the idle windows in which it was known.
   *
   * @param mean mean of its values: per second for what counts, in its unit for a level
   * @param max largest of them
   */
  public record Idle(double mean, double max) {}

  public IdleBaseline {
    idle = Collections.unmodifiableSortedMap(new TreeMap<>(idle));
  }

  /**
   * The baseline of some idle windows, best of equal length; readings without a value are left out.
   */
  public static IdleBaseline of(Collection<List<CounterReading>> windows) {
    TreeMap<String, Idle> idle = new TreeMap<>();
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (List<CounterReading> window : windows) {
      for (CounterReading reading : window) {
        if (!reading.isKnown()) {
          continue;
        }
        double value = reading.value();
        int seen = counts.merge(reading.counter(), 1, Integer::sum);
        idle.merge(
            reading.counter(),
            new Idle(value, value),
            (old, first) ->
                new Idle(old.mean() + (value - old.mean()) / seen, Math.max(old.max(), value)));
      }
    }
    return new IdleBaseline(idle);
  }

  /**
   * Whether a counter moved by at least its quantum beyond what its busiest idle window explains. A
   * level moved when it stands a quantum above its idle maximum, or above 0 where idleness has
   * none. Unknown and settings never moved.
   *
   * @param counter the description of the reading's counter
   */
  public boolean moved(Counter counter, CounterReading reading) {
    if (!reading.isKnown() || counter.kind() == CounterKind.CONFIG) {
      return false;
    }
    Idle quiet = idle.getOrDefault(counter.id(), new Idle(0, 0));
    Double delta = reading.delta();
    if (delta == null) {
      return reading.value() - quiet.max() >= counter.quantum();
    }
    double seconds = delta > 0 ? delta / reading.value() : 0;
    return delta - quiet.max() * seconds >= counter.quantum();
  }
}
