package io.kelpie.search;

import io.kelpie.workload.UsageException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a hunt stops looking. What was found by then is still confirmed and reduced. */
public sealed interface HuntBudget {
  Pattern WRITTEN = Pattern.compile("(\\d{1,9})(probes?|s|min|h)");

  /**
   * So many runs of the search ledger.
   *
   * @param count at least 1
   */
  record Probes(long count) implements HuntBudget {
    @Override
    public String toString() {
      return count + "probes";
    }
  }

  /** So much time, all ledgers counted. */
  record Time(Duration duration) implements HuntBudget {
    @Override
    public String toString() {
      return duration.toSeconds() + "s";
    }
  }

  /**
   * Reads a budget as it is written: {@code 300probes}, {@code 90s}, {@code 15min} or {@code 8h}.
   *
   * @throws UsageException where it is none
   */
  static HuntBudget parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    long count = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    if (count == 0) {
      throw new UsageException(
          "budget \"" + written + "\" is none: write it as 300probes, 90s, 15min or 8h");
    }
    return switch (matcher.group(2)) {
      case "s" -> new Time(Duration.ofSeconds(count));
      case "min" -> new Time(Duration.ofMinutes(count));
      case "h" -> new Time(Duration.ofHours(count));
      default -> new Probes(count);
    };
  }
}
