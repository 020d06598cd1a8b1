package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.HELD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.megakernel.Interleavings.Access;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promises of credits in every interleaving: no tile overwrites another that the receiver has
 * not done with, over two passes and a ring of one or two slots; and whatever comes last of compute
 * and credit, one side alone asks for the tile, with all that it speaks of.
 */
class CreditsTest {
  private static final int TILES = 3;
  private static final int PASSES = 2;

  /** Words: the slots, the pass that ended, a signal a tile, a credit a tile. */
  private record Ring(int slots, boolean isFenced, boolean waits, boolean reads) {
    private int ended() {
      return slots;
    }

    private Signals signals(Access memory) {
      return new Signals(memory, slots + 1);
    }

    private Signals credits(Access memory) {
      return new Signals(memory, slots + 1 + TILES);
    }

    private static long content(int pass, int tile) {
      return pass * 100L + tile;
    }

    private void send(Access memory) {
      for (int pass = 1; pass <= PASSES; pass++) {
        memory.attempt();
        if (memory.get(ended()) < pass - 1) {
          throw memory.failed();
        }
        for (int tile = 0; tile < TILES; tile++) {
          memory.attempt();
          if (waits && tile >= slots && !credits(memory).isTold(tile - slots, pass)) {
            throw memory.failed();
          }
          memory.set(tile % slots, content(pass, tile));
          if (isFenced) {
            memory.fence();
          }
          signals(memory).tell(tile, pass);
        }
      }
    }

    private void receive(Access memory) {
      for (int pass = 1; pass <= PASSES; pass++) {
        for (int tile = 0; tile < TILES; tile++) {
          memory.attempt();
          if (!signals(memory).isTold(tile, pass)) {
            throw memory.failed();
          }
          if (!reads) {
            credits(memory).tell(tile, pass);
          }
          assertThat(memory.get(tile % slots)).as("its content").isEqualTo(content(pass, tile));
          if (reads) {
            credits(memory).tell(tile, pass);
          }
        }
        memory.set(ended(), pass);
      }
    }

    private int explore() {
      return new Interleavings(slots + 1 + 2 * TILES, List.of(this::send, this::receive)).explore();
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void noTileOverwritesAnotherThatIsNotDoneWith(int slots) {
    assertThat(new Ring(slots, true, true, true).explore()).isGreaterThan(40);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void aCreditBeforeItsTileIsReadIsTooEarly(int slots) {
    assertThatThrownBy(() -> new Ring(slots, true, true, false).explore())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its content");
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void whoDoesNotWaitForCreditOverwrites(int slots) {
    assertThatThrownBy(() -> new Ring(slots, true, false, true).explore())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its content");
  }

  @Test
  void aSignalBeforeItsTileIsTooEarlyInARingToo() {
    assertThatThrownBy(() -> new Ring(1, false, true, true).explore())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its content");
  }

  private static final int GATE = 0;
  private static final int CREDIT = 1;
  private static final int READY = 2;
  private static final int ASKED = 3;
  private static final int PARTS = 2;

  /** Memory begins with zeros, and a gate with what its tile waits for. */
  private record Begun(Access memory) implements Words {
    @Override
    public long get(long word) {
      return memory.get(word);
    }

    @Override
    public void set(long word, long value) {
      memory.set(word, value);
    }

    @Override
    public long add(long word, long value) {
      return memory.add(word, value) + PARTS + 2L * HELD;
    }
  }

  private static Gate gate(Access memory) {
    return new Gate(new Begun(memory), GATE);
  }

  private static int contentOf(int part) {
    return ASKED + 1 + part;
  }

  private static void ask(Access memory) {
    assertThat(memory.add(ASKED, 1)).as("asked for once").isZero();
    assertThat(memory.get(READY)).as("when it was ready").isEqualTo(1);
    for (int part = 0; part < PARTS; part++) {
      assertThat(memory.get(contentOf(part))).as("its content").isEqualTo(7);
    }
    assertThat(memory.get(CREDIT)).as("its credit").isEqualTo(1);
  }

  private static Consumer<Access> task(int part, boolean isFenced) {
    return memory -> {
      memory.set(contentOf(part), 7);
      if (isFenced) {
        memory.fence();
      }
      if (!Gate.isComputed(gate(memory).part(0))) {
        return;
      }
      memory.set(READY, 1);
      if (isFenced) {
        memory.fence();
      }
      if (gate(memory).let(0)) {
        ask(memory);
      }
    };
  }

  private static void poll(Access memory) {
    memory.attempt();
    if (memory.get(CREDIT) == 0) {
      throw memory.failed();
    }
    if (gate(memory).let(0)) {
      ask(memory);
    }
  }

  private static int gate(boolean isFenced) {
    return new Interleavings(
            ASKED + 1 + PARTS,
            List.of(
                task(0, isFenced),
                task(1, isFenced),
                CreditsTest::poll,
                memory -> memory.set(CREDIT, 1),
                memory -> {
                  memory.attempt();
                  if (memory.get(ASKED) == 0) {
                    throw memory.failed();
                  }
                }))
        .explore();
  }

  @Test
  void oneSideAloneAsksForATile() {
    assertThat(gate(true)).isGreaterThan(100);
  }

  @Test
  void withoutItsFenceOneAsksForWhatIsNotThere() {
    assertThatThrownBy(() -> gate(false)).isInstanceOf(AssertionError.class);
  }
}
