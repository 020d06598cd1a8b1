package io.kelpie.bench.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.Trigger;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClosingTest {
  private static final Limits LIMITS = limits();
  private static final Workload PLAIN = Space.within(LIMITS).initial();

  private static Limits limits() {
    try (ModelProbe probe = new ModelProbe()) {
      return probe.description().limits();
    }
  }

  /** Draws and what lies just beyond each edge are within the region where the trigger holds. */
  @ParameterizedTest
  @ValueSource(strings = {"cx6-200g-f", "p2100-100g", "cx5-100g"})
  void closesWhereTheTriggerHoldsAndNowhereElse(String name) {
    Profile profile = Profile.named(name);
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(5);
    Space space = Space.within(LIMITS);
    for (Trigger trigger : triggers(profile)) {
      Workload shown = trigger.example(PLAIN, LIMITS);
      Region closed = Closing.of(trigger, shown).orElseThrow();

      assertThat(closed.contains(shown)).as("%s", trigger).isTrue();
      Stream.concat(
              trigger.beyond(shown, false), Stream.generate(() -> space.draw(random)).limit(200))
          .forEach(workload ->
              assertThat(closed.contains(workload) || isAtTheVeryEdge(trigger, workload))
                  .as("%s of %s", trigger, workload)
                  .isEqualTo(trigger.strength(workload) > 0 || isAtTheVeryEdge(trigger, workload)));
    }
  }

  /** Where a product's effect sets in, it is nil. */
  private static boolean isAtTheVeryEdge(Trigger trigger, Workload workload) {
    return trigger.strength(workload) == 0 && trigger.closeness(workload) == 1;
  }

  private static List<Trigger> triggers(Profile profile) {
    return Stream.concat(
            profile.quirks().stream()
                .filter(quirk -> quirk.effect() != null)
                .map(quirk -> quirk.trigger()),
            profile.emergent().stream().map(Profile.Emergent::trigger))
        .toList();
  }

  @Test
  void ofAlternativesTheOneIsClosedThatWasMet() {
    Trigger tiles = new Trigger.Where(new Condition("tiles", new Values.Range(500, 1024)));
    Trigger peers = new Trigger.Where(new Condition("peers", new Values.Range(8, 16)));
    Workload many = PLAIN.with(Catalogue.TILES, 8L).with(Catalogue.PEERS, 9L);

    assertThat(Closing.of(new Trigger.Any(List.of(tiles, peers)), many))
        .hasValueSatisfying(region ->
            assertThat(region.conditions())
                .extracting(Condition::dimension)
                .containsExactly("peers"));
    assertThat(
            Closing.of(
                new Trigger.Product(List.of("tiles", "peers", "qps_per_peer"), 100, 200), many))
        .isEmpty();
  }

  @Test
  void anOrderingIsClosedWhereItSerialisesAsMuchOrMore() {
    Workload drain =
        PLAIN.with(Catalogue.ORDERING, Ordering.DRAIN).with(Catalogue.SIGNALS_PER_FENCE, 4L);
    Workload fence =
        drain.with(Catalogue.ORDERING, Ordering.NIC_FENCE).with(Catalogue.SIGNAL, Signal.FETCH_ADD);

    Region drains = Closing.ofOrdering(drain);
    Region fences = Closing.ofOrdering(fence);

    assertThat(drains.contains(drain.with(Catalogue.SIGNALS_PER_FENCE, 1L))).isTrue();
    assertThat(drains.contains(drain.with(Catalogue.OPCODE, Opcode.READ))).isTrue();
    assertThat(drains.contains(drain.with(Catalogue.SIGNALS_PER_FENCE, 5L))).isFalse();
    assertThat(drains.contains(fence)).isFalse();
    assertThat(fences.contains(fence)).isTrue();
    assertThat(fences.contains(fence.with(Catalogue.SIGNAL, Signal.COMPARE_SWAP))).isFalse();
  }
}
