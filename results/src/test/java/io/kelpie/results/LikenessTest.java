package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Stage;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LikenessTest {
  /** Of a device whose counters tell nothing. */
  private static final Finding ONE =
      FindingBuilder.like(Findings.serialised()).signature(Signature.NONE).build();

  private static final Map<String, Double> MISSES = Map.of("hw/cache_miss", 2.0, "hw/stalls", 0.0);
  private static final Map<String, Double> STALLS = Map.of("hw/cache_miss", 0.0, "hw/stalls", 3.0);

  private static Finding reduced(Condition... conditions) {
    return Findings.reduced(ONE, ONE.symptom(), ONE.workload(), List.of(conditions));
  }

  private static void assertAlike(Finding other, boolean alike) {
    assertAlike(ONE, other, alike);
  }

  @Test
  void aBorderBisectedElsewhereIsTheSame() {
    assertAlike(
        reduced(
            new Condition("ordering", Values.Members.of("nic_fence")),
            new Condition("signal", Values.Members.of("fetch_add")),
            new Condition("tiles", new Values.Range(9, 900))),
        true);
  }

  @Test
  void aConditionMoreOrLessIsTheSame() {
    assertAlike(
        reduced(
            new Condition("ordering", Values.Members.of("nic_fence")),
            new Condition("qps_per_peer", new Values.Range(1, 4))),
        true);
  }

  /** The stage is evidence, no veto: noise may move the blocked time to the next one. */
  @Test
  void anotherStageAloneIsTheSame() {
    assertAlike(Findings.blockedAt(ONE, Stage.FENCE), true);
    assertThat(
            Likeness.same(
                Findings.blockedAt(ONE, Stage.FENCE),
                reduced(
                    new Condition("ordering", Values.Members.of("nic_fence")),
                    new Condition("qps_per_peer", new Values.Range(1, 4)))))
        .isFalse();
  }

  /** What two of the bench's hunts said of a cache of contexts: one left the queue pairs out. */
  @Test
  void aWorkloadThatTheOthersConditionsHoldIsTheSame() {
    Finding one =
        slow(
            new Condition("tile_bytes.largest", new Values.Range(32, 40_122)),
            new Condition("tiles", new Values.Range(29, 1024)));
    Condition[] more = {
      new Condition("direction", Values.Members.of("loopback_beside_remote")),
      new Condition("tile_mapping", Values.Members.of("by_expert", "round_robin")),
      new Condition("signal", Values.Members.of("fetch_add", "inline_write", "send")),
      new Condition("tile_bytes.smallest", new Values.Range(32, 40_693)),
      new Condition("tiles", new Values.Range(113, 1024)),
      new Condition("qps_per_peer", new Values.Range(2, 1024))
    };
    Finding other = slow(more);
    assertThat(one.region().contains(other.workload())).isTrue();
    assertThat(other.region().contains(one.workload())).isFalse();
    assertThat(Likeness.same(one, other)).isTrue();
    assertThat(Likeness.same(other, one)).isTrue();
    Finding larger = slow(other.workload().with(Catalogue.TILE_BYTES, List.of(65_536L)), more);
    assertThat(Likeness.same(one, larger)).isFalse();
    assertThat(Likeness.same(larger, one)).isFalse();
  }

  @Test
  void aCacheOfRegionsAndOneOfContextsAreTwo() {
    Finding regions =
        slow(
            new Condition("tile_bytes.smallest", new Values.Range(32, 1315)),
            new Condition("tile_bytes.largest", new Values.Range(32, 2252)),
            new Condition("regions", new Values.Range(8449, 32768)));
    Finding contexts =
        slow(
            new Condition("tile_mapping", Values.Members.of("by_expert", "round_robin")),
            new Condition("tiles", new Values.Range(341, 1024)),
            new Condition("qps_per_peer", new Values.Range(301, 1024)),
            new Condition("receives_posted", new Values.Range(2, 2)));
    assertThat(Likeness.same(regions, contexts)).isFalse();
    assertThat(Likeness.same(contexts, regions)).isFalse();
  }

  @Test
  void aSpecialCaseWithAnotherBorderIsTheSame() {
    Finding plain = slow(new Condition("regions", new Values.Range(12000, 200_000)));
    Finding special =
        slow(
            new Condition("tile_bytes.largest", new Values.Range(32, 436)),
            new Condition("receives_posted", new Values.Range(2, 4)),
            new Condition("regions", new Values.Range(11561, 32768)));
    assertThat(Likeness.same(plain, special)).isTrue();
    assertThat(Likeness.same(special, plain)).isTrue();
  }

  /** A READ is what the one needs, and the other is shown without. */
  @Test
  void whatTheOtherShowsItWithoutIsNotItsCondition() {
    Finding reads =
        slow(
            Workload.initial()
                .with(Catalogue.SIGNAL, Signal.COMPLETION)
                .with(Catalogue.ORDERING, Ordering.NONE)
                .with(Catalogue.OPCODE, Opcode.READ),
            new Condition("direction", Values.Members.of("both_ways", "one_way")),
            new Condition("opcode", Values.Members.of("read")),
            new Condition("path_mtu", new Values.Range(1024, 1024)),
            new Condition("qps_per_peer", new Values.Range(548, 1024)),
            new Condition("post_list", new Values.Range(8, 128)));
    Condition[] lists = {
      new Condition("direction", Values.Members.of("both_ways", "loopback_beside_receive")),
      new Condition("path_mtu", new Values.Range(1024, 1024)),
      new Condition("qps_per_peer", new Values.Range(300, 1024)),
      new Condition("post_list", new Values.Range(16, 128))
    };
    Workload both =
        Workload.initial()
            .with(Catalogue.DIRECTION, Direction.BOTH_WAYS)
            .with(Catalogue.PATH_MTU, 1024L)
            .with(Catalogue.QPS_PER_PEER, 1024L)
            .with(Catalogue.POST_LIST, 128L);
    Finding writes = slow(both, lists);
    assertThat(Likeness.same(reads, writes)).isFalse();
    assertThat(Likeness.same(writes, reads)).isFalse();
    Finding readsToo =
        slow(
            both.with(Catalogue.SIGNAL, Signal.COMPLETION)
                .with(Catalogue.ORDERING, Ordering.NONE)
                .with(Catalogue.OPCODE, Opcode.READ),
            lists);
    assertThat(Likeness.same(reads, readsToo)).isTrue();
  }

  @Test
  void eitherEndOfTheSizesSpeaksOfTheTiles() {
    Workload loop =
        Workload.initial()
            .with(Catalogue.DIRECTION, Direction.LOOPBACK_BESIDE_RECEIVE)
            .with(Catalogue.TILE_BYTES, List.of(65_536L));
    Finding smallest =
        slow(loop, new Condition("tile_bytes.smallest", new Values.Range(21_036, 131_072)));
    Finding largest =
        slow(loop, new Condition("tile_bytes.largest", new Values.Range(32_116, 131_072)));
    assertThat(Likeness.same(smallest, largest)).isTrue();
    Finding small =
        slow(
            loop.with(Catalogue.TILE_BYTES, List.of(512L)),
            new Condition("tile_bytes.largest", new Values.Range(32, 941)));
    assertThat(Likeness.same(smallest, small)).isFalse();
  }

  /** A byte beyond a packet costs a packet, at each number of packets. */
  @Test
  void sizesThatEndAlikeInTheirLastPacketAreTheSame() {
    Finding five = sized(4097);
    assertThat(Likeness.same(five, sized(57_345))).isTrue();
    assertThat(Likeness.same(five, sized(57_346))).isFalse();
    assertAlike(counting(five, MISSES), counting(sized(57_345), MISSES), true);
    assertAlike(counting(five, MISSES), counting(sized(57_346), MISSES), false);
    assertThat(Likeness.same(sized(4096), sized(57_344))).isFalse();
  }

  private static Finding sized(long bytes) {
    return slow(
        Workload.initial().with(Catalogue.TILE_BYTES, List.of(bytes)),
        new Condition("tile_bytes.largest", new Values.Range(bytes, bytes)));
  }

  private static Finding slow(Condition... conditions) {
    Workload met = Workload.initial();
    for (Condition condition : conditions) {
      if (!condition.holds(met)) {
        met = met(condition, met);
      }
    }
    return slow(met, conditions);
  }

  private static Workload met(Condition condition, Workload workload) {
    return switch (condition.feature()) {
      case Facet.Choice choice ->
          choice.with(workload, ((Values.Members) condition.values()).words().first());
      case Facet.Numeric number -> number.with(workload, condition.values().hull().high());
      default -> throw new AssertionError(condition + " cannot be set by itself");
    };
  }

  private static Finding slow(Workload workload, Condition... conditions) {
    return Findings.blockedAt(
        Findings.reduced(ONE, Symptom.LOW_GOODPUT, workload, List.of(conditions)), null);
  }

  @Test
  void anotherChoiceIsAnother() {
    Condition drain = new Condition("ordering", Values.Members.of("drain"));
    assertAlike(
        Findings.reduced(
            ONE,
            ONE.symptom(),
            ONE.workload().with(Catalogue.ORDERING, Ordering.DRAIN),
            List.of(drain)),
        false);
  }

  @Test
  void anotherSymptomIsAnother() {
    assertAlike(Findings.reduced(ONE, Symptom.TAIL, ONE.workload(), ONE.conditions()), false);
  }

  /**
   * What two of the bench's hunts said of receives that run out: by immediate data, and by sends.
   */
  @Test
  void aSecondWayInIsKnownByWhatItDoesToCounters() {
    Finding immediates =
        slow(
            new Condition("signal", Values.Members.of("immediate")),
            new Condition("tile_bytes.smallest", new Values.Range(32, 1784)),
            new Condition("tiles", new Values.Range(122, 1024)),
            new Condition("receives_posted", new Values.Range(152, 256)),
            new Condition("post_list", new Values.Range(67, 128)));
    Finding sends =
        slow(
            new Condition("signal", Values.Members.of("send")),
            new Condition("tile_bytes.smallest", new Values.Range(32, 1614)),
            new Condition("tiles", new Values.Range(54, 1024)),
            new Condition("receives_posted", new Values.Range(152, 256)),
            new Condition("post_list", new Values.Range(32, 128)));
    assertThat(Likeness.same(immediates, sends)).isFalse();
    assertAlike(counting(immediates, MISSES), counting(sends, MISSES), true);
    assertAlike(counting(immediates, MISSES), counting(sends, STALLS), false);
    assertAlike(counting(immediates, MISSES), sends, false);
  }

  @Test
  void overlappingConditionsOfUnlikeCountersAreTwo() {
    Condition size = new Condition("tile_bytes.largest", new Values.Range(32, 2048));
    Condition pairs = new Condition("qps_per_peer", new Values.Range(300, 1024));
    Finding one = slow(size, pairs);
    Finding other =
        slow(
            size,
            pairs,
            new Condition("post_list", new Values.Range(8, 128)),
            new Condition("regions", new Values.Range(2000, 32_768)));
    assertAlike(one, other, true);
    assertAlike(counting(one, MISSES), counting(other, MISSES), true);
    assertAlike(counting(one, MISSES), counting(other, STALLS), false);
  }

  /** Counters alone make no anomaly of two that share neither conditions nor workload. */
  @Test
  void likeCountersAloneAreTwo() {
    Finding small = slow(new Condition("tile_bytes.largest", new Values.Range(32, 64)));
    Finding large = slow(new Condition("tile_bytes.smallest", new Values.Range(65_536, 131_072)));
    assertAlike(counting(small, MISSES), counting(large, MISSES), false);
  }

  /** A fence and a drain leave the device's counters as they are. */
  @Test
  void whatWaitsAtAStageIsNotToldByCounters() {
    Finding drain =
        Findings.reduced(
            ONE,
            ONE.symptom(),
            ONE.workload().with(Catalogue.ORDERING, Ordering.DRAIN),
            List.of(
                new Condition("ordering", Values.Members.of("drain")),
                new Condition("signal", Values.Members.of("fetch_add", "compare_swap"))));
    assertAlike(counting(ONE, MISSES), counting(drain, MISSES), false);
  }

  private static Finding counting(Finding finding, Map<String, Double> perPacket) {
    return FindingBuilder.like(finding).signature(new Signature(new TreeMap<>(perPacket))).build();
  }

  private static void assertAlike(Finding one, Finding other, boolean alike) {
    assertThat(Likeness.same(one, other)).isEqualTo(alike);
    assertThat(Likeness.same(other, one)).isEqualTo(alike);
  }

  /** Without a region of its own, an event that comes and goes must not swallow every other. */
  @Test
  void anIntermittentEventIsKnownByItsWorkload() {
    Finding event = Findings.reduced(ONE, Symptom.DISORDER, ONE.workload(), ONE.conditions());
    Finding intermittent = Findings.intermittent(event, ONE.workload());
    assertThat(intermittent.intermittent()).isTrue();
    assertThat(Likeness.same(event, intermittent)).isTrue();
    Finding elsewhere =
        Findings.intermittent(event, ONE.workload().with(Catalogue.ORDERING, Ordering.DRAIN));
    assertThat(Likeness.same(event, elsewhere)).isFalse();
    assertThat(Likeness.same(elsewhere, event)).isFalse();
  }
}
