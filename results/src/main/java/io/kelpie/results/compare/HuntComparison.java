package io.kelpie.results.compare;

import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Likeness;
import io.kelpie.results.Place;
import io.kelpie.results.Recollection;
import io.kelpie.results.compare.Difference.Kind;
import io.kelpie.results.compare.Difference.Told;
import io.kelpie.results.compare.PairSizes.Shift;
import io.kelpie.results.report.CaseFile;
import io.kelpie.results.report.Chronicle;
import io.kelpie.results.report.Explored;
import io.kelpie.results.report.SearchProbes;
import io.kelpie.results.report.Words;
import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Bounds;
import io.kelpie.search.oracle.Calibration;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.jspecify.annotations.Nullable;

/**
 * Compares two hunts. Anomalies are matched by {@link Likeness}. One that both met changed where
 * its effects differ beyond chance, corrected (Holm) for the number of tests, and was sized on one
 * workload in both; one that a side did not meet is gone or new only if that side looked where it
 * was.
 */
public final class HuntComparison {
  /** Chance that some equal effect is told as changed. */
  private static final double SIGNIFICANCE = 0.05;

  /**
   * Clean search probes within its region that show that an anomaly is not there: of an anomaly
   * that shows on two thirds of its region, 1 in 27 such threes would miss it.
   */
  private static final int LOOKED = 3;

  /** A difference below this factor is not worth a word, however sure it is. */
  private static final double RELEVANT = 1.1;

  private final Side first;
  private final Side second;

  private HuntComparison(Side first, Side second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Compares the hunts of two folders.
   *
   * @throws io.kelpie.workload.UsageException if one of them is no hunt's
   */
  public static Comparison of(Path first, Path second) {
    return new HuntComparison(Side.of(first), Side.of(second)).compare();
  }

  /** One hunt. */
  private record Side(Path folder, HuntFile file, List<Finding> findings, Chronicle chronicle) {
    static Side of(Path folder) {
      HuntFile file = HuntFolder.read(folder);
      Chronicle chronicle = new Chronicle(file);
      List<Finding> findings = Recollection.tell(folder, chronicle).findings();
      chronicle.close();
      return new Side(folder, file, findings, chronicle);
    }

    /** For each finding of another hunt, what the search probes in its region came to. */
    Map<String, Looked> looked(List<Finding> others) {
      Map<String, Looked> looked = new HashMap<>();
      if (others.isEmpty()) {
        return looked;
      }
      SearchProbes probes =
          new SearchProbes((probe, explored) -> {
            for (Finding other : others) {
              if (other.shown().contains(probe.workload())) {
                looked.merge(other.id(), Looked.of(explored), Looked::plus);
              }
            }
          });
      HuntFolder.forEachRun(folder, run -> probes.probed(run, false));
      probes.close();
      return looked;
    }

    PairSizes sizes(Finding finding) {
      Oracle oracle =
          new Oracle(
              finding.thresholds(),
              new Bounds(file.place().lineRate(), Calibration.NONE),
              file.place().counters(),
              chronicle.idle());
      return PairSizes.of(
          finding, chronicle.caseFile(finding).map(CaseFile::pairs).orElse(List.of()), oracle);
    }
  }

  /** Search probes in a region: clean, and suspicious of whatever. */
  private record Looked(long clean, long suspicious) {
    static final Looked NOT = new Looked(0, 0);

    static Looked of(Explored explored) {
      return new Looked(explored == Explored.CLEAN ? 1 : 0, explored == Explored.ANOMALOUS ? 1 : 0);
    }

    Looked plus(Looked other) {
      return new Looked(clean + other.clean, suspicious + other.suspicious);
    }
  }

  /**
   * @param shift null where that was not tested
   */
  private record Match(Finding first, Finding second, @Nullable Shift shift) {
    /** 1 where nothing was tested. */
    double pValue() {
      return shift == null ? 1 : shift.pValue();
    }

    double growth() {
      return shift == null ? second.effect() / first.effect() : shift.growth();
    }
  }

  private Comparison compare() {
    List<Match> matches = new ArrayList<>();
    List<Finding> onlyFirst = new ArrayList<>();
    List<Finding> onlySecond = new ArrayList<>(second.findings());
    for (Finding finding : first.findings()) {
      Optional<Finding> other =
          onlySecond.stream().filter(candidate -> Likeness.same(finding, candidate)).findFirst();
      if (other.isPresent()) {
        onlySecond.remove(other.get());
        matches.add(new Match(finding, other.get(), shift(finding, other.get())));
      } else {
        onlyFirst.add(finding);
      }
    }
    List<Difference> differences = new ArrayList<>(matched(matches));
    Map<String, Looked> inSecond = second.looked(onlyFirst);
    for (Finding finding : onlyFirst) {
      differences.add(missing(finding, true, inSecond.getOrDefault(finding.id(), Looked.NOT)));
    }
    Map<String, Looked> inFirst = first.looked(onlySecond);
    for (Finding finding : onlySecond) {
      differences.add(missing(finding, false, inFirst.getOrDefault(finding.id(), Looked.NOT)));
    }
    Place then = first.file().place();
    Place now = second.file().place();
    return new Comparison(
        first.folder().toString(),
        second.folder().toString(),
        then.simulated() || now.simulated(),
        then.changes(now),
        differences);
  }

  /** Null where the two were not sized on one workload, or the runs are not there. */
  private @Nullable Shift shift(Finding one, Finding other) {
    if (!one.workload().equals(other.workload())) {
      return null;
    }
    if (one.symptom().isRatio()) {
      return first.sizes(one).shift(second.sizes(other)).orElse(null);
    }
    int[][] table = {
      {one.reproduced(), one.runs() - one.reproduced()},
      {other.reproduced(), other.runs() - other.reproduced()}
    };
    return new Shift(fisher(table), other.effect() / one.effect());
  }

  /** Fisher's test, which has no answer where an event was seen in all runs, or in none. */
  private static double fisher(int[][] table) {
    boolean isAlike = table[0][0] + table[1][0] == 0 || table[0][1] + table[1][1] == 0;
    return isAlike ? 1 : FisherExactTest.withDefaults().test(table).getPValue();
  }

  /** Holm's step-down: the smallest p-value bears the whole number of tests, the next one less. */
  private static List<Difference> matched(List<Match> matches) {
    List<Match> tested =
        matches.stream()
            .filter(match -> match.shift() != null)
            .sorted(Comparator.comparingDouble(Match::pValue))
            .toList();
    Map<Match, Boolean> significant = new HashMap<>();
    boolean holds = true;
    for (int i = 0; i < tested.size(); i++) {
      holds &= tested.get(i).pValue() <= SIGNIFICANCE / (tested.size() - i);
      significant.put(tested.get(i), holds);
    }
    return matches.stream()
        .map(match -> matched(match, significant.getOrDefault(match, apart(match))))
        .toList();
  }

  /** Where no test speaks, intervals that do not meet do; of one workload. */
  private static boolean apart(Match match) {
    boolean isOfOneWorkload = match.first().workload().equals(match.second().workload());
    return isOfOneWorkload
        && (match.first().interval().high() < match.second().interval().low()
            || match.second().interval().high() < match.first().interval().low());
  }

  private static Difference matched(Match match, boolean isSignificant) {
    double growth = match.growth();
    boolean isRelevant = Math.max(growth, 1 / growth) >= RELEVANT;
    Kind kind =
        !isSignificant || !isRelevant ? Kind.STILL_THERE : growth > 1 ? Kind.WORSE : Kind.BETTER;
    return new Difference(
        kind,
        match.second().symptom().name(),
        match.second().title(),
        Told.of(match.first()),
        Told.of(match.second()),
        match.shift() == null ? null : match.pValue(),
        why(match, kind, isSignificant));
  }

  private static String why(Match match, Kind kind, boolean isSignificant) {
    if (kind == Kind.WORSE) {
      return "its effect grew beyond chance";
    }
    if (kind == Kind.BETTER) {
      return "its effect shrank beyond chance";
    }
    if (!match.first().workload().equals(match.second().workload())) {
      return "both met it, on workloads that differ: replay one of them in both places to compare"
          + " its size";
    }
    return isSignificant
        ? "its effect differs by less than a tenth"
        : "no difference beyond chance";
  }

  private static Difference missing(Finding finding, boolean isInFirst, Looked looked) {
    boolean isTold = looked.clean() >= LOOKED && looked.suspicious() == 0;
    String side = isInFirst ? "the second" : "the first";
    return new Difference(
        !isTold ? Kind.CANNOT_TELL : isInFirst ? Kind.GONE : Kind.APPEARED,
        finding.symptom().name(),
        finding.title(),
        isInFirst ? Told.of(finding) : null,
        isInFirst ? null : Told.of(finding),
        null,
        isTold ? absent(side, looked) : open(side, looked));
  }

  private static String absent(String side, Looked looked) {
    int probes = (int) Math.min(looked.clean(), Integer.MAX_VALUE);
    return side
        + " searched its region "
        + probes
        + " times, each time clean: it shows on less than "
        + Words.percent(Sample.share(0, probes).high())
        + " of it (95 %)";
  }

  private static String open(String side, Looked looked) {
    String what =
        looked.suspicious() > 0
            ? " met something suspicious in its region and did not confirm it"
            : looked.clean() == 0
                ? " never searched its region"
                : " searched its region only " + Words.plural(looked.clean(), "time", "times");
    return side + what + ": replay it there to know";
  }
}
