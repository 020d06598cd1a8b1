package io.kelpie.search;

import java.util.Optional;

/** Where a hunt keeps what it measured, and finds it again when it is resumed. */
public interface Journal {

  /**
   * The next line of a resumed hunt, in order; empty when all were handed back. A run that was
   * attempted and left no line took the machine with it: it comes back as a hang of the kernel.
   */
  Optional<ProbeRecord> recorded();

  /** A run is about to start: called for live runs alone. */
  void attempt(ProbeRequest request);

  /** A live run has ended. */
  void append(ProbeRecord record);

  /** A journal that keeps nothing. */
  static Journal none() {
    return new Journal() {
      @Override
      public Optional<ProbeRecord> recorded() {
        return Optional.empty();
      }

      @Override
      public void attempt(ProbeRequest request) {}

      @Override
      public void append(ProbeRecord record) {}
    };
  }
}
