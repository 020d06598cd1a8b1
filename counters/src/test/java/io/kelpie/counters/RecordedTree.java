package io.kelpie.counters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Trees of sysfs and procfs under {@code src/test/resources/DRIVER-KERNEL}, and copies of them to
 * change.
 */
final class RecordedTree {

  private RecordedTree() {}

  static Path of(String name) {
    Path tree = Path.of("src/test/resources", name);
    if (!Files.isDirectory(tree)) {
      throw new IllegalArgumentException("no tree " + tree.toAbsolutePath());
    }
    return tree;
  }

  static Path copy(String name, Path target) throws IOException {
    Path tree = of(name);
    try (Stream<Path> files = Files.walk(tree)) {
      files.forEach(file -> {
        try {
          Files.copy(
              file,
              target.resolve(tree.relativize(file).toString()),
              StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    return target;
  }

  /** A clock that passes only when somebody sleeps, and then by at most a step at a time. */
  static final class Clock implements Ticker {
    private final long step;
    private final Runnable whenSlept;
    long now = 1_000_000_000L;

    Clock(Duration step, Runnable whenSlept) {
      this.step = step.toNanos();
      this.whenSlept = whenSlept;
    }

    Clock() {
      this(Duration.ofDays(1), () -> {});
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleep(Duration duration) {
      now += Math.min(step, duration.toNanos());
      whenSlept.run();
    }
  }
}
