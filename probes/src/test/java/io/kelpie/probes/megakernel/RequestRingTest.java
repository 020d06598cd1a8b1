package io.kelpie.probes.megakernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.megakernel.Interleavings.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ring's promises in every interleaving of two producers and the proxy: each request is taken
 * once, whole, in the order of its slot, and what it speaks of is there.
 */
class RequestRingTest {
  private static final int ISSUED = 0;
  private static final int CONSUMED = 1;
  private static final int CONTENT = 2;

  /** Fewer than the protocol's, or there are more states than any machine can visit. */
  private static final int WORDS = 2;

  private final int depth = 2;

  private RequestRing ring(Access memory, int interval) {
    return new RequestRing(memory, ISSUED, slots(), CONSUMED, depth, interval, WORDS);
  }

  /** Contents, one a request, then the slots. */
  private int slots() {
    return CONTENT + 4;
  }

  private int words() {
    return slots() + depth * WORDS;
  }

  private Consumer<Access> producer(int first, int count, boolean isFenced, boolean waits) {
    return memory -> {
      RequestRing ring = ring(memory, 1);
      for (int name = first; name < first + count; name++) {
        memory.set(CONTENT + name - 1, name * 100L);
        long slot = ring.reserve();
        memory.attempt();
        if (waits && !ring.hasRoom(slot)) {
          throw memory.failed();
        }
        if (isFenced) {
          memory.fence();
        }
        ring.write(slot, new long[] {name, -name & 0xffff});
      }
    };
  }

  private Consumer<Access> proxy(int requests, int interval) {
    return memory -> {
      RequestRing ring = ring(memory, interval);
      List<Long> names = new ArrayList<>();
      while (names.size() < requests) {
        long[] payload = new long[WORDS];
        memory.attempt();
        if (!ring.take(payload)) {
          throw memory.failed();
        }
        long name = payload[0];
        assertThat(payload[1]).as("both words are of one request").isEqualTo(-name & 0xffff);
        assertThat(names).as("taken once").doesNotContain(name);
        names.add(name);
        assertThat(memory.get(CONTENT + name - 1)).as("its content").isEqualTo(name * 100);
      }
      ring.tell();
    };
  }

  private int explore(int interval, boolean isFenced, boolean waits) {
    return new Interleavings(
            words(),
            List.of(
                producer(1, 2, isFenced, waits),
                producer(3, 1, isFenced, waits),
                proxy(3, interval)))
        .explore();
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void everyRequestIsTakenOnceAndWhole(int interval) {
    assertThat(explore(interval, true, true)).isGreaterThan(1000);
  }

  @Test
  void withoutItsFenceARequestComesBeforeWhatItSpeaksOf() {
    assertThatThrownBy(() -> explore(1, false, true))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its content");
  }

  @Test
  void withoutWaitingForRoomARequestIsLost() {
    assertThatThrownBy(() -> explore(1, true, false)).isInstanceOf(AssertionError.class);
  }

  @Test
  void lapsWrapAround() {
    long[] memory = new long[2 + 2 * Protocol.REQUEST_WORDS];
    Words words =
        new Words() {
          @Override
          public long get(long word) {
            return memory[(int) word];
          }

          @Override
          public void set(long word, long value) {
            memory[(int) word] = value;
          }

          @Override
          public long add(long word, long value) {
            long before = memory[(int) word];
            memory[(int) word] += value;
            return before;
          }
        };
    RequestRing ring = new RequestRing(words, ISSUED, 2, CONSUMED, 2, 1);
    long[] payload = new long[Protocol.REQUEST_WORDS];
    for (long request = 0; request < 3000; request++) {
      assertThat(ring.take(payload)).isFalse();
      long slot = ring.reserve();
      assertThat(ring.hasRoom(slot)).isTrue();
      long[] written = new long[Protocol.REQUEST_WORDS];
      Arrays.fill(written, request << 20);
      ring.write(slot, written);
      assertThat(ring.take(payload)).isTrue();
      assertThat(payload).isEqualTo(written);
    }
    assertThat(ring.taken()).isEqualTo(3000);
  }

  @Test
  void aRingIsAPowerOfTwoAndTellsWithinIt() {
    assertThatThrownBy(() -> new RequestRing(new RawWords(), 0, 0, 0, 3, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RequestRing(new RawWords(), 0, 0, 0, 4, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
