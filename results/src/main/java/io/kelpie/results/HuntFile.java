package io.kelpie.results;

import io.kelpie.probes.Published;
import io.kelpie.search.HuntBudget;
import io.kelpie.search.HuntSettings;
import io.kelpie.search.oracle.Thresholds;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * The content of {@code hunt.json}: what was asked, and where and by which rules it is answered. A
 * hunt goes on by what stands here, whatever its place offers by then.
 *
 * @param version of this format
 * @param hunt fingerprint of what was asked
 * @param minimisingRuns the most runs that reducing one anomaly may take
 * @param published of the device, to be told beside what is found; the search does not see it
 * @param started the moment, in ISO 8601
 */
public record HuntFile(
    int version,
    String hunt,
    Asked asked,
    Thresholds thresholds,
    int minimisingRuns,
    Place place,
    Host host,
    List<Published> published,
    String started) {

  /** The format's version: the one that is written and read. */
  public static final int VERSION = 5;

  public HuntFile {
    published = List.copyOf(published);
    if (!hunt.equals(asked.fingerprint())) {
      throw new IllegalArgumentException(
          "hunt " + hunt + " is not the fingerprint of what was asked, " + asked.fingerprint());
    }
    if (minimisingRuns < 0) {
      throw new IllegalArgumentException("minimisingRuns cannot be " + minimisingRuns);
    }
    try {
      Instant.parse(started);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("started: " + started + " is no moment in ISO 8601", e);
    }
  }

  /** A hunt that starts now, on this machine, with the default rules. */
  public static HuntFile starting(Asked asked, Place place) {
    return starting(asked, place, List.of());
  }

  /**
   * A hunt that starts now, on this machine, with the default rules.
   *
   * @param published of the device
   */
  public static HuntFile starting(Asked asked, Place place, List<Published> published) {
    return new HuntFile(
        VERSION,
        asked.fingerprint(),
        asked,
        Thresholds.DEFAULTS,
        HuntSettings.MINIMISING_RUNS,
        place,
        Host.here(),
        published,
        Instant.now().toString());
  }

  /** The same, with other effort. */
  public HuntFile reducing(int runs) {
    return new HuntFile(version, hunt, asked, thresholds, runs, place, host, published, started);
  }

  /** What the search is told. */
  public HuntSettings settings() {
    return new HuntSettings(
        asked.seed(),
        HuntBudget.parse(asked.budget()),
        asked.space(place.limits()),
        asked.strategy(),
        thresholds,
        minimisingRuns,
        asked.steering(),
        asked.workload());
  }

  /**
   * @throws io.kelpie.workload.UsageException if the file is none, or a newer Kelpie's
   */
  static HuntFile read(Path file) {
    return Versioned.read(file, HuntFile.class, VERSION);
  }
}
