package io.kelpie.counters;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All counters of a source at one moment.
 *
 * @param nanoTime when, on the clock of {@link System#nanoTime}, in nanoseconds
 * @param samples by counter id, in the ids' order
 */
public record Snapshot(long nanoTime, SortedMap<String, Sample> samples) {

  public Snapshot {
    samples = Collections.unmodifiableSortedMap(new TreeMap<>(samples));
  }

  /** A snapshot of samples whose ids differ. */
  public static Snapshot of(long nanoTime, Collection<Sample> samples) {
    TreeMap<String, Sample> byId = new TreeMap<>();
    for (Sample sample : samples) {
      if (byId.put(sample.counter().id(), sample) != null) {
        throw new IllegalArgumentException("counter " + sample.counter().id() + " stands twice");
      }
    }
    return new Snapshot(nanoTime, byId);
  }

  /** What a counter read; unknown if the snapshot does not hold it. */
  public Reading reading(String id) {
    Sample sample = samples.get(id);
    return sample == null ? new Reading.Unknown("not in the snapshot") : sample.reading();
  }
}
