package io.kelpie.ffi.verbs;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * One exported C function, for calls off the data path: errno is captured and a failure becomes a
 * {@link VerbsException}.
 */
@SuppressWarnings("restricted")
final class Call {
  /**
   * What a function returned ({@code null} for void, which no caller reads) and errno right after
   * it.
   */
  record Answer(Object value, int errno) {}

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));

  private final String name;
  private final MethodHandle handle;

  Call(String name, MemorySegment address, FunctionDescriptor descriptor) {
    this.name = name;
    MethodHandle raw =
        Linker.nativeLinker()
            .downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"));
    int arguments = descriptor.argumentLayouts().size();
    this.handle =
        raw.asType(raw.type().generic().changeParameterType(0, MemorySegment.class))
            .asSpreader(1, Object[].class, arguments);
  }

  String name() {
    return name;
  }

  /** Calls the function and judges nothing. */
  Answer invoke(Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      Object value = (Object) handle.invokeExact(state, arguments);
      return new Answer(value, state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET));
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(name, impossible);
    }
  }

  /** Calls a function that answers a pointer, or NULL and errno. */
  MemorySegment pointer(Object... arguments) {
    Answer answer = invoke(arguments);
    MemorySegment pointer = (MemorySegment) answer.value();
    if (pointer.address() == 0) {
      throw failure(answer.errno());
    }
    return pointer;
  }

  /** Calls a function that answers 0, or an error number, or -1 and errno. */
  void check(Object... arguments) {
    Answer answer = invoke(arguments);
    int status = (int) answer.value();
    if (status != 0) {
      throw failure(status > 0 ? status : answer.errno());
    }
  }

  /** Calls a function that answers a count, or an error number negated. */
  long count(Object... arguments) {
    long count = (long) invoke(arguments).value();
    if (count < 0) {
      throw failure((int) -count);
    }
    return count;
  }

  private VerbsException failure(int errno) {
    return new VerbsException(name, errno, Remedies.of(name, errno));
  }
}
