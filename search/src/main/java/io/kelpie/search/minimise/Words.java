package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What was learnt about one choice: which of its words show the anomaly, and which do not. */
final class Words {
  private final Facet.Choice facet;
  private final TreeSet<String> anomalous;

  /** Words that were seen healthy, or that another anomaly shows at. */
  private final TreeSet<String> excluded = new TreeSet<>();

  /** Words that neither show nor cure it. */
  private final TreeSet<String> hidden = new TreeSet<>();

  /** Words that cannot be had alone, each with what it is tied to. */
  private final Map<String, Workload> together = new LinkedHashMap<>();

  private Optional<Workload> healthy = Optional.empty();
  private boolean open;

  Words(Facet.Choice facet, String word) {
    this.facet = facet;
    this.anomalous = new TreeSet<>(List.of(word));
  }

  Facet.Choice facet() {
    return facet;
  }

  void record(String word, Answer answer, Workload moved) {
    switch (answer) {
      case YES -> {
        anomalous.add(word);
        hidden.remove(word);
      }
      case NO -> {
        excluded.add(word);
        healthy = healthy.or(() -> Optional.of(moved));
      }
      case HIDDEN -> hidden.add(word);
      case UNKNOWN -> open = true;
    }
  }

  /** A word that can only be had together with what it is tied to. */
  void tie(String word, Workload with) {
    together.put(word, with);
  }

  /** What can only be had together, by its word. */
  Map<String, Workload> tied() {
    return together;
  }

  /** Another anomaly shows at this word: it is none of this one's, without being healthy. */
  void exclude(String word) {
    anomalous.remove(word);
    excluded.add(word);
  }

  /** The words that showed it. */
  List<String> anomalous() {
    return List.copyOf(anomalous);
  }

  /** The words that neither show nor cure it. */
  List<String> hiding() {
    return List.copyOf(hidden);
  }

  /** The first healthy workload that was met. */
  Optional<Workload> healthy() {
    return healthy;
  }

  /** Whether a word was left open because the runs were spent. */
  boolean isOpen() {
    return open;
  }

  /** Whether some word is not the anomaly's, or may not be. */
  boolean matters() {
    return !excluded.isEmpty() || open;
  }

  Condition condition() {
    return new Condition(facet.name(), new Values.Members(anomalous));
  }
}
