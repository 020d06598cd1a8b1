package io.kelpie.search.confirm;

import io.kelpie.search.minimise.Question;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Sample;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a workload shows an anomaly by as few runs as its clearness permits: a ratio far
 * from the threshold decides at once, one near it by the majority of five; an event that is seen
 * decides at once, its absence when it has been repeated until an event that comes as often as this
 * one does would have been seen in 95 % of cases. What a place does to a goodput only lowers it: a
 * good one decides at once, a low one only when repeated, and so does what may hide a pause. A low
 * one is held against the place's {@link Pace}: its bound is an older run's.
 */
public final class SequentialQuestion implements Question {
  /** A ratio beyond the threshold by this factor, either way, is clear where noise is unknown. */
  private static final double CLEAR = 1.25;

  /** The least factor: no noise estimate from a dozen pairs deserves more trust. */
  private static final double LEAST_CLEAR = 1.03;

  private static final int MAJORITY = 3;

  /** Runs without an event of which it is not known how often it comes, until it is absent. */
  private static final int ABSENCES = 3;

  /** Runs with a low goodput, none with a good one between, that are believed. */
  private static final int LOW = 2;

  private static final int MOST_INVALID = 2;

  private final Tribunal tribunal;
  private final Evidence anomaly;
  private final BooleanSupplier spent;
  private final double clear;
  private final double least;
  private final int absences;
  private final @Nullable Ill ill;
  private final Answered answered;
  private final Map<Workload, Double> effects = new LinkedHashMap<>();

  /** A workload that was confirmed to show the anomaly, and its seconds a tile. */
  private record Ill(Workload workload, double tileTime) {}

  /**
   * What questions for one anomaly have learnt, of whatever size it has to be: the effects of the
   * workloads that showed it, the workloads that never did, and how slow the place is.
   */
  private record Answered(Map<Workload, Double> effects, Set<Workload> without, Pace pace) {}

  /** A workload that showed the anomaly, and how large. */
  public record Sighting(Workload workload, double effect) {}

  /**
   * Prepares to ask for one anomaly of which only one sighting is known.
   *
   * @param spent whether no more runs may be had
   */
  public SequentialQuestion(Tribunal tribunal, Evidence anomaly, BooleanSupplier spent) {
    this(
        tribunal,
        anomaly,
        spent,
        CLEAR,
        tribunal.oracle().thresholds().effect(anomaly.symptom()),
        ABSENCES,
        null,
        new Answered(new HashMap<>(), new HashSet<>(), new Pace(tribunal)));
  }

  /**
   * The question for an anomaly whose noise is known: clear is what lies farther from the threshold
   * than the confirmation's pairs lay from each other, absent what did not come in as many runs as
   * make that unlikely by how often it came there. What was asked before is not asked again.
   *
   * <p>What may be hidden is told from what is absent by this question alone: to make a workload
   * plainer either serves as little.
   *
   * @param workload that was confirmed
   */
  public SequentialQuestion knowing(Confirmed confirmed, Workload workload) {
    return new SequentialQuestion(
        tribunal,
        anomaly,
        spent,
        Math.clamp(confirmed.spread(), LEAST_CLEAR, 2 * CLEAR),
        least,
        anomaly.symptom().isRatio() ? ABSENCES : absences(confirmed),
        new Ill(workload, confirmed.tileTime()),
        answered);
  }

  private static int absences(Confirmed confirmed) {
    double missed = 1 - Sample.leastShare(confirmed.reproduced(), confirmed.runs());
    return (int) Math.ceil(Math.log(1 - Sample.CONFIDENCE) / Math.log(missed));
  }

  /**
   * The question whether the anomaly keeps its size: on a logarithmic scale, at least half of what
   * lies between two effects. Of an event, the same question.
   *
   * @param smaller an effect that is not enough; the threshold, where that is larger
   */
  public SequentialQuestion keeping(double smaller, double larger) {
    double kept = Math.sqrt(Math.max(least, smaller) * Math.max(least, larger));
    return new SequentialQuestion(
        tribunal,
        anomaly,
        spent,
        clear,
        anomaly.symptom().isRatio() ? kept : least,
        absences,
        ill,
        answered);
  }

  /**
   * The same question, with what was learnt, for other runs.
   *
   * @param spent whether no more runs may be had
   */
  public SequentialQuestion until(BooleanSupplier spent) {
    return new SequentialQuestion(tribunal, anomaly, spent, clear, least, absences, ill, answered);
  }

  /** Of all workloads whose answer was yes the one with the largest effect. */
  public Optional<Sighting> strongest() {
    return effects.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(entry -> new Sighting(entry.getKey(), entry.getValue()));
  }

  /** How large a workload whose answer was yes showed it. */
  public double effect(Workload workload) {
    return answered.effects().getOrDefault(workload, least);
  }

  private SequentialQuestion(
      Tribunal tribunal,
      Evidence anomaly,
      BooleanSupplier spent,
      double clear,
      double least,
      int absences,
      @Nullable Ill ill,
      Answered answered) {
    this.tribunal = tribunal;
    this.anomaly = anomaly;
    this.spent = spent;
    this.clear = clear;
    this.least = least;
    this.absences = absences;
    this.ill = ill;
    this.answered = answered;
  }

  @Override
  public Answer ask(String purpose, Workload workload) {
    if (answered.without().contains(workload)) {
      return Answer.NO;
    }
    Double known = answered.effects().get(workload);
    if (known != null && known >= least) {
      effects.put(workload, known);
      return Answer.YES;
    }
    List<Double> shown = new ArrayList<>();
    Answer answer = ask(purpose, workload, shown);
    if (answer == Answer.YES) {
      double effect = new Sample(shown.stream().filter(size -> size >= least).toList()).median();
      effects.put(workload, effect);
      answered.effects().put(workload, effect);
    } else if (answer == Answer.NO && shown.isEmpty()) {
      answered.without().add(workload);
    }
    return answer;
  }

  /**
   * Asks.
   *
   * @param shown to which the effect of each trial is added that showed the anomaly, however small
   */
  private Answer ask(String purpose, Workload workload, List<Double> shown) {
    int yes = 0;
    int no = 0;
    int hidden = 0;
    int invalid = 0;
    int enough = anomaly.symptom().isRatio() ? MAJORITY : absences;
    while (yes < MAJORITY && no < enough) {
      if (spent.getAsBoolean() || invalid > MOST_INVALID) {
        return Answer.UNKNOWN;
      }
      Trial trial = look(purpose, workload);
      if (!trial.valid()) {
        invalid++;
        continue;
      }
      boolean shows = trial.shows() && trial.effect() >= least;
      if (trial.shows()) {
        shown.add(trial.effect());
      }
      yes += shows ? 1 : 0;
      no += shows ? 0 : 1;
      if (isHidden(trial, workload)) {
        hidden++;
        if (anomaly.symptom() == Symptom.SERIALISED && trial.effect() >= least * clear) {
          return Answer.HIDDEN;
        }
      } else if (decides(trial, shows, yes + no - hidden)) {
        return shows ? Answer.YES : Answer.NO;
      }
    }
    if (yes > no) {
      return Answer.YES;
    }
    return hidden == no ? Answer.HIDDEN : Answer.NO;
  }

  private Trial look(String purpose, Workload workload) {
    Trial trial = tribunal.glance(purpose, anomaly, workload);
    return anomaly.symptom() == Symptom.LOW_GOODPUT && trial.shows()
        ? trial.paced(
            answered.pace().slower(purpose, workload),
            tribunal.oracle().thresholds().effect(anomaly.symptom()))
        : trial;
  }

  /**
   * Whether an anomaly that was confirmed and not seen may be hidden: by what the trial showed, or,
   * of a pause, by what takes the same tiles longer than with it.
   */
  private boolean isHidden(Trial trial, Workload workload) {
    return ill != null
        && (trial.hidden()
            || (anomaly.symptom() == Symptom.PAUSE
                && !trial.shows()
                && isAlike(workload, ill.workload())
                && trial.tileTime() > ill.tileTime() * Counterfactuals.GAIN));
  }

  private static boolean isAlike(Workload one, Workload other) {
    return one.get(Catalogue.TILE_BYTES).equals(other.get(Catalogue.TILE_BYTES));
  }

  /** Whether a trial, the one of this number, decides by itself. */
  private boolean decides(Trial trial, boolean shows, int number) {
    return switch (anomaly.symptom()) {
      case LOW_GOODPUT -> !shows || number == LOW;
      case SERIALISED, TAIL, RETRANSMIT, PAUSE, STALLED, HANG, DISORDER, ERROR ->
          anomaly.symptom().isRatio()
              ? number == 1
                  && (shows ? trial.effect() >= least * clear : trial.effect() <= least / clear)
              : shows;
    };
  }
}
