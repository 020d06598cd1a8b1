package io.kelpie.probes.megakernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What runs the kernel: a GPU, or host threads in its place. */
interface Machine extends AutoCloseable {

  /** Versions and names that a replay compares. */
  SortedMap<String, String> environment();

  /** Blocks that work at once, the one that polls not counted. */
  int workers();

  /** Whether its blocks are threads beside the proxy, which then gives its core away when idle. */
  boolean sharesProcessors();

  /** The host's processors beside it, ascending; none where that is not known. */
  List<Integer> processors();

  /** Memory of the kernel's own. */
  Area own(long bytes);

  /** Cleared memory that the host uses beside the kernel. */
  Area.Shared shared(long bytes);

  /**
   * Cleared memory of another machine of the same kind, which this kernel reaches by its own loads
   * and stores; on host threads the host's.
   *
   * @param number the other GPU's; null for the one behind this
   * @throws io.kelpie.workload.UsageException where there is no such GPU, or none is reached
   */
  Area beyond(@Nullable Integer number, long bytes);

  /**
   * Lets the kernel use memory of this process in place.
   *
   * @param memory which begins with a page and outlasts what is returned
   */
  Area.Shared admit(MemorySegment memory);

  /** Bytes that all shared memory may take at once. */
  default long room() {
    return Long.MAX_VALUE;
  }

  /**
   * Starts one pass and returns at once.
   *
   * @param launch the kernel's argument, of which it keeps a copy
   * @param template what is copied over the state first
   * @param preamble what runs in front of it
   */
  void start(MemorySegment launch, Area state, Area template, Area tileStamps, Preamble preamble);

  /**
   * Starts the other half of a pass, with what the first left, and returns at once.
   *
   * @param launch the kernel's argument, of which it keeps a copy
   */
  void goOn(MemorySegment launch);

  /** Whether what was started has ended and left nothing running. */
  boolean isDone();

  /** How the kernel's clock stands to the host's, measured now; while no kernel runs. */
  ClockJoin.Reading clock();

  /**
   * Starts the kernel's side of a {@link ClockExchange} with another process and returns at once;
   * while no kernel runs.
   *
   * @param lines of the exchange
   */
  void answerClock(Area.Shared lines);

  @Override
  void close();
}
