package io.kelpie.probes.megakernel;

/** What the passes of a kernel do: its tables, the ways of its tiles, and where those lie. */
interface Plan {
  Tables tables();

  Routes routes();

  /** The sender's buffer. */
  Area source();

  /** The receiver's buffer. */
  Area target();
}
