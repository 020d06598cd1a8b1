package io.kelpie.probes.megakernel;

import java.lang.foreign.MemorySegment;
import java.util.SortedMap;

/** What runs the kernel: a GPU, or host threads in its place. */
interface Machine extends AutoCloseable {

  /** Versions and names that a replay compares. */
  SortedMap<String, String> environment();

  /** Blocks that work at once, the one that polls not counted. */
  int workers();

  /** Memory of the kernel's own. */
  Area own(long bytes);

  /** Cleared memory that the host uses beside the kernel. */
  Area.Shared shared(long bytes);

  /**
   * Starts one pass and returns at once.
   *
   * @param launch the kernel's argument, of which it keeps a copy
   * @param state what is copied over the state first
   */
  void start(MemorySegment launch, Area state, Area template, Area tileStamps);

  /** Whether the pass has ended and left nothing running. */
  boolean isDone();

  /** How the kernel's clock stands to the host's, measured now; while no kernel runs. */
  ClockJoin.Reading clock();

  @Override
  void close();
}
