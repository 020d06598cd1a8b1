package io.kelpie.workload;

/**
 * The user's mistake, told in one sentence: what is wrong, where, and what to do. Ends the program
 * with status 2.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String sentence) {
    super(sentence);
  }

  public UsageException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
