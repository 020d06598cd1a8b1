package io.kelpie.probes.traffic;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private static final Workload FOUR = Workload.initial().with(TILES, 4L);

  /**
   * A pass in words: t a tile, s a signal, ! fenced, * with completion; | between chains; D a
   * drain.
   */
  private static String words(Workload workload) {
    Program program = program(workload);
    List<String> turns = new ArrayList<>();
    for (int turn = 0; turn < program.turns(); turn++) {
      if (program.isDrain(turn)) {
        turns.add("D" + Arrays.toString(program.drain(turn)).replace(", ", ""));
      } else {
        StringBuilder chain = new StringBuilder();
        for (int i = 0; i < program.length(turn); i++) {
          int request = program.start(turn) + i;
          chain
              .append(program.isSignal(request) ? "s" : "t")
              .append(program.tile(request))
              .append(program.fenced(request) ? "!" : "")
              .append(program.completes(request) ? "*" : "");
        }
        turns.add(chain.toString());
      }
    }
    return String.join(" ", turns);
  }

  private static Program program(Workload workload) {
    return Program.of(workload, new TileLayout(workload, workload.integer(TILES)));
  }

  @Test
  void putOnlyPostsTilesAlone() {
    assertThat(words(FOUR.with(SIGNAL, Signal.NOTHING).with(ORDERING, Ordering.NONE)))
        .isEqualTo("t0* t1* t2* t3*");
  }

  @Test
  void aSignalFollowsItsTile() {
    assertThat(words(FOUR)).isEqualTo("t0* s0 t1* s1 t2* s2 t3* s3*");
  }

  @Test
  void aDrainStandsBeforeEverySignal() {
    assertThat(words(FOUR.with(ORDERING, Ordering.DRAIN).with(FENCE_SCOPE, FenceScope.QP)))
        .isEqualTo(
            "t0* D[0] s0* t1* D[0] s1* t2* D[0] s2* t3* D[0] s3*"
                .replace("s0*", "s0")
                .replace("s1*", "s1")
                .replace("s2*", "s2"));
  }

  @Test
  void aGroupSharesItsDrain() {
    assertThat(
            words(
                FOUR.with(ORDERING, Ordering.DRAIN)
                    .with(FENCE_SCOPE, FenceScope.QP)
                    .with(SIGNALS_PER_FENCE, 3L)))
        .isEqualTo("t0* t1* t2* D[0] s0 s1 s2 t3* D[0] s3*");
  }

  @Test
  void aLeaderFlushesBehindWhatIsInTheRing() {
    assertThat(
            words(
                FOUR.with(ORDERING, Ordering.DRAIN)
                    .with(FENCE_SCOPE, FenceScope.QP)
                    .with(SIGNALS_PER_FENCE, 2L)
                    .with(FLUSHER, Flusher.LEADER)))
        .isEqualTo("t0* t1* t2* t3* D[0] s0 s1* D[0] s2 s3*");
  }

  @Test
  void aNicFenceMarksTheFirstSignalOfItsGroup() {
    assertThat(words(FOUR.with(ORDERING, Ordering.NIC_FENCE).with(SIGNALS_PER_FENCE, 2L)))
        .isEqualTo("t0* t1* s0! s1 t2* t3* s2! s3*");
  }

  @Test
  void aListChainsTilesAndSignalsOfOneQueue() {
    assertThat(words(FOUR.with(POST_LIST, 3L))).isEqualTo("t0*s0t1* s1t2*s2 t3*s3*");
  }

  @Test
  void aDrainPostsWhatAListHolds() {
    assertThat(
            words(
                FOUR.with(POST_LIST, 8L)
                    .with(ORDERING, Ordering.DRAIN)
                    .with(FENCE_SCOPE, FenceScope.QP)
                    .with(CQ_MODERATION, 8L)))
        .isEqualTo("t0* D[0] s0t1* D[0] s1t2* D[0] s2t3* D[0] s3*");
  }

  @Test
  void aTileIsPostedBeforeItsSignalOnAnotherQueue() {
    assertThat(
            words(
                FOUR.with(POST_LIST, 2L)
                    .with(ORDERING, Ordering.NONE)
                    .with(SIGNAL_QP, SignalQp.CONTROL)))
        .isEqualTo("t0* t1* s0s1* t2* t3* s2s3*".replace("s0s1*", "s0s1"));
  }

  @Test
  void moderationAsksForEveryNthCompletionAndTheLast() {
    assertThat(
            words(
                FOUR.with(SIGNAL, Signal.NOTHING)
                    .with(ORDERING, Ordering.NONE)
                    .with(CQ_MODERATION, 3L)))
        .isEqualTo("t0 t1 t2* t3*");
  }

  @Test
  void halfTheQueueIsTheMostWithoutACompletion() {
    Workload shallow =
        Workload.initial()
            .with(TILES, 64L)
            .with(SEND_DEPTH, 8L)
            .with(CQ_MODERATION, 4L)
            .with(SIGNAL_QP, SignalQp.CONTROL)
            .with(ORDERING, Ordering.NONE);
    Program program = program(shallow);
    int[] control = program.ofQueue(1);

    assertThat(control).hasSize(64);
    assertThat(IntStream.range(0, 64).filter(i -> program.completes(control[i])).boxed().toList())
        .isEqualTo(IntStream.range(0, 64).filter(i -> i % 4 == 3).boxed().toList());
  }

  @Test
  void scopesNameTheirQueues() {
    Workload wide =
        FOUR.with(PEERS, 2L)
            .with(QPS_PER_PEER, 2L)
            .with(TILE_MAPPING, TileMapping.ROUND_ROBIN)
            .with(ORDERING, Ordering.DRAIN);

    assertThat(words(wide.with(FENCE_SCOPE, FenceScope.QP)))
        .isEqualTo("t0* D[0] s0* t1* D[2] s1* t2* D[1] s2* t3* D[3] s3*");
    assertThat(words(wide.with(FENCE_SCOPE, FenceScope.PEER)))
        .isEqualTo("t0* D[014] s0* t1* D[235] s1* t2* D[014] s2* t3* D[235] s3*");
    assertThat(words(wide.with(FENCE_SCOPE, FenceScope.ENDPOINT)))
        .isEqualTo("t0* D[012345] s0* t1* D[012345] s1* t2* D[012345] s2* t3* D[012345] s3*");
  }

  @Test
  void everyTileAndSignalIsPostedOnceAndTheLastOfEachQueueCompletes() {
    for (Ordering ordering : Ordering.values()) {
      Workload workload =
          Workload.initial()
              .with(TILES, 37L)
              .with(PEERS, 3L)
              .with(QPS_PER_PEER, 2L)
              .with(TILE_MAPPING, TileMapping.BY_EXPERT)
              .with(ORDERING, ordering)
              .with(SIGNALS_PER_FENCE, 5L)
              .with(POST_LIST, 4L)
              .with(CQ_MODERATION, 7L);
      Program program = program(workload);
      int[] tiles = new int[37];
      int[] signals = new int[37];
      for (int i = 0; i < program.requests(); i++) {
        (program.isSignal(i) ? signals : tiles)[program.tile(i)]++;
      }

      assertThat(tiles).containsOnly(1);
      assertThat(signals).containsOnly(1);
      for (int queue = 0; queue < 9; queue++) {
        int[] requests = program.ofQueue(queue);
        if (requests.length > 0) {
          assertThat(program.completes(requests[requests.length - 1])).isTrue();
        }
      }
    }
  }
}
