package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** The two functions of the C library that the façade needs. */
@SuppressWarnings("restricted")
final class Libc {
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EPERM = 1;
  static final int ENOSYS = 38;

  private static final short POLLIN = 1;
  private static final MemoryLayout POLLFD =
      MemoryLayout.structLayout(
          JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));
  private static final long EVENTS_OFFSET =
      POLLFD.byteOffset(MemoryLayout.PathElement.groupElement("events"));

  private static final Call STRERROR = call("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final Call POLL =
      call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private Libc() {}

  /** The C library's text for an error number. */
  static String strerror(int errno) {
    return text((MemorySegment) STRERROR.invoke(errno).value());
  }

  /** The NUL-terminated string at {@code pointer}, which has no bound of its own. */
  static String text(MemorySegment pointer) {
    return pointer.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /**
   * Waits until {@code fd} can be read.
   *
   * @param timeout the longest wait, zero for none; milliseconds count, what is finer is rounded up
   * @return whether it can be read
   */
  static boolean awaitReadable(int fd, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(POLLFD);
      request.set(JAVA_INT, 0, fd);
      request.set(JAVA_SHORT, EVENTS_OFFSET, POLLIN);
      while (true) {
        long nanos = Math.max(0, deadline - System.nanoTime());
        int millis = (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
        Call.Answer answer = POLL.invoke(request, 1L, millis);
        int ready = (int) answer.value();
        if (ready >= 0) {
          return ready > 0;
        }
        if (answer.errno() != EINTR) {
          throw new VerbsException("poll", answer.errno());
        }
      }
    }
  }

  private static Call call(String name, FunctionDescriptor descriptor) {
    return new Call(name, Linker.nativeLinker().defaultLookup().findOrThrow(name), descriptor);
  }
}
