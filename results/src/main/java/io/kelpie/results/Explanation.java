package io.kelpie.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.search.HuntListener;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a hunt made one of its runs, learnt by hunting again over its journal up to there.
 *
 * @param run its number
 * @param purpose what it was for
 * @param probe the latest search probe at that time, itself if it is one; 0 before the first
 * @param why what the strategy said when it chose that probe; null before the first
 * @param verdict of the run; null where it alone decided none
 */
public record Explanation(
    long run,
    Ledger ledger,
    String purpose,
    @JsonProperty("search_probe") long probe,
    @Nullable String why,
    String strategy,
    @Nullable String verdict,
    Workload workload) {

  /**
   * Explains one run.
   *
   * @param folder of a hunt, which may be going on meanwhile
   * @param run a number of its journal, from 1
   * @throws UsageException if the journal has no such run, or the folder is no hunt's
   */
  public static Explanation of(Path folder, long run) {
    Watch watch = new Watch(run);
    Recollection.tellUntil(folder, run, watch);
    ProbeRecord asked = watch.asked;
    if (asked == null) {
      throw new UsageException(
          folder + " has no run " + run + ": its journal ends at " + watch.last);
    }
    return new Explanation(
        run,
        asked.ledger(),
        asked.purpose(),
        watch.probe,
        watch.why,
        HuntFolder.read(folder).asked().strategy(),
        asked.verdict(),
        asked.workload());
  }

  private static final class Watch implements HuntListener {
    private final long run;
    private @Nullable String chosen;
    private @Nullable String why;
    private @Nullable ProbeRecord asked;
    private long probe;
    private long last;

    private Watch(long run) {
      this.run = run;
    }

    @Override
    public void chosen(String reason) {
      chosen = reason;
    }

    @Override
    public void probed(ProbeRecord record, boolean live) {
      last = record.number();
      if (chosen != null && asked == null) {
        why = chosen;
        probe = record.number();
        chosen = null;
      }
      if (record.number() == run) {
        asked = record;
      }
    }
  }

  /** As sentences. */
  public String text() {
    String told = "run %d (%s%s)".formatted(run, ledger, verdict == null ? "" : ", " + verdict);
    if (why == null) {
      return "%s came before the search: %s%n".formatted(told, purpose);
    }
    return run == probe
        ? "%s was chosen by %s: %s%n".formatted(told, strategy, why)
        : "%s followed search probe %d: %s%nThat probe was chosen by %s: %s%n"
            .formatted(told, probe, purpose, strategy, why);
  }
}
