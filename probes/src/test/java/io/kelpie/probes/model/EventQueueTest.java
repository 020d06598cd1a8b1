package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private static final int KINDS = 8;

  private record Event(long time, int number, int kind) {}

  /** Against a sorted list: the same events in the same order, ties in the order of scheduling. */
  @Test
  void eventsComeInOrderOfTimeAndThenOfScheduling() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(5);
    EventQueue queue = new EventQueue();
    for (int pass = 0; pass < 3; pass++) {
      queue.clear();
      PriorityQueue<Event> expected =
          new PriorityQueue<>(
              Comparator.comparingLong(Event::time).thenComparingInt(Event::number));
      List<Event> taken = new ArrayList<>();
      List<Event> inOrder = new ArrayList<>();
      long now = 0;
      for (int number = 0; number < 20_000; number++) {
        int kind = random.nextInt(KINDS);
        // most kinds have a constant delay, as in the model; two are anything
        long time = now + (kind < 2 ? random.nextInt(50) : 10L * kind);
        queue.schedule(time, kind, number);
        expected.add(new Event(time, number, kind));
        while (!expected.isEmpty() && (expected.size() > 300 || random.nextInt(3) == 0)) {
          assertThat(queue.advance()).isTrue();
          now = queue.now();
          taken.add(new Event(now, queue.what(), queue.kind()));
          inOrder.add(expected.remove());
        }
      }
      while (queue.advance()) {
        taken.add(new Event(queue.now(), queue.what(), queue.kind()));
        inOrder.add(expected.remove());
      }
      assertThat(taken).isEqualTo(inOrder);
      assertThat(expected).isEmpty();
    }
  }

  @Test
  void anEmptyQueueHasNoNextEvent() {
    assertThat(new EventQueue().advance()).isFalse();
  }
}
