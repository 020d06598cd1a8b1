package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.traffic.TrafficFailure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Compares the host's clock with a kernel's over two lines that both reach. Both sides keep writing
 * their time and reading the other's. What is read was written before, so that each reading bounds
 * the difference of the clocks from one side; the closest on either side come from different
 * moments, and so lie closer together than any exchange there and back.
 *
 * @param lines in one the host's time, -1 once it has seen enough; in the other the kernel's, and
 *     behind it, at the end, by how much the host's was ahead of it at least
 */
record ClockExchange(MemorySegment lines) {
  static final long ASKED = 0;
  static final long ANSWER = Protocol.LINE_BYTES;
  static final long BYTES = 2L * Protocol.LINE_BYTES;

  /** Nanoseconds after which either side gives the other up. */
  static final long PATIENCE = 5_000_000_000L;

  private static final long LEAST = ANSWER + Long.BYTES;
  private static final int READINGS = 1000;

  /** From the third on the kernel has read what the host wrote. */
  private static final int LEAST_READINGS = 3;

  /** Nanoseconds that all readings may take, where both sides wait for one processor. */
  private static final long ENOUGH = 200_000_000L;

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  /**
   * The host's side.
   *
   * @param start starts the kernel's side
   * @param await returns when that has ended
   * @param isShared whether the kernel may wait for this thread's processor
   * @param tick the steps in which the kernel's clock moves, in nanoseconds
   * @throws TrafficFailure where the kernel does not answer
   */
  ClockJoin.Reading read(Runnable start, Runnable await, boolean isShared, long tick) {
    lines.fill((byte) 0);
    start.run();
    long most = Long.MAX_VALUE;
    long last = 0;
    long begin = System.nanoTime();
    int read = 0;
    for (long after = begin;
        read < LEAST_READINGS || (read < READINGS && after - begin < ENOUGH); ) {
      WORD.setRelease(lines, ASKED, System.nanoTime());
      long kernel = (long) WORD.getAcquire(lines, ANSWER);
      after = System.nanoTime();
      if (kernel != last) {
        most = Math.min(most, after - kernel);
        last = kernel;
        read++;
      } else if (after - begin > PATIENCE) {
        throw new TrafficFailure("the kernel answers no clock", "comparing clocks");
      } else if (isShared) {
        HostKernel.giveWay();
      }
    }
    WORD.setRelease(lines, ASKED, -1L);
    await.run();
    long least = (long) WORD.getAcquire(lines, LEAST);
    return new ClockJoin.Reading(
        last + least + (most - least) / 2, last, (most - least + tick + 1) / 2);
  }

  /** The kernel's side on a host thread; {@code kelpie_clocks} is a GPU's. */
  void answer() {
    long until = System.nanoTime() + PATIENCE;
    long least = Long.MIN_VALUE;
    long now;
    do {
      long host = (long) WORD.getAcquire(lines, ASKED);
      if (host == -1) {
        break;
      }
      now = System.nanoTime();
      if (host != 0) {
        least = Math.max(least, host - now);
      }
      WORD.setRelease(lines, ANSWER, now);
      HostKernel.giveWay();
    } while (now - until < 0);
    WORD.setRelease(lines, LEAST, least);
  }
}
