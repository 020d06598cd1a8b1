package io.kelpie.ffi.fabric;

/** What method handles of C functions throw. */
final class Downcalls {
  private Downcalls() {}

  /** What was thrown, as it may be thrown on: a C function throws nothing checked. */
  static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new IllegalStateException("a downcall threw a checked exception", thrown);
    };
  }
}
