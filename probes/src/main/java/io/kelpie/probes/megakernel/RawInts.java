package io.kelpie.probes.megakernel;

import static io.kelpie.probes.megakernel.RawWords.MEMORY;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** As {@link RawWords}, in words of four bytes; a word's number is its address over four. */
final class RawInts implements Words {
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  @Override
  public long get(long word) {
    return (int) WORD.getOpaque(MEMORY, word << 2);
  }

  @Override
  public void set(long word, long value) {
    WORD.setOpaque(MEMORY, word << 2, (int) value);
  }

  @Override
  public long add(long word, long value) {
    return (int) WORD.getAndAdd(MEMORY, word << 2, (int) value);
  }
}
