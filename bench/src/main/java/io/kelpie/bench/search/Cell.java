package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.search.oracle.Symptom;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One finished hunt of a bench, a line of its file.
 *
 * @param profile the model's profile, by name or file
 * @param noise the place's
 * @param budget probes of the search ledger
 * @param anomalies how many the profile has
 * @param reached true anomalies in the order in which they were found
 * @param claims everything that was found
 * @param spent what the whole hunt cost
 * @param overheadMedian milliseconds of a run outside the probe
 * @param overheadWorst the longest of these
 * @param seconds that the hunt took
 */
record Cell(
    String strategy,
    String profile,
    long seed,
    String noise,
    long budget,
    int anomalies,
    List<Reached> reached,
    List<Claimed> claims,
    Cost spent,
    @JsonProperty("overhead_median") double overheadMedian,
    @JsonProperty("overhead_worst") double overheadWorst,
    double seconds) {

  Cell {
    reached = List.copyOf(reached);
    claims = List.copyOf(claims);
  }

  /**
   * What a hunt cost up to a moment.
   *
   * @param search probes of the search ledger, those of references included
   * @param all runs of all ledgers
   * @param searchSeconds modelled device time of the search ledger
   * @param allSeconds the same of all ledgers
   */
  record Cost(
      long search,
      long all,
      @JsonProperty("search_seconds") double searchSeconds,
      @JsonProperty("all_seconds") double allSeconds) {}

  /** A true anomaly when it was found the first time, reduced and all. */
  record Reached(String anomaly, Cost cost) {}

  /**
   * A claim held against the truth.
   *
   * @param anomaly of the profile; null where it is none
   * @param doing as it was told
   * @param precision of its conditions; null where there is nothing to hold them against
   * @param recall likewise
   * @param minimising runs that reducing it took
   */
  record Claimed(
      String id,
      Symptom symptom,
      Truth.Kind kind,
      @Nullable String anomaly,
      String doing,
      @Nullable Double precision,
      @Nullable Double recall,
      long minimising) {

    boolean isTrue() {
      return kind != Truth.Kind.FALSE;
    }

    boolean accusesDevice() {
      return doing.equals("device") || doing.equals("both");
    }

    /**
     * Whether the one who has to act was named: the device of its named anomalies, the workload of
     * its own doing. Of what is neither, nobody knows.
     */
    boolean isDoingRight() {
      return switch (kind) {
        case NAMED -> accusesDevice();
        case OWN -> doing.equals("workload");
        case DEVICE, FALSE -> false;
      };
    }

    boolean hasKnownDoing() {
      return kind == Truth.Kind.NAMED || kind == Truth.Kind.OWN;
    }
  }

  /** The plan's name of this hunt: two cells of one key are the same hunt. */
  Key key() {
    return new Key(strategy, profile, seed, noise, budget);
  }

  /**
   * When the hunt found each anomaly.
   *
   * @param precursors of the profile's anomalies, by their names
   */
  Curve curve(Map<String, Precursor> precursors) {
    return new Curve(
        strategy,
        profile,
        seed,
        spent.search(),
        precursors.entrySet().stream()
            .map(anomaly -> new Curve.Hit(anomaly.getValue(), found(anomaly.getKey())))
            .toList());
  }

  private OptionalDouble found(String anomaly) {
    return reached.stream()
        .filter(hit -> hit.anomaly().equals(anomaly))
        .mapToDouble(hit -> hit.cost().search())
        .findFirst();
  }

  record Key(String strategy, String profile, long seed, String noise, long budget) {}
}
