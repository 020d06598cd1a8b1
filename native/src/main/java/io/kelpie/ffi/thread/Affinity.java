package io.kelpie.ffi.thread;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The calling thread kept on one processor until this is closed by the same thread ({@code
 * sched_setaffinity} of thread 0). Threads that it starts meanwhile inherit that.
 */
@SuppressWarnings("restricted")
public final class Affinity implements AutoCloseable {
  /** Bytes of {@code cpu_set_t}: 1,024 processors. */
  private static final int SET_BYTES = 128;

  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle GET = handle("sched_getaffinity");
  private static final MethodHandle SET = handle("sched_setaffinity");

  private final BitSet before;

  private Affinity(BitSet before) {
    this.before = before;
  }

  private static MethodHandle handle(String name) {
    return Linker.nativeLinker()
        .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), SIGNATURE);
  }

  /** The processors on which the calling thread may run, ascending. */
  public static List<Integer> allowed() {
    return get().stream().boxed().toList();
  }

  /**
   * Keeps the calling thread on a processor.
   *
   * @throws IllegalArgumentException where it may not run there, naming those where it may
   */
  public static Affinity pin(int processor) {
    BitSet before = get();
    if (processor < 0 || !before.get(processor)) {
      throw new IllegalArgumentException(
          "no thread of this process may run on processor %d: it has %s"
              .formatted(processor, before));
    }
    BitSet only = new BitSet();
    only.set(processor);
    set(only);
    return new Affinity(before);
  }

  /**
   * Reads a list of processors as the kernel writes it in sysfs, {@code 0-3,8}; empty text is none.
   *
   * @throws NumberFormatException where it is written otherwise
   */
  public static List<Integer> listed(String text) {
    return Arrays.stream(text.strip().split(",", -1))
        .filter(part -> !part.isEmpty())
        .flatMap(part -> {
          String[] ends = part.split("-", 2);
          return IntStream.rangeClosed(
                  Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
              .boxed();
        })
        .toList();
  }

  private static BitSet get() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
      call(GET, set);
      return BitSet.valueOf(set.asByteBuffer());
    }
  }

  private static void set(BitSet processors) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
      MemorySegment.copy(
          MemorySegment.ofArray(processors.toByteArray()),
          0,
          set,
          0,
          processors.toByteArray().length);
      call(SET, set);
    }
  }

  private static void call(MethodHandle handle, MemorySegment set) {
    int status;
    try {
      status = (int) handle.invokeExact(0, (long) SET_BYTES, set);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    if (status != 0) {
      throw new IllegalStateException("the kernel does not say or set where a thread runs");
    }
  }

  @Override
  public void close() {
    set(before);
  }
}
