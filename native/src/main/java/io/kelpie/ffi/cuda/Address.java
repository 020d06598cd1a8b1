package io.kelpie.ffi.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;

/** JCuda keeps a pointer's value to its subclasses; kernels need it inside their arguments. */
final class Address extends CUdeviceptr {
  long value() {
    return getNativePointer();
  }

  /** A host pointer with its value. */
  static final class Host extends Pointer {
    Host() {}

    /** Where native memory begins. */
    Host(MemorySegment memory) {
      super(memory.address());
    }

    long value() {
      return getNativePointer();
    }
  }

  /** A stream with its handle. */
  static final class Queue extends CUstream {
    long value() {
      return getNativePointer();
    }
  }
}
