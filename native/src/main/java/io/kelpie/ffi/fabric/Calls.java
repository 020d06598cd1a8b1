package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_h;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions that libfabric exports; loading this class loads the library and finds them all.
 */
@SuppressWarnings("restricted")
final class Calls {
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle GETINFO =
      LINKER.downcallHandle(fabric_h.fi_getinfo$address(), fabric_h.fi_getinfo$descriptor());
  private static final MethodHandle FREEINFO =
      LINKER.downcallHandle(fabric_h.fi_freeinfo$address(), fabric_h.fi_freeinfo$descriptor());
  private static final MethodHandle DUPINFO =
      LINKER.downcallHandle(fabric_h.fi_dupinfo$address(), fabric_h.fi_dupinfo$descriptor());
  private static final MethodHandle FABRIC =
      LINKER.downcallHandle(fabric_h.fi_fabric$address(), fabric_h.fi_fabric$descriptor());
  private static final MethodHandle VERSION =
      LINKER.downcallHandle(fabric_h.fi_version$address(), fabric_h.fi_version$descriptor());
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(fabric_h.fi_strerror$address(), fabric_h.fi_strerror$descriptor());

  private Calls() {}

  /** Loads the library. */
  static void load() {}

  /** Answers 0 with the list in {@code found}, or an error number negated. */
  static int getInfo(int version, MemorySegment hints, MemorySegment found) {
    try {
      return (int)
          GETINFO.invokeExact(version, MemorySegment.NULL, MemorySegment.NULL, 0L, hints, found);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  static void freeInfo(MemorySegment info) {
    try {
      FREEINFO.invokeExact(info);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /** A copy of one entry, without those behind it; NULL where memory lacks. */
  static MemorySegment dupInfo(MemorySegment info) {
    try {
      return (MemorySegment) DUPINFO.invokeExact(info);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  static int fabric(MemorySegment attributes, MemorySegment opened) {
    try {
      return (int) FABRIC.invokeExact(attributes, opened, MemorySegment.NULL);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /**
   * The library's own version: the major number above the low 16 bits, the minor number in them.
   */
  static int version() {
    try {
      return (int) VERSION.invokeExact();
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /** The library's text for an error number, positive or negative. */
  static String strerror(int errno) {
    try {
      return text((MemorySegment) STRERROR.invokeExact(Math.abs(errno)));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /** The NUL-terminated string at {@code pointer}; empty for NULL. */
  static String text(MemorySegment pointer) {
    return pointer.address() == 0 ? "" : pointer.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
