package io.kelpie.ffi.verbs;

/** The width of a field in C, checked before a value is cut to it. */
final class Range {
  private Range() {}

  static int check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " is " + value + ", not within " + low + " to " + high);
    }
    return value;
  }
}
