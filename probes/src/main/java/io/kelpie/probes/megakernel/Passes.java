package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.traffic.TrafficFailure;
import java.time.Duration;

/** Runs passes of a session, its proxy on the calling thread. */
final class Passes {
  private static final int SPINS = 64;

  /** Turns with nothing to do after which the kernel is asked whether it lives: a power of two. */
  private static final int TURNS_A_LOOK = 4096;

  /** Nanoseconds that the last acknowledgements of a pass may take. */
  private static final long ACKNOWLEDGING = 10_000_000_000L;

  private final Session session;
  private final Proxy proxy;
  private final boolean isPolite;

  /**
   * @param isPolite whether the proxy gives its core away when it has nothing to do, since the
   *     kernel's blocks are threads beside it
   */
  Passes(Session session, Proxy proxy, boolean isPolite) {
    this.session = session;
    this.proxy = proxy;
    this.isPolite = isPolite;
  }

  /**
   * Runs one pass to its end.
   *
   * @param watchdog after which the kernel ends itself
   * @return the kernel's verdict
   * @throws TrafficFailure where the kernel died, or what was posted is never acknowledged
   */
  int run(Duration watchdog) {
    session.start(watchdog);
    try {
      proxy.start();
      carry();
      if (session.awaitsHook()) {
        awaitEnd();
        deliver();
        session.receive();
        carry();
      }
    } catch (RuntimeException | Error failure) {
      session.stop();
      try {
        awaitEnd();
      } catch (RuntimeException again) {
        failure.addSuppressed(again);
      }
      throw failure;
    }
    awaitEnd();
    if (session.verdict() == Protocol.DONE) {
      settle();
    }
    return session.verdict();
  }

  /**
   * Carries what the half of a pass that sends asked for, until all of it is acknowledged; what
   * waits for the receive hook holds no block.
   */
  private void deliver() {
    int idle = 0;
    while (session.isUnderWay()) {
      if (proxy.turn()) {
        idle = 0;
      } else if (proxy.isIdle()) {
        return;
      } else {
        rest(++idle);
      }
    }
  }

  private void rest(int idle) {
    if (isPolite && idle > SPINS) {
      HostKernel.giveWay();
    } else {
      Thread.onSpinWait();
    }
  }

  private void carry() {
    int idle = 0;
    while (session.verdict() == Protocol.RUNNING) {
      if (proxy.turn()) {
        idle = 0;
        continue;
      }
      idle++;
      if ((idle & (TURNS_A_LOOK - 1)) == 0
          && session.isDone()
          && session.verdict() == Protocol.RUNNING) {
        throw new TrafficFailure("the kernel ended without a verdict", "after its launch");
      }
      rest(idle);
    }
  }

  /** Waits until all that was posted is acknowledged. */
  private void settle() {
    long end = System.nanoTime() + ACKNOWLEDGING;
    while (!proxy.isIdle()) {
      if (!proxy.turn() && System.nanoTime() - end > 0) {
        throw new TrafficFailure("what was posted is never acknowledged", "after its pass");
      }
    }
  }

  private void awaitEnd() {
    while (!session.isDone()) {
      Thread.onSpinWait();
    }
  }
}
