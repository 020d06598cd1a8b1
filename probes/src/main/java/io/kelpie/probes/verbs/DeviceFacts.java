package io.kelpie.probes.verbs;

import io.kelpie.counters.Counter;
import io.kelpie.ffi.verbs.AtomicCapability;
import io.kelpie.ffi.verbs.CompletionQueue;
import io.kelpie.ffi.verbs.QueuePair;
import io.kelpie.ffi.verbs.QueuePairCapacity;
import io.kelpie.ffi.verbs.QueuePairSettings;
import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.VerbsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the child found out about its devices.
 *
 * @param devices the sender's first
 * @param counters what can be read of them and of the host
 */
record DeviceFacts(List<Fact> devices, List<Counter> counters) {

  /**
   * One device and its port.
   *
   * @param gid the near address in use; empty where packets carry none
   * @param activeMtu in bytes
   * @param inlineBytes granted to a queue pair that asked for as much as it could get
   * @param gigabits a second of the port's active width and speed; null where it says none
   */
  record Fact(
      String name,
      @Nullable String driver,
      String firmware,
      int port,
      String gid,
      int activeMtu,
      int queuePairs,
      int workRequests,
      int gather,
      int completions,
      int regions,
      int outstandingReads,
      int inlineBytes,
      boolean atomics,
      @Nullable Double gigabits) {}

  static Fact of(Endpoint endpoint) {
    var attributes = endpoint.attributes();
    var rate = endpoint.portAttributes().gigabitsPerSecond();
    return new Fact(
        endpoint.device().name(),
        endpoint.device().driver().orElse(null),
        attributes.firmware(),
        endpoint.port(),
        endpoint.gid().map(entry -> entry.gid().toString()).orElse(""),
        endpoint.portAttributes().activeMtu().bytes(),
        attributes.maxQueuePairs(),
        attributes.maxWorkRequests(),
        Math.min(attributes.maxGather(), attributes.maxReadGather()),
        attributes.maxCompletions(),
        attributes.maxRegions(),
        Math.min(attributes.maxReadAtomicResponder(), attributes.maxReadAtomicRequester()),
        inlineBytes(endpoint),
        attributes.atomics() != AtomicCapability.NONE,
        rate.isPresent() ? rate.getAsDouble() : null);
  }

  /** Asks for less and less until a queue pair is granted. */
  private static int inlineBytes(Endpoint endpoint) {
    try (CompletionQueue completions = endpoint.context().createCompletionQueue(4)) {
      for (int asked = 1024; asked >= 8; asked = asked > 256 ? asked / 2 : asked - 4) {
        try (QueuePair queuePair =
            endpoint
                .domain()
                .createQueuePair(
                    new QueuePairSettings(
                        QueuePairType.RC,
                        completions,
                        completions,
                        new QueuePairCapacity(1, 1, 1, 1, asked)))) {
          return Math.min(1024, Math.max(asked, queuePair.capacity().inlineBytes()));
        } catch (VerbsException _) {
          // Too much for this device: the next is smaller.
        }
      }
      return 0;
    }
  }
}
