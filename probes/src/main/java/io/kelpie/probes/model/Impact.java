package io.kelpie.probes.model;

import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Objects;

/** What a profile's quirks do to one workload. */
final class Impact {
  /** On a device without quirks. */
  static final Impact NONE = new Impact(List.of(), Workload.initial());

  private final double[] slowdown = new double[QuirkStage.values().length];
  private final long[] messageNanos = new long[QuirkStage.values().length];
  private final double[] perPacket = new double[ModelCounter.values().length];
  private boolean present;

  Impact(List<Quirk> quirks, Workload workload) {
    for (Quirk quirk : quirks) {
      double strength = quirk.effect() == null ? 0 : quirk.trigger().strength(workload);
      if (strength > 0) {
        Quirk.Effect effect = Objects.requireNonNull(quirk.effect());
        int stage = effect.stage().ordinal();
        slowdown[stage] += strength * effect.slowdown();
        messageNanos[stage] += Math.round(strength * effect.messageNanos());
        present = true;
      }
      for (Quirk.Precursor precursor : quirk.precursors()) {
        double near =
            (quirk.trigger().closeness(workload) - precursor.from()) / (1 - precursor.from());
        int counter = ModelCounter.named(precursor.counter()).orElseThrow().ordinal();
        perPacket[counter] += Math.max(0, near) * precursor.perPacket();
      }
    }
  }

  /**
   * What a burst takes more of a stage.
   *
   * @param wire nanoseconds that it takes on the wire
   * @param starts whether a message starts with it
   */
  long nanos(QuirkStage stage, long wire, boolean starts) {
    if (!present) {
      return 0;
    }
    double times = slowdown[stage.ordinal()];
    long bytes = times > 1 ? (long) (times * wire) : 0;
    return starts ? bytes + messageNanos[stage.ordinal()] : bytes;
  }

  /** What a cost of a stage becomes, in nanoseconds. */
  long slowed(QuirkStage stage, long nanos) {
    double times = Math.max(1, slowdown[stage.ordinal()]);
    return present ? (long) (times * nanos) + messageNanos[stage.ordinal()] : nanos;
  }

  /** Adds what precursors counted over so many packets. */
  void addPrecursors(long[] counts, long packets) {
    for (int counter = 0; counter < perPacket.length; counter++) {
      counts[counter] += (long) (perPacket[counter] * packets);
    }
  }
}
