package io.kelpie.probes.traffic;

/** Turns a program's requests into those of a transport and posts them; allocates nothing. */
public interface Poster extends AutoCloseable {

  /** A pass begins, of which signals speak from now on. */
  void start(long sequence);

  /**
   * Posts requests {@code first} to {@code first + count - 1} of the program, all of one queue, as
   * one chain.
   *
   * @return how many were posted; fewer than {@code count} where the transport has no room now, and
   *     the rest is asked for again
   */
  int post(int first, int count);

  @Override
  void close();
}
