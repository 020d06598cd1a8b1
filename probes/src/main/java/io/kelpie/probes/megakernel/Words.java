package io.kelpie.probes.megakernel;

/**
 * Memory in words of 8 bytes that several sides use at once, each access by itself. Nothing is
 * promised of the order in which stores become visible, but for what {@link RequestRing} says.
 */
interface Words {
  long get(long word);

  void set(long word, long value);

  /** Adds to a word, atomically; what it held before. */
  long add(long word, long value);
}
