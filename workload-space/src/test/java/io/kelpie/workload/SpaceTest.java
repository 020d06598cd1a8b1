package io.kelpie.workload;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Values.Members;
import io.kelpie.workload.Values.Range;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private final UniformRandomProvider random = Workloads.generator(11);
  private final Space space = Space.within(Workloads.EVERYTHING);

  @Test
  void drawsAreLawfulAndWithinBounds() {
    for (int i = 0; i < 20_000; i++) {
      Workload drawn = space.draw(random);
      assertThat(space.contains(drawn)).as("%s", drawn).isTrue();
      assertThat(Space.objections(drawn, Workloads.EVERYTHING)).as("%s", drawn).isEmpty();
    }
  }

  @Test
  void drawsMeetEveryWordOfEveryChoice() {
    Map<String, Set<String>> seen = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      Workload drawn = space.draw(random);
      for (Facet facet : Catalogue.facets()) {
        if (facet instanceof Facet.Choice choice) {
          seen.computeIfAbsent(facet.name(), _ -> new HashSet<>()).add(choice.word(drawn));
        }
      }
    }
    seen.forEach((name, words) ->
        assertThat(new Members(new java.util.TreeSet<>(words)))
            .as(name)
            .isEqualTo(Catalogue.facet(name).orElseThrow().usual()));
  }

  @Test
  void mutationMovesAndStaysInside() {
    Workload workload = space.draw(random);
    for (int i = 0; i < 20_000; i++) {
      Workload moved = space.mutate(workload, random);
      assertThat(moved).isNotEqualTo(workload);
      assertThat(space.contains(moved)).as("%s", moved).isTrue();
      workload = moved;
    }
  }

  @Test
  void outsideTheFocusNothingVaries() {
    Workload around =
        Workload.initial().with(ORDERING, Ordering.DRAIN).with(TILE_BYTES, List.of(512L));
    Space narrow = space.varying(List.of("signal", "tile_bytes"), around);
    Set<Object> sizes = new HashSet<>();
    Set<Object> signals = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Workload drawn = narrow.draw(random);
      sizes.add(drawn.get(TILE_BYTES));
      signals.add(drawn.get(SIGNAL));
      for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
        if (!List.of("signal", "tile_bytes").contains(dimension.name())
            && Relevance.applies(dimension, around)
            && Relevance.applies(dimension, drawn)) {
          assertThat((Object) drawn.get(dimension))
              .as(dimension.name())
              .isEqualTo(around.get(dimension));
        }
      }
    }
    assertThat(sizes).hasSizeGreaterThan(50);
    assertThat(signals).hasSizeGreaterThan(2);
    assertThatThrownBy(() -> space.varying(List.of("signl"), around))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no dimension is named signl");
  }

  /** A walk of mutations meets each choice's words and both halves of each number's usual range. */
  @Test
  void mutationReachesTheWholeSpace() {
    Map<String, Set<String>> reached = new HashMap<>();
    Space whole =
        space
            .pin("preamble_kernels", PREAMBLE_KERNELS.full())
            .pin("micro_batches", MICRO_BATCHES.full())
            .pin("forwards", FORWARDS.full())
            .pin("route", Members.of("proxy", "collective"))
            .pin("paths", PATHS.full())
            .pin("receive_buffer", RECEIVE_BUFFER.full());
    Workload workload = Workload.initial();
    for (int i = 0; i < 60_000; i++) {
      workload = whole.mutate(workload, random);
      for (Facet facet : Catalogue.facets()) {
        if (!Relevance.applies(facet.dimension(), workload)) {
          continue;
        }
        String mark =
            switch (facet) {
              case Facet.Choice choice -> choice.word(workload);
              case Facet.Numeric number -> {
                Range usual = (Range) facet.usual();
                yield number.value(workload) <= number.scale().middle(usual.low(), usual.high())
                    ? "low"
                    : "high";
              }
            };
        reached.computeIfAbsent(facet.name(), _ -> new HashSet<>()).add(mark);
      }
    }
    for (Facet facet : Catalogue.facets()) {
      if (facet.dimension().group() == Group.CONDITIONS) {
        continue;
      }
      int expected =
          switch (facet.usual()) {
            case Members members -> members.words().size();
            case Range range -> range.low() == range.high() ? 1 : 2;
            case Values.Ranges ranges -> 2;
          };
      assertThat(reached.get(facet.name())).as(facet.name()).hasSizeGreaterThanOrEqualTo(expected);
    }
  }

  @Test
  void limitsPinsAndExclusionsBindDrawsAndMutations() {
    Limits lab =
        new Limits(
            Map.of("delay", new Range(2000, 2000), "send_depth", new Range(1, 512)),
            64 << 20,
            Duration.ofSeconds(10));
    Space narrow =
        Space.within(lab)
            .pin("signal", Members.of("fetch_add"))
            .exclude("ordering", Members.of("drain"))
            .pin("tile_bytes.smallest", new Range(4096, 65536));
    Workload workload = narrow.draw(random);
    for (int i = 0; i < 3_000; i++) {
      assertThat(workload.get(DELAY)).isEqualTo(2000);
      assertThat(workload.get(SIGNAL)).isEqualTo(Signal.FETCH_ADD);
      assertThat(workload.get(ORDERING)).isNotEqualTo(Ordering.DRAIN);
      assertThat(workload.get(SEND_DEPTH)).isLessThanOrEqualTo(512);
      assertThat(TILE_BYTES.smallest().value(workload)).isBetween(4096L, 65536L);
      workload = i % 2 == 0 ? narrow.mutate(workload, random) : narrow.draw(random);
    }
  }

  @Test
  void kernelsInFrontAreDrawnWhereAPinSaysSo() {
    Space open =
        space
            .pin("preamble_kernels", new Range(0, 32))
            .pin("preamble_time", new Range(500, 8000))
            .pin("preamble", PREAMBLE.full());
    Set<PreambleForm> forms = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      assertThat(space.draw(random).get(PREAMBLE_KERNELS)).isZero();
      Workload drawn = open.draw(random);
      assertThat(drawn.get(PREAMBLE_KERNELS)).isBetween(0L, 32L);
      assertThat(drawn.get(PREAMBLE_TIME)).isBetween(500L, 8000L);
      if (drawn.get(PREAMBLE_KERNELS) > 0) {
        forms.add(drawn.get(PREAMBLE));
      } else {
        assertThat(drawn.get(PREAMBLE)).isEqualTo(PREAMBLE.initial());
      }
    }
    assertThat(forms).containsExactlyInAnyOrder(PreambleForm.values());
  }

  @Test
  void buffersAndBatchesAreDrawnWhereAPinSaysSo() {
    Space open =
        space
            .pin("receive_buffer", RECEIVE_BUFFER.full())
            .pin("receive_slots", new Range(1, 64))
            .pin("receive_hook", RECEIVE_HOOK.full())
            .pin("granularity", new Range(1, 16));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Workload plain = space.draw(random);
      assertThat(plain.get(RECEIVE_BUFFER)).isEqualTo(ReceiveBuffer.FULL);
      assertThat(plain.get(RECEIVE_HOOK)).isEqualTo(Switch.OFF);
      assertThat(plain.get(GRANULARITY)).isOne();
      Workload drawn = open.draw(random);
      assertThat(Space.objections(drawn, Workloads.EVERYTHING)).isEmpty();
      assertThat(drawn.get(GRANULARITY)).isBetween(1L, 16L);
      seen.add(drawn.get(RECEIVE_BUFFER) + " " + drawn.get(RECEIVE_HOOK));
      if (drawn.get(RECEIVE_BUFFER) == ReceiveBuffer.FULL) {
        assertThat(drawn.get(RECEIVE_SLOTS)).isEqualTo(RECEIVE_SLOTS.initial());
      }
    }
    assertThat(seen).containsExactlyInAnyOrder("FULL OFF", "FULL ON", "RING OFF");
  }

  /** Six tiles to one peer and six slots: over two queue pairs a fence of four reaches too far. */
  @Test
  void aRingHoldsWhatOneFenceReleases() {
    Workload ring =
        Workload.initial()
            .with(RECEIVE_BUFFER, ReceiveBuffer.RING)
            .with(RECEIVE_SLOTS, 6L)
            .with(ORDERING, Ordering.DRAIN)
            .with(QPS_PER_PEER, 2L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN);
    assertThat(Law.RING_HOLDS_GROUP.holds(ring.with(SIGNALS_PER_FENCE, 6L), Workloads.EVERYTHING))
        .isTrue();
    assertThat(Law.RING_HOLDS_GROUP.holds(ring.with(SIGNALS_PER_FENCE, 7L), Workloads.EVERYTHING))
        .isFalse();
    Workload byQueue = ring.with(FENCE_SCOPE, FenceScope.QP);
    assertThat(
            Law.RING_HOLDS_GROUP.holds(byQueue.with(SIGNALS_PER_FENCE, 3L), Workloads.EVERYTHING))
        .isTrue();
    assertThat(
            Law.RING_HOLDS_GROUP.holds(byQueue.with(SIGNALS_PER_FENCE, 4L), Workloads.EVERYTHING))
        .isFalse();
    assertThat(
            Law.repair(byQueue.with(SIGNALS_PER_FENCE, 4L), Workloads.EVERYTHING)
                .workload()
                .get(SIGNALS_PER_FENCE))
        .isEqualTo(3L);
  }

  @Test
  void contradictionsAreTold() {
    assertThatThrownBy(() ->
            space.pin("qp_type", Members.of("ud")).pin("opcode", Members.of("read")).draw(random))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("loosen");
    assertThatThrownBy(() -> space.pin("send_deep", new Range(1, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no dimension is named send_deep");
    assertThatThrownBy(() -> space.pin("send_depth", new Range(1_000_000, 2_000_000)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("send_depth=1000000 to 2000000 cannot be pinned");
    assertThatThrownBy(() -> space.exclude("direction", DIRECTION.full()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("leaves nothing");
  }

  @Test
  void whatSaysNothingRestsAtItsInitialValue() {
    for (int i = 0; i < 2_000; i++) {
      Workload drawn = space.draw(random);
      for (Dimension<?> dimension : Catalogue.DIMENSIONS) {
        if (!Relevance.applies(dimension, drawn)) {
          assertThat((Object) drawn.get(dimension))
              .as(dimension.name())
              .isEqualTo(dimension.initial());
        }
      }
    }
  }

  @Test
  void anEdgeOfAVectorTakesTheOthersAlong() {
    Workload mix = Workload.initial().with(TILE_BYTES, java.util.List.of(128L, 65536L, 1024L));
    assertThat(TILE_BYTES.smallest().with(mix, 2048).get(TILE_BYTES))
        .containsExactly(2048L, 65536L, 2048L);
    assertThat(TILE_BYTES.largest().with(mix, 512).get(TILE_BYTES))
        .containsExactly(128L, 512L, 512L);
    assertThat(TILE_BYTES.largest().with(mix, 1 << 20).get(TILE_BYTES))
        .containsExactly(128L, 1L << 20, 1024L);
  }
}
