package io.kelpie.probes.megakernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.megakernel.Interleavings.Access;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The signals' promises in every interleaving of who tells and who waits, over two passes: what a
 * signal speaks of is there, and no signal of the pass before counts.
 */
class SignalsTest {
  private static final int TILES = 2;
  private static final int PASSES = 2;
  private static final int CONTENT = 0;
  private static final int ENDED = CONTENT + TILES;
  private static final int FIRST = ENDED + 1;

  private static Consumer<Access> teller(boolean isFenced) {
    return memory -> {
      Signals signals = new Signals(memory, FIRST);
      for (int pass = 1; pass <= PASSES; pass++) {
        memory.attempt();
        if (memory.get(ENDED) < pass - 1) {
          throw memory.failed();
        }
        for (int tile = 0; tile < TILES; tile++) {
          memory.set(CONTENT + tile, pass * 100L + tile);
          if (isFenced) {
            memory.fence();
          }
          signals.tell(tile, pass);
        }
      }
    };
  }

  private static void await(Access memory) {
    Signals signals = new Signals(memory, FIRST);
    for (int pass = 1; pass <= PASSES; pass++) {
      for (int tile = 0; tile < TILES; tile++) {
        memory.attempt();
        if (!signals.isTold(tile, pass)) {
          throw memory.failed();
        }
        assertThat(memory.get(CONTENT + tile)).as("its content").isEqualTo(pass * 100L + tile);
      }
      memory.set(ENDED, pass);
    }
  }

  private static int explore(boolean isFenced) {
    return new Interleavings(FIRST + TILES, List.of(teller(isFenced), SignalsTest::await))
        .explore();
  }

  @Test
  void whatASignalSpeaksOfIsThere() {
    assertThat(explore(true)).isGreaterThan(30);
  }

  @Test
  void withoutItsFenceItComesTooEarly() {
    assertThatThrownBy(() -> explore(false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its content");
  }
}
