package io.kelpie.bench.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.bench.noise.Noise;
import io.kelpie.probes.model.Profile;
import io.kelpie.search.Finding;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.descriptive.Median;
import org.jspecify.annotations.Nullable;

/**
 * Reduces every anomaly of some profiles from random workloads that show it, as a hunt does that
 * meets it at once, and holds the conditions against where the anomaly really shows.
 *
 * @param starts workloads that each anomaly is reduced from
 * @param draws inside the conditions, and as many where the anomaly shows
 * @param noise the place's
 */
public record Reductions(List<String> profiles, int starts, int draws, Noise noise) {
  public Reductions {
    profiles = List.copyOf(profiles);
    if (starts < 1 || draws < 1) {
      throw new UsageException(
          "nothing is reduced from "
              + starts
              + " workloads with "
              + draws
              + " draws; choose at least one of each");
    }
  }

  /**
   * One anomaly from one workload.
   *
   * @param start how-manieth workload that shows it
   * @param doing as it was told; null where the anomaly was not claimed
   * @param conditions as claimed
   * @param precision share of the draws inside that show it; null where there is none
   * @param recall share of the draws that show it that lie inside; null likewise
   * @param cost runs that the reduction took, what was reduced before it from the same workload
   *     aside
   */
  public record Row(
      String profile,
      String anomaly,
      String symptom,
      int start,
      @Nullable String doing,
      List<Condition> conditions,
      @Nullable Double precision,
      @Nullable Double recall,
      @Nullable Long cost) {
    public Row {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * What {@code --json} prints. The figures are medians over the rows that were claimed.
   *
   * @param missed rows in which the anomaly was not claimed
   * @param doingRight share of the claimed rows that name the device
   * @param unshown anomalies that no random draw showed, so that nothing was reduced
   */
  public record Result(
      String bench,
      boolean simulated,
      String noise,
      int draws,
      List<Row> rows,
      int missed,
      @JsonProperty("mfs_precision") @Nullable Double precision,
      @JsonProperty("mfs_recall") @Nullable Double recall,
      @JsonProperty("mfs_cost") @Nullable Double cost,
      @JsonProperty("doing_right") @Nullable Double doingRight,
      List<String> unshown) {}

  /**
   * Reduces.
   *
   * @param progress told of each reduction, in a sentence
   */
  public Result run(Consumer<String> progress) {
    List<Row> rows = new ArrayList<>();
    List<String> unshown = new ArrayList<>();
    for (String name : profiles) {
      Profile profile = Profile.of(name);
      try (Truth truth = new Truth(profile)) {
        for (Truth.Anomaly anomaly : truth.anomalies()) {
          List<Row> its = reduce(profile, truth, anomaly);
          its.forEach(row -> progress.accept(told(row)));
          if (its.isEmpty()) {
            unshown.add(name + "/" + anomaly.id());
          }
          rows.addAll(its);
        }
      }
    }
    List<Row> claimed = rows.stream().filter(row -> row.doing() != null).toList();
    long right =
        claimed.stream()
            .filter(row -> "device".equals(row.doing()) || "both".equals(row.doing()))
            .count();
    return new Result(
        "mfs",
        true,
        noise.toString(),
        draws,
        rows,
        rows.size() - claimed.size(),
        median(claimed, Row::precision),
        median(claimed, Row::recall),
        median(claimed, row -> row.cost() == null ? null : (double) row.cost()),
        claimed.isEmpty() ? null : (double) right / claimed.size(),
        unshown);
  }

  private List<Row> reduce(Profile profile, Truth truth, Truth.Anomaly anomaly) {
    List<Row> rows = new ArrayList<>();
    Space space = Reduction.space(profile);
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(2);
    for (Workload met : Reduction.starts(anomaly, space, starts, 1)) {
      int start = rows.size() + 1;
      Reduction reduction = Reduction.from(met, truth, anomaly, profile, space, start, noise);
      rows.add(row(profile, truth, anomaly, start, reduction, space, random));
    }
    return rows;
  }

  private Row row(
      Profile profile,
      Truth truth,
      Truth.Anomaly anomaly,
      int start,
      Reduction reduction,
      Space space,
      UniformRandomProvider random) {
    Finding finding = reduction.finding();
    String symptom = anomaly.symptom().toString();
    if (finding == null) {
      return new Row(
          profile.name(), anomaly.id(), symptom, start, null, List.of(), null, null, null);
    }
    Extent extent = Extent.of(finding.region(), truth.ground(anomaly), space, random, draws);
    return new Row(
        profile.name(),
        anomaly.id(),
        symptom,
        start,
        finding.doing().toString(),
        finding.conditions(),
        extent.precision(),
        extent.recall(),
        reduction.cost());
  }

  /** A figure of a row that not every row has. */
  private interface Figure {
    @Nullable Double of(Row row);
  }

  private static @Nullable Double median(List<Row> rows, Figure figure) {
    double[] known =
        rows.stream()
            .mapMultiToDouble((row, values) -> {
              Double value = figure.of(row);
              if (value != null) {
                values.accept(value);
              }
            })
            .toArray();
    return known.length == 0 ? null : Median.withDefaults().evaluate(known);
  }

  private static String told(Row row) {
    String what = "%s %s from workload %d: ".formatted(row.profile(), row.anomaly(), row.start());
    return row.doing() == null
        ? what + "not claimed"
        : what
            + "precision %s, recall %s, %d runs, %s: %s"
                .formatted(
                    row.precision(), row.recall(), row.cost(), row.doing(), row.conditions());
  }
}
