package io.kelpie.search.strategy;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Relevance;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each pair of choices was probed. Mechanisms are switched on by two or three words
 * together (a fence and what it waits for), which numbers then only scale; a design that covers all
 * pairs early meets them in a few dozen probes, where independent draws need several times as many
 * (combinatorial interaction testing: Cohen and others, "The AETG system", 1997).
 */
final class ChoiceCoverage {
  private final List<Facet.Choice> choices;
  private final Map<String, Integer> probed = new HashMap<>();

  /** Of the choices that {@code space} leaves open. */
  ChoiceCoverage(Space space) {
    choices =
        Catalogue.facets().stream()
            .filter(Facet.Choice.class::isInstance)
            .map(Facet.Choice.class::cast)
            .filter(choice ->
                !(space.of(choice) instanceof Values.Members members) || members.words().size() > 1)
            .toList();
  }

  /** A workload was probed. */
  void add(Workload workload) {
    pairs(workload).forEach(pair -> probed.merge(pair, 1, Integer::sum));
  }

  /** How much a probe of {@code workload} would add: a pair met n times before adds 1/(1 + n). */
  double novelty(Workload workload) {
    return pairs(workload).stream()
        .mapToDouble(pair -> 1.0 / (1 + probed.getOrDefault(pair, 0)))
        .sum();
  }

  private List<String> pairs(Workload workload) {
    List<String> words =
        choices.stream()
            .filter(choice -> Relevance.applies(choice.dimension(), workload))
            .map(choice -> choice.name() + "=" + choice.word(workload))
            .toList();
    List<String> pairs = new ArrayList<>();
    for (int one = 0; one < words.size(); one++) {
      for (int other = one + 1; other < words.size(); other++) {
        pairs.add(words.get(one) + "," + words.get(other));
      }
    }
    return pairs;
  }
}
