package io.kelpie.probes.traffic;

/** A queue of completions; what the latest poll took is read in place. */
public interface Completed {

  /** Takes the oldest completions; answers how many. */
  int poll();

  boolean succeeded(int index);

  /** How a request that did not succeed ended, in the library's words. */
  String status(int index);

  /** What else is known of a request that did not succeed. */
  String detail(int index);

  /** The request's identifier. */
  long id(int index);

  /** Bytes received, a header included. */
  int byteLength(int index);

  boolean hasImmediate(int index);

  /** The immediate data, as the sender set it. */
  int immediate(int index);

  /** Whether a posted receive was taken, whose slot the identifier then names. */
  boolean tookReceive(int index);
}
