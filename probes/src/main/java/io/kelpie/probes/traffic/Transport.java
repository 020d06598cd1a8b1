package io.kelpie.probes.traffic;

import io.kelpie.counters.CounterSource;
import io.kelpie.workload.Workload;

/**
 * What carries traffic, open in this process. How addresses are exchanged, requests posted and
 * order kept is told by the {@link Wiring} that it makes.
 */
public interface Transport {

  /** From where to where the tiles of one direction go. */
  enum Way {
    /** From the sender to its peers. */
    FORWARD,
    /** From the first peer to the sender. */
    BACKWARD,
    /** From the sender to itself. */
    LOOPBACK
  }

  /** What its devices are, for the parent process: a value with a JSON form. */
  Object facts();

  /** What can be read of its devices and of the host. */
  CounterSource counters();

  /** Connects the queues of one direction and registers its memory. */
  Wiring wire(Way way, Workload workload);

  /**
   * Whether the wiring of one workload serves another, which differs from it in signalling alone.
   */
  boolean servesAlike(Workload wired, Workload next);

  /** Whether its queues have the retry timers that a workload names. */
  boolean hasTimers();

  /**
   * Takes the devices' asynchronous events.
   *
   * @return what those that matter say, for a sentence's end; empty without any
   */
  String events();
}
