package io.kelpie.results.report;

import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts confirmation runs by the pursuit that made them. Each begins by repeating the search probe
 * that met its anomaly, which may lie many probes back; the runs' purposes tell which it was.
 */
final class Pursuits {
  private static final Pattern REPEAT = Pattern.compile("repeat of (\\d+).*");

  private final Told told;
  private final List<ProbeRecord> confirming = new ArrayList<>();
  private long met;
  private boolean isRepeating;

  /** Is told of pursuits in their order. */
  @FunctionalInterface
  interface Told {
    /**
     * A pursuit has ended.
     *
     * @param met number of the search probe that met its anomaly
     * @param confirming its confirmation runs
     */
    void told(long met, List<ProbeRecord> confirming);
  }

  Pursuits(Told told) {
    this.told = told;
  }

  void probed(ProbeRecord run) {
    if (run.ledger() != Ledger.CONFIRMATION) {
      isRepeating = false;
      return;
    }
    Matcher repeat = REPEAT.matcher(run.purpose());
    boolean repeats = repeat.matches();
    if (repeats && !(isRepeating && Long.parseLong(repeat.group(1)) == met)) {
      close();
      met = Long.parseLong(repeat.group(1));
    }
    isRepeating = repeats;
    confirming.add(run);
  }

  /** The last pursuit is told too: call at the end. */
  void close() {
    if (!confirming.isEmpty()) {
      told.told(met, List.copyOf(confirming));
      confirming.clear();
    }
  }
}
