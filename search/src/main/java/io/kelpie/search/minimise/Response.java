package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

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

  /** Another anomaly shows at this value: it is none of this one's, without being healthy. */
  void exclude(long value) {
    answers.put(value, Answer.NO);
  }

  /** The least value of the unbroken run of answers that begins at the start. */
  long lowest() {
    return end(answers.headMap(start, true).descendingMap());
  }

  /** The largest value of the unbroken run of answers that begins at the start. */
  private long highest() {
    return end(answers.tailMap(start, true));
  }

  /** The values that show the symptom beyond others that do not. */
  List<Long> apart() {
    long low = lowest();
    long high = highest();
    return answers.entrySet().stream()
        .filter(entry -> entry.getValue() == Answer.YES)
        .map(Map.Entry::getKey)
        .filter(value -> value < low || value > high)
        .toList();
  }

  private long end(Map<Long, Answer> outwards) {
    long end = start;
    for (Map.Entry<Long, Answer> entry : outwards.entrySet()) {
      if (!isUncured(entry.getValue())) {
        return end;
      }
      end = entry.getKey();
    }
    return end;
  }

  /** What only hides the anomaly cures it as little as what shows it. */
  static boolean isUncured(Answer answer) {
    return switch (answer) {
      case YES, HIDDEN -> true;
      case NO, UNKNOWN -> false;
    };
  }

  /** The healthy value next to a border. */
  OptionalLong beyond(long border, boolean above) {
    LongStream values =
        healthy.keySet().stream()
            .mapToLong(Long::longValue)
            .filter(value -> above ? value > border : value < border);
    return above ? values.min() : values.max();
  }

  boolean isKnown(long value) {
    return answers.containsKey(value);
  }

  Answer at(long value) {
    return answers.getOrDefault(value, Answer.UNKNOWN);
  }

  /** Whether some value is not the anomaly's. */
  boolean matters() {
    return answers.containsValue(Answer.NO);
  }

  /** The values that neither show nor cure the anomaly. */
  List<Long> hiding() {
    return answers.entrySet().stream()
        .filter(entry -> entry.getValue() == Answer.HIDDEN)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether a value was left open because the runs were spent. */
  boolean isOpen() {
    return answers.containsValue(Answer.UNKNOWN);
  }

  List<Long> values() {
    return List.copyOf(answers.keySet());
  }

  /** The runs of neighbouring values none of which cured the anomaly, and some showed it. */
  Values anomalous() {
    List<Values.Range> parts = new ArrayList<>();
    List<Map.Entry<Long, Answer>> run = new ArrayList<>();
    for (Map.Entry<Long, Answer> entry : answers.entrySet()) {
      if (isUncured(entry.getValue())) {
        run.add(entry);
      } else {
        range(run).ifPresent(parts::add);
        run.clear();
      }
    }
    range(run).ifPresent(parts::add);
    return parts.size() == 1 ? parts.getFirst() : new Values.Ranges(parts);
  }

  private static Optional<Values.Range> range(List<Map.Entry<Long, Answer>> run) {
    return run.stream().anyMatch(entry -> entry.getValue() == Answer.YES)
        ? Optional.of(new Values.Range(run.getFirst().getKey(), run.getLast().getKey()))
        : Optional.empty();
  }

  /** The same, without the border below the start. */
  Values anomalousAbove(long least) {
    List<Values.Range> parts = new ArrayList<>();
    for (Values.Range part : anomalous().parts()) {
      if (part.contains(start)) {
        parts.add(new Values.Range(least, part.high()));
      } else if (part.low() > start) {
        parts.add(part);
      }
    }
    return Values.of(parts);
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
