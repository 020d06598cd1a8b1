package io.kelpie.probes.traffic;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a circuit holds open. It is closed in the reverse order; what fails to close does not keep
 * the rest open.
 */
public final class OpenResources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes charge of a resource, and answers it. */
  public <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  /**
   * @throws RuntimeException the first failure, the others suppressed in it
   */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception problem) {
        RuntimeException wrapped =
            problem instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException(problem);
        if (failure == null) {
          failure = wrapped;
        } else {
          failure.addSuppressed(wrapped);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
