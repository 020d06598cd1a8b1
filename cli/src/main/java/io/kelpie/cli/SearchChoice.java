package io.kelpie.cli;

import io.kelpie.bench.noise.Noise;
import io.kelpie.bench.search.CleanNights;
import io.kelpie.bench.search.DiscoveryBench;
import io.kelpie.bench.search.Recognition;
import io.kelpie.bench.search.Reductions;
import io.kelpie.bench.search.SearchBench;
import io.kelpie.results.Disk;
import io.kelpie.search.strategy.Strategies;
import io.kelpie.workload.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the benches that search: {@code search}, {@code discovery}, {@code clean} … */
final class SearchChoice {
  /** Those with anomalies; a profile on which a strategy was tuned is not judged on. */
  private static final List<String> PROFILES =
      List.of("cx6-200g-f", "p2100-100g", "cx5-100g", "cx5-25g");

  private static final List<String> QUICK_PROFILES = List.of("cx6-200g-f", "p2100-100g");
  private static final List<String> QUICK_STRATEGIES =
      List.of("kelpie", "collie-paper-diag", "random");
  private static final long PROBES = 300;
  private static final long QUICK_PROBES = 100;
  private static final long WALK = 600;
  private static final long NIGHT = 2000;
  private static final int DRAWS = 1000;
  private static final int QUICK_DRAWS = 100;

  @Option(
      names = "--profiles",
      paramLabel = "NAME",
      split = ",",
      description = "Of search, discovery and mfs: names or files. Default: those with anomalies.")
  private List<String> profiles = List.of();

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "Search probes of a hunt or walk. Default: 300; of --quick 100; of discovery 600; of clean 2000.")
  private @Nullable Long budget;

  @Option(
      names = "--noise",
      paramLabel = "PLACE|X",
      description =
          "quiet-lab, shared-cluster, drift, bursts, flaky-counter, two-paths, falling-device or busy-fabric, each with *X for X times as much, 0 to 10; a number is X times the usual one, 0 a quiet lab. Usual: shared-cluster, of clean busy-fabric.")
  private String noise = "1";

  @Option(
      names = "--quick",
      description =
          "Of search and discovery: three strategies on two profiles, 100 probes each. Of mfs: two profiles, 100 draws of a kind instead of 1000.")
  private boolean quick;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Of search and published: draws the result into FILE, as SVG.")
  private @Nullable Path plot;

  SearchBench bench(List<String> strategies, int seeds) {
    return compared(strategies, seeds, PROBES);
  }

  DiscoveryBench discovery(List<String> strategies, int seeds) {
    return new DiscoveryBench(compared(strategies, seeds, WALK));
  }

  private SearchBench compared(List<String> strategies, int seeds, long usual) {
    List<String> all = quick ? QUICK_STRATEGIES : Strategies.names();
    return new SearchBench(
        strategies.isEmpty() ? all : strategies,
        reduced(),
        seeds,
        probes(quick ? QUICK_PROBES : usual),
        shared());
  }

  CleanNights nights(List<String> strategies, int seeds) {
    if (strategies.size() > 1) {
      throw new UsageException("clean takes one strategy, not " + strategies + "; name one");
    }
    return new CleanNights(
        strategies.isEmpty() ? Strategies.DEFAULT : strategies.getFirst(),
        seeds,
        probes(NIGHT),
        Noise.parse(noise, Noise.BUSY));
  }

  Recognition recognition(int hunts, long seed) {
    return new Recognition(reduced(), hunts, seed, shared());
  }

  Reductions reductions(int starts) {
    return new Reductions(reduced(), starts, quick ? QUICK_DRAWS : DRAWS, shared());
  }

  private Noise shared() {
    return Noise.parse(noise, Noise.SHARED);
  }

  private List<String> reduced() {
    return profiles.isEmpty() ? quick ? QUICK_PROFILES : PROFILES : profiles;
  }

  void draw(String svg) {
    if (plot != null) {
      Disk.REAL.replace(plot, svg);
    }
  }

  private long probes(long usual) {
    return budget == null ? usual : budget;
  }
}
