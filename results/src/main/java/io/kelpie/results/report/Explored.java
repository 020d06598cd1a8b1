package io.kelpie.results.report;

/** What a search probe, with the references that it needed, came to. */
public enum Explored {
  CLEAN,
  /** It raised a suspicion, which may not have stood confirmation. */
  ANOMALOUS,
  INVALID
}
