package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was learnt along one axis: answers by value, and the workloads that were healthy. */
final class Response {
  private final TreeMap<Long, Answer> answers = new TreeMap<>();
  private final TreeMap<Long, Workload> healthy = new TreeMap<>();
  private final long start;

  Response(long start) {
    this.start = start;
    answers.put(start, Answer.YES);
  }

  void record(long value, Answer answer, Workload workload) {
    answers.put(value, answer);
    if (answer == Answer.NO) {
      healthy.put(value, workload);
    }
  }

  boolean isKnown(long value) {
    return answers.containsKey(value);
  }

  Answer at(long value) {
    return answers.getOrDefault(value, Answer.UNKNOWN);
  }

  /** Whether some value is healthy. */
  boolean matters() {
    return !healthy.isEmpty();
  }

  /** Whether a value was left open because the runs were spent. */
  boolean isOpen() {
    return answers.containsValue(Answer.UNKNOWN);
  }

  List<Long> values() {
    return List.copyOf(answers.keySet());
  }

  /** The runs of neighbouring values that all showed the anomaly. */
  Values anomalous() {
    List<Values.Range> parts = new ArrayList<>();
    Long low = null;
    long high = start;
    for (Map.Entry<Long, Answer> entry : answers.entrySet()) {
      if (entry.getValue() == Answer.YES) {
        low = low == null ? entry.getKey() : low;
        high = entry.getKey();
      } else if (low != null) {
        parts.add(new Values.Range(low, high));
        low = null;
      }
    }
    if (low != null) {
      parts.add(new Values.Range(low, high));
    }
    return parts.size() == 1 ? parts.getFirst() : new Values.Ranges(parts);
  }

  /** The healthy workload nearest to where the anomaly was met. */
  Optional<Workload> neighbour() {
    Map.Entry<Long, Workload> below = healthy.lowerEntry(start);
    Map.Entry<Long, Workload> above = healthy.higherEntry(start);
    if (below == null || above == null) {
      return Optional.ofNullable(below == null ? above : below).map(Map.Entry::getValue);
    }
    boolean nearerBelow = start - below.getKey() <= above.getKey() - start;
    return Optional.of((nearerBelow ? below : above).getValue());
  }
}
