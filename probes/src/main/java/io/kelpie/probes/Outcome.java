package io.kelpie.probes;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/** How a run ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ended")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = Outcome.Invalid.class, name = "invalid"),
  @JsonSubTypes.Type(value = Outcome.Hang.class, name = "hang"),
  @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed")
})
public sealed interface Outcome {

  /** All windows were measured. */
  record Completed() implements Outcome {}

  /**
   * Nothing can be said of the workload: set-up failed, a counter could not be read, the place
   * misbehaved.
   */
  record Invalid(String reason) implements Outcome {}

  /**
   * No progress for seconds, or until the deadline, while no timer was pending.
   *
   * @param scope what had to be given up
   * @param waiting the stage in which tiles were waiting
   */
  record Hang(Scope scope, Stage waiting, String detail) implements Outcome {}

  /**
   * A completion with error, an asynchronous event, or a crash that Kelpie did not cause.
   *
   * @param what the status or event in the library's words
   */
  record Failed(String what, String detail) implements Outcome {}

  /** What a hang took with it. */
  enum Scope {
    QUEUE_PAIR,
    CHILD,
    KERNEL;

    /** The word in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
