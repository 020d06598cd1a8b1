package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was learnt of a choice: the words that keep the anomaly, and one that cures it. */
final class Words {
  private final Facet.Choice facet;
  private final TreeSet<String> anomalous = new TreeSet<>();
  private final Deque<String> untried = new ArrayDeque<>();
  private @Nullable Workload healthy;
  private boolean open;

  /** A choice of an anomalous workload, with the space's other words to be tried. */
  Words(Facet.Choice facet, Workload workload, Space space) {
    this.facet = facet;
    anomalous.add(facet.word(workload));
    for (String word : facet.words()) {
      if (!word.equals(facet.word(workload))
          && facet.holds(facet.with(workload, word), space.of(facet))) {
        untried.add(word);
      }
    }
  }

  Facet.Choice facet() {
    return facet;
  }

  boolean isTried() {
    return untried.isEmpty();
  }

  /** Takes a word that has not been tried. */
  String next() {
    return untried.remove();
  }

  void record(String word, Answer answer, Workload workload) {
    switch (answer) {
      case YES -> anomalous.add(word);
      case NO -> healthy = healthy == null ? workload : healthy;
      case UNKNOWN -> open = true;
    }
  }

  /** Whether some word is healthy. */
  boolean matters() {
    return healthy != null;
  }

  /** Whether a word was left open because the runs were spent. */
  boolean isOpen() {
    return open;
  }

  Optional<Workload> neighbour() {
    return Optional.ofNullable(healthy);
  }

  Condition condition() {
    return new Condition(facet.name(), new Values.Members(anomalous));
  }
}
