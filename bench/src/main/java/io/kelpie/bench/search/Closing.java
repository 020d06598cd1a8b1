package io.kelpie.bench.search;

import io.kelpie.probes.model.Trigger;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Region;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The region that a perfect finding would close, where a hunt has to reduce one. */
final class Closing {
  private Closing() {}

  /**
   * The workloads that meet a trigger.
   *
   * @param shown one of them: of alternatives the one that it meets is taken
   * @return empty where conditions cannot say it
   */
  static Optional<Region> of(Trigger trigger, Workload shown) {
    List<Condition> conditions = new ArrayList<>();
    return add(trigger, shown, conditions) ? Optional.of(new Region(conditions)) : Optional.empty();
  }

  /**
   * The workloads that an ordering serialises as it does this one: with as many signals behind a
   * fence, or fewer; behind a NIC fence, which waits for READs and atomics alone, with the same
   * opcode and signal. A hunt pursues what serialises before all else, and its findings on the
   * model's profiles have these conditions, with some of the traffic beside them. Closed as soon as
   * it is met, or every strategy would go on paying a reference for every other drain.
   */
  static Region ofOrdering(Workload serialised) {
    Ordering ordering = serialised.get(Catalogue.ORDERING);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(word(Catalogue.ORDERING, serialised));
    conditions.add(
        new Condition(
            Catalogue.SIGNALS_PER_FENCE.name(),
            new Values.Range(
                Catalogue.SIGNALS_PER_FENCE.full().hull().low(),
                serialised.get(Catalogue.SIGNALS_PER_FENCE))));
    if (ordering == Ordering.NIC_FENCE) {
      conditions.add(word(Catalogue.OPCODE, serialised));
      conditions.add(word(Catalogue.SIGNAL, serialised));
    }
    return new Region(conditions);
  }

  private static Condition word(Facet.Choice choice, Workload workload) {
    return new Condition(choice.name(), Values.Members.of(choice.word(workload)));
  }

  /** Whether a trigger can be said by conditions; they are added. */
  private static boolean add(Trigger trigger, Workload shown, List<Condition> conditions) {
    return switch (trigger) {
      case Trigger.All(List<Trigger> terms) ->
          terms.stream().allMatch(term -> add(term, shown, conditions));
      case Trigger.Any(List<Trigger> terms) ->
          terms.stream()
              .filter(term -> term.strength(shown) > 0)
              .findFirst()
              .filter(term -> add(term, shown, conditions))
              .isPresent();
      case Trigger.Where(Condition condition) -> conditions.add(condition);
      case Trigger.Product(List<String> of, long from, long _) ->
          of.size() == 2
              && compound(of.getFirst(), "*", of.getLast())
                  .map(product ->
                      conditions.add(
                          new Condition(product, new Values.Range(from, Long.MAX_VALUE))))
                  .isPresent();
      case Trigger.NearMultiple(String dimension, String of, long within) ->
          compound(dimension, "%", of)
              .map(remainder ->
                  conditions.add(
                      new Condition(
                          remainder,
                          Values.of(
                              List.of(
                                  new Values.Range(-within, -1), new Values.Range(1, within))))))
              .isPresent();
    };
  }

  private static Optional<String> compound(String one, String sign, String other) {
    String name = one + sign + other;
    return Catalogue.feature(name).map(_ -> name);
  }
}
