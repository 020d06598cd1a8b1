package io.kelpie.probes.traffic;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SenderTest {
  /** Queues that hold what is posted until the test completes it. */
  private static final class Queues implements Poster {
    final List<Integer> requests = new ArrayList<>();

    /** The most that one call takes. */
    int room = Integer.MAX_VALUE;

    @Override
    public void start(long sequence) {}

    @Override
    public int post(int first, int count) {
      int taken = Math.min(room, count);
      for (int i = 0; i < taken; i++) {
        requests.add(first + i);
      }
      return taken;
    }

    @Override
    public void close() {}
  }

  private final Queues queues = new Queues();

  private record Bench(Program program, Sender sender, StageClock clock) {}

  private Bench bench(Workload workload) {
    return bench(workload, true);
  }

  private Bench bench(Workload workload, boolean inOrder) {
    TileLayout layout = new TileLayout(workload, workload.integer(TILES));
    Program program = Program.of(workload, layout, inOrder);
    StageClock clock = new StageClock(layout.allBytes(), 1000);
    Sender sender =
        new Sender(program, queues, clock, layout.queues(), workload.integer(SEND_DEPTH), inOrder);
    sender.start();
    return new Bench(program, sender, clock);
  }

  private static void runOut(Sender sender) {
    while (sender.advance()) {
      assertThat(sender.isDone()).isFalse();
    }
  }

  @Test
  void aFullQueueStopsTheProxy() {
    Bench bench =
        bench(
            Workload.initial()
                .with(TILES, 10L)
                .with(SEND_DEPTH, 4L)
                .with(SIGNAL, Signal.NOTHING)
                .with(ORDERING, Ordering.NONE));

    runOut(bench.sender);
    assertThat(queues.requests).containsExactly(0, 1, 2, 3);
    assertThat(bench.sender.waiting()).isEqualTo(Stage.POST);
    assertThat(bench.clock.has(Stamp.TAKEN, 4)).isTrue();
    assertThat(bench.clock.has(Stamp.TAKEN, 5)).isFalse();

    bench.sender.completed(0, 1, 5);
    runOut(bench.sender);
    assertThat(queues.requests).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(bench.clock.at(Stamp.COMPLETED, 0)).isEqualTo(5);
    assertThat(bench.clock.at(Stamp.COMPLETED, 1)).isEqualTo(5);
  }

  @Test
  void aDrainTakesNothingUntilAllOfItsQueuesAreEmpty() {
    Bench bench =
        bench(
            Workload.initial()
                .with(TILES, 2L)
                .with(ORDERING, Ordering.DRAIN)
                .with(FENCE_SCOPE, FenceScope.PEER));

    runOut(bench.sender);
    assertThat(queues.requests).containsExactly(0);
    assertThat(bench.sender.waiting()).isEqualTo(Stage.FENCE);
    assertThat(bench.clock.has(Stamp.TAKEN, 1)).isFalse();

    bench.sender.completed(0, 0, 5);
    runOut(bench.sender);
    assertThat(queues.requests).containsExactly(0, 1, 2);
    assertThat(bench.clock.has(Stamp.SIGNAL_POSTED, 0)).isTrue();
    assertThat(bench.sender.waiting()).isEqualTo(Stage.FENCE);
  }

  @Test
  void aChainThatIsRefusedMidwayGoesOnWhereItEnded() {
    Bench bench =
        bench(
            Workload.initial()
                .with(TILES, 6L)
                .with(POST_LIST, 6L)
                .with(SIGNAL, Signal.NOTHING)
                .with(ORDERING, Ordering.NONE));
    queues.room = 4;

    assertThat(bench.sender.advance()).isFalse();
    assertThat(queues.requests).containsExactly(0, 1, 2, 3);
    assertThat(bench.clock.has(Stamp.POSTED, 3)).isTrue();
    assertThat(bench.clock.has(Stamp.POSTED, 4)).isFalse();

    runOut(bench.sender);
    assertThat(queues.requests).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(bench.sender.isDone()).isFalse();
  }

  @Test
  void completionsInAnyOrderRetireWhatIsCompleteInFront() {
    Bench bench =
        bench(
            Workload.initial()
                .with(TILES, 4L)
                .with(CQ_MODERATION, 4L)
                .with(SIGNAL, Signal.NOTHING)
                .with(ORDERING, Ordering.NONE),
            false);
    runOut(bench.sender);
    for (int request = 0; request < 4; request++) {
      assertThat(bench.program.completes(request)).isTrue();
    }

    bench.sender.completed(0, 2, 5);
    assertThat(bench.sender.retired(0)).isZero();
    assertThat(bench.clock.at(Stamp.COMPLETED, 2)).isEqualTo(5);
    assertThat(bench.clock.has(Stamp.COMPLETED, 1)).isFalse();
    bench.sender.completed(0, 0, 6);
    assertThat(bench.sender.retired(0)).isEqualTo(1);
    bench.sender.completed(0, 1, 7);
    assertThat(bench.sender.retired(0)).isEqualTo(3);
    bench.sender.completed(0, 3, 8);
    assertThat(bench.sender.isDone()).isTrue();
  }

  /** Every lawful pass ends, whatever the order and delay of completions over the queues. */
  @Test
  void noProgramGetsStuck() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      Workload workload = random(random);
      queues.requests.clear();
      Bench bench = bench(workload);
      int[] retired = new int[64];
      int idle = 0;
      while (!bench.sender.isDone()) {
        idle = bench.sender.advance() ? 0 : idle + 1;
        assertThat(idle).as("trial %s: %s", trial, workload).isLessThan(10_000);
        complete(bench, retired, random);
      }
      assertThat(queues.requests).hasSize(bench.program.requests());
    }
  }

  /** Completes up to the next request that asked for it, on one random queue. */
  private void complete(Bench bench, int[] retired, SplittableRandom random) {
    int queue = random.nextInt(9);
    int[] order = queue < 9 ? posted(bench, queue) : new int[0];
    for (int i = retired[queue]; i < order.length; i++) {
      if (bench.program.completes(order[i])) {
        bench.sender.completed(queue, i, 7);
        retired[queue] = i + 1;
        return;
      }
    }
  }

  private int[] posted(Bench bench, int queue) {
    return queues.requests.stream()
        .mapToInt(Integer::intValue)
        .filter(request -> bench.program.queue(request) == queue)
        .toArray();
  }

  private static Workload random(SplittableRandom random) {
    long depth = 1L << random.nextInt(6);
    Ordering ordering = Ordering.values()[random.nextInt(4)];
    return Workload.initial()
        .with(TILES, random.nextLong(1, 60))
        .with(PEERS, 3L)
        .with(QPS_PER_PEER, 2L)
        .with(TILE_MAPPING, TileMapping.values()[random.nextInt(3)])
        .with(SEND_DEPTH, depth)
        .with(POST_LIST, random.nextLong(1, Math.max(2, depth / 2 + 1)))
        .with(CQ_MODERATION, random.nextLong(1, Math.max(2, depth / 2 + 1)))
        .with(SIGNALS_PER_FENCE, random.nextLong(1, 20))
        .with(ORDERING, ordering)
        .with(FENCE_SCOPE, FenceScope.values()[random.nextInt(3)])
        .with(FLUSHER, Flusher.values()[random.nextInt(2)])
        .with(
            SIGNAL_QP,
            ordering == Ordering.NONE || ordering == Ordering.DRAIN
                ? SignalQp.values()[random.nextInt(3)]
                : SignalQp.TILE);
  }
}
