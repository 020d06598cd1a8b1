package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whole nights on a device without defect, on a shared cluster whose load drifts and bursts: how
 * many accuse it, and how many claim what is not there.
 *
 * @param nights hunts, of seeds 1 to this
 * @param probes of the search ledger, each
 * @param noise the place's
 */
public record CleanNights(String strategy, int nights, long probes, Noise noise) {

  /**
   * What {@code --json} prints.
   *
   * @param nights that were hunted
   * @param accusing nights in which a claim named the device as the one to act
   * @param accusingShare of these, 95 %, Clopper and Pearson
   * @param wrong nights in which something was claimed that is not there
   * @param wrongShare likewise
   * @param claims of all nights
   * @param wrongClaims of these that are not there
   * @param ownMisjudged claims of the workload's own doing that name somebody else
   */
  public record Result(
      String bench,
      boolean simulated,
      String strategy,
      int nights,
      long probes,
      String noise,
      int accusing,
      @JsonProperty("accusing_share") Interval accusingShare,
      int wrong,
      @JsonProperty("wrong_share") Interval wrongShare,
      int claims,
      @JsonProperty("wrong_claims") int wrongClaims,
      @JsonProperty("own_misjudged") int ownMisjudged) {}

  /**
   * Hunts, but for what the file has already.
   *
   * @param file where finished hunts are kept, a line each; null to keep none
   * @param progress told of each hunt that ended, in a sentence
   */
  public Result run(@Nullable Path file, Consumer<String> progress) {
    return result(
        new SearchBench(List.of(strategy), List.of(Profile.CLEAN), nights, probes, noise)
            .hunt(file, progress));
  }

  /** What the hunts of these nights came to. */
  Result result(List<Cell> cells) {
    List<Cell.Claimed> claims = cells.stream().flatMap(cell -> cell.claims().stream()).toList();
    int accusing = nights(cells, Cell.Claimed::accusesDevice);
    int wrong = nights(cells, claim -> !claim.isTrue());
    return new Result(
        "clean",
        true,
        strategy,
        cells.size(),
        probes,
        noise.toString(),
        accusing,
        Sample.share(accusing, cells.size()),
        wrong,
        Sample.share(wrong, cells.size()),
        claims.size(),
        (int) claims.stream().filter(claim -> !claim.isTrue()).count(),
        (int)
            claims.stream()
                .filter(claim -> claim.kind() == Truth.Kind.OWN && !claim.isDoingRight())
                .count());
  }

  private static int nights(List<Cell> cells, Predicate<Cell.Claimed> claim) {
    return (int) cells.stream().filter(cell -> cell.claims().stream().anyMatch(claim)).count();
  }
}
