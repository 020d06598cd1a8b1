package io.kelpie.ffi.cuda;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jcuda.Pointer;

/** One argument of a kernel. */
public final class Argument {
  private final Pointer pointer;

  private Argument(Pointer pointer) {
    this.pointer = pointer;
  }

  /** A structure by value, in native memory. */
  public static Argument of(MemorySegment structure) {
    return new Argument(Pointer.to(structure.asByteBuffer()));
  }

  /** A number of 64 bits, or an address. */
  public static Argument of(long value) {
    return new Argument(Pointer.to(new long[] {value}));
  }

  /** A number of 32 bits. */
  public static Argument of(int value) {
    return new Argument(Pointer.to(new int[] {value}));
  }

  public static Argument of(float value) {
    return new Argument(Pointer.to(new float[] {value}));
  }

  static Pointer pointers(Argument... arguments) {
    return Pointer.to(
        Arrays.stream(arguments).map(argument -> argument.pointer).toArray(Pointer[]::new));
  }
}
