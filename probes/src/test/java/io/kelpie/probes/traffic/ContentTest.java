package io.kelpie.probes.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTest {
  private static final int MTU = 1024;

  private final MemorySegment memory = Arena.ofAuto().allocate(64 << 10, 4096);

  @ParameterizedTest
  @CsvSource({"32", "40", "1024", "1025", "1031", "1032", "5000", "16384"})
  void isWholeOnlyWithTheLastByteOfEveryBlock(int bytes) {
    Content.write(memory, 128, bytes, MTU, 7, 3);

    assertThat(Content.isWhole(memory, 128, bytes, MTU, 7, 3)).isTrue();
    for (int end = MTU; end < bytes + MTU; end += MTU) {
      long at = 127L + Math.min(end, bytes);
      byte kept = memory.get(ValueLayout.JAVA_BYTE, at);
      memory.set(ValueLayout.JAVA_BYTE, at, (byte) ~kept);
      assertThat(Content.isWhole(memory, 128, bytes, MTU, 7, 3)).as("byte %s", at).isFalse();
      memory.set(ValueLayout.JAVA_BYTE, at, kept);
    }
  }

  @Test
  void thePassBeforeIsStale() {
    Content.write(memory, 0, 4096, MTU, 7, 3);

    assertThat(Content.isWhole(memory, 0, 4096, MTU, 8, 3)).isFalse();
    assertThat(Content.isWhole(memory, 0, 4096, MTU, 7, 4)).isFalse();
  }

  @Test
  void anArrivedPrefixIsNotWhole() {
    MemorySegment source = Arena.ofAuto().allocate(8192, 4096);
    Content.write(source, 0, 8192, MTU, 1, 0);

    for (int arrived = 0; arrived < 8192; arrived += MTU) {
      MemorySegment.copy(source, 0, memory, 0, arrived);
      assertThat(Content.isWhole(memory, 0, 8192, MTU, 1, 0)).isFalse();
    }
    MemorySegment.copy(source, 0, memory, 0, 8192);
    assertThat(Content.isWhole(memory, 0, 8192, MTU, 1, 0)).isTrue();
  }

  @Test
  void tagsOfDifferentPlacesDiffer() {
    Set<Long> tags = new HashSet<>();
    for (int sequence = 1; sequence <= 10; sequence++) {
      for (int tile = 0; tile < 100; tile++) {
        for (int block = 0; block < 16; block++) {
          tags.add(Content.tag(sequence, tile, block));
        }
      }
    }
    assertThat(tags).hasSize(10 * 100 * 16);
  }

  @Test
  void namesSurviveTheirWord() {
    long name = Content.name(0x1_0000_0005L, 999_999);

    assertThat(Content.tile(name)).isEqualTo(999_999);
    assertThat(Content.isOf(0x1_0000_0005L, name)).isTrue();
    assertThat(Content.isOf(6, name)).isFalse();
  }

  @Test
  void immediateDataNameTileAndPass() {
    int immediate = Arrival.immediate(4097, 999_999);

    assertThat(Arrival.tileOf(immediate)).isEqualTo(999_999);
    assertThat(Arrival.isOf(4097, immediate)).isTrue();
    assertThat(Arrival.isOf(4098, immediate)).isFalse();
  }
}
