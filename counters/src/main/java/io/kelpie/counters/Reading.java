package io.kelpie.counters;

/** What one look at a counter gave. */
public sealed interface Reading {

  /**
   * A number.
   *
   * @param value the counter's bits; unsigned where its width is 64
   */
  record Value(long value) implements Reading {}

  /**
   * Nothing: unknown is not zero.
   *
   * @param reason why, as a phrase: {@code permission denied}
   */
  record Unknown(String reason) implements Reading {}
}
