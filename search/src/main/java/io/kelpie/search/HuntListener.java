package io.kelpie.search;

/** Watches a hunt, on the hunt's thread. A resumed hunt tells what it had recorded again. */
public interface HuntListener {

  /** What a hunt is at. */
  enum Phase {
    IDLE_BASELINE,
    CALIBRATING,
    SEARCHING,
    CONFIRMING,
    MINIMISING,
    ENDED
  }

  /**
   * The workload of the search probe that comes next was chosen.
   *
   * @param why what the strategy says of it, in one clause
   */
  default void chosen(String why) {}

  /** A run is about to start, or to be taken from the journal. */
  default void starting(ProbeRequest request) {}

  /**
   * A run has ended.
   *
   * @param live whether it ran now; false where the journal answered
   */
  default void probed(ProbeRecord record, boolean live) {}

  default void phase(Phase phase) {}

  /** A new anomaly was confirmed and reduced. */
  default void found(Finding finding) {}

  /** Something that the hunt's reader should know, as a sentence. */
  default void note(String sentence) {}
}
