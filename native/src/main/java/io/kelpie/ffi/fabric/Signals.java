package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/**
 * Keeps the virtual machine's signal handlers. Providers and libraries that libfabric is linked
 * with (PSM, PSM2, shm) set handlers of their own for SIGSEGV and others while they are loaded; a
 * virtual machine that stops its threads by SIGSEGV dies of that at its next safepoint.
 */
@SuppressWarnings("restricted")
final class Signals {
  /** More than any C library's {@code struct sigaction} takes. */
  private static final long ROOM = 512;

  /** The signals that are not of the real-time kind. */
  private static final int LAST = 31;

  private static final MethodHandle SIGACTION =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("sigaction"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private Signals() {}

  /** Runs {@code action} and puts every handler back that it has changed. */
  static <T> T keeping(Supplier<T> action) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] before = new MemorySegment[LAST + 1];
      for (int signal = 1; signal <= LAST; signal++) {
        before[signal] = arena.allocate(ROOM, Long.BYTES);
        handler(signal, MemorySegment.NULL, before[signal]);
      }
      try {
        return action.get();
      } finally {
        MemorySegment now = arena.allocate(ROOM, Long.BYTES);
        for (int signal = 1; signal <= LAST; signal++) {
          now.fill((byte) 0);
          handler(signal, MemorySegment.NULL, now);
          if (now.mismatch(before[signal]) >= 0) {
            handler(signal, before[signal], MemorySegment.NULL);
          }
        }
      }
    }
  }

  private static void handler(int signal, MemorySegment set, MemorySegment got) {
    try {
      int status = (int) SIGACTION.invokeExact(signal, set, got);
      assert status == 0 || status == -1;
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
