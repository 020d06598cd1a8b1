package io.kelpie.probes.megakernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** All of this process's memory by address; a word's number is its address over eight. */
@SuppressWarnings("restricted")
final class RawWords implements Words {
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  @Override
  public long get(long word) {
    return (long) WORD.getOpaque(MEMORY, word << 3);
  }

  @Override
  public void set(long word, long value) {
    WORD.setOpaque(MEMORY, word << 3, value);
  }

  @Override
  public long add(long word, long value) {
    return (long) WORD.getAndAdd(MEMORY, word << 3, value);
  }
}
