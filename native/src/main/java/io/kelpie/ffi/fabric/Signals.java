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
 * with (PSM, PSM2, shm) set handlers of their own for SIGSEGV and others; a virtual machine that
 * learns of null references and stops its threads by SIGSEGV dies of that. PSM is told not to set
 * any, by the environment variable that its library reads while it is loaded: between its handlers
 * and their removal another thread may need the machine's. The others' are taken out again.
 */
@SuppressWarnings("restricted")
final class Signals {
  /** More than any C library's {@code struct sigaction} takes. */
  private static final long ROOM = 512;

  /** The signals that are not of the real-time kind. */
  private static final int LAST = 31;

  /** What keeps libinfinipath, the library under PSM, from setting handlers. */
  private static final String NO_PSM_HANDLERS = "IPATH_NO_BACKTRACE";

  private static final MethodHandle SIGACTION =
      function("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SETENV =
      function("setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

  private Signals() {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  /**
   * Runs {@code action} and puts every handler back that it has changed. One at a time: two at once
   * would take the handlers that the other's action set for those to put back.
   */
  static synchronized <T> T keeping(Supplier<T> action) {
    set(NO_PSM_HANDLERS);
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

  /** Sets an environment variable for the libraries that this process loads. */
  private static void set(String variable) {
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int) SETENV.invokeExact(arena.allocateFrom(variable), arena.allocateFrom("1"), 0);
      assert status == 0;
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
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
