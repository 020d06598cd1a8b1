package io.kelpie.ffi.verbs;

/** A constant of an enumeration in {@code infiniband/verbs.h}, with its number there. */
interface Coded {
  /** The constant's number in C. */
  int code();

  /**
   * The constant numbered {@code code}, or {@code unknown} for one that this header version did not
   * have.
   */
  static <E extends Coded> E of(E[] constants, int code, E unknown) {
    for (E constant : constants) {
      if (constant.code() == code) {
        return constant;
      }
    }
    return unknown;
  }
}
