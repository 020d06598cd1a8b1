package io.kelpie.search.confirm;

import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Sample;
import io.kelpie.search.oracle.SequentialMedian;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the two arms of a confirmation gave, valid trials alone.
 *
 * @param ratio whether the effect is a ratio; else it is the share of trials that showed the event
 * @param threshold from which a ratio is an anomaly
 * @param same trials on the same queue pairs
 * @param fresh trials on new queue pairs each
 */
public record Confirmed(boolean ratio, double threshold, List<Trial> same, List<Trial> fresh) {
  public Confirmed {
    same = List.copyOf(same);
    fresh = List.copyOf(fresh);
  }

  public int runs() {
    return same.size() + fresh.size();
  }

  /** Trials that showed the same symptom at the same stage. */
  public int reproduced() {
    return reproduced(all());
  }

  /**
   * Median ratio, or share of trials. What follows the queue pairs has its size on those that have
   * it.
   */
  public double effect() {
    return ratio ? ratios().median() : (double) reproduced() / runs();
  }

  /** Of the effect, 95 %: order statistics of the ratios, Clopper-Pearson of a share. */
  public Interval interval() {
    return ratio ? ratios().interval() : Sample.share(reproduced(), runs());
  }

  private Sample ratios() {
    return sample(followsQueuePairs() ? same : all());
  }

  /**
   * Whether the anomaly may be claimed. A ratio: in both arms together the interval's lower end
   * reaches the threshold and most trials name the same stage, or it follows the queue pairs. An
   * event: it was seen again.
   */
  public boolean holds() {
    if (runs() == 0) {
      return false;
    }
    if (!ratio) {
      return reproduced() > 0;
    }
    return followsQueuePairs() || (2 * reproduced() > runs() && interval().low() >= threshold);
  }

  /**
   * How strongly the trials speak for a ratio of at least the threshold: an e-value, half of the
   * stake bet on all trials, half on the same queue pairs alone; see {@link SequentialMedian}. An
   * event that was seen needs none.
   */
  public double odds() {
    return ratio ? (odds(all()) + odds(same)) / 2 : Double.POSITIVE_INFINITY;
  }

  private static double odds(List<Trial> trials) {
    SequentialMedian passes = new SequentialMedian(0.5);
    trials.forEach(trial -> passes.add(trial.shows() ? 1 : 0));
    return passes.odds();
  }

  /**
   * Whether it is a matter of the queue pairs: there in every trial on the same ones, there on some
   * of the fresh ones and not on at least two others, with a gap between. The arms run one after
   * the other, so a slow spell that ends between them would show the same, but for the gap.
   */
  public boolean followsQueuePairs() {
    int seen = reproduced(fresh);
    return ratio
        && !same.isEmpty()
        && reproduced(same) == same.size()
        && sample(same).interval().low() >= threshold
        && seen >= 1
        && fresh.size() - seen >= 2
        && partsInTwo();
  }

  /** Whether what shows it lies farther from what does not than among itself. */
  private boolean partsInTwo() {
    List<Double> ill = sample(all().stream().filter(Trial::shows).toList()).values();
    List<Double> healthy = sample(fresh.stream().filter(trial -> !trial.shows()).toList()).values();
    return ill.getFirst() * ill.getFirst() > ill.getLast() * healthy.getLast();
  }

  /**
   * Whether an event comes and goes by itself: seen in at most half of the runs. What a change does
   * to it cannot be told from what chance does, in a number of runs that a hunt can afford.
   */
  public boolean intermittent() {
    return !ratio && 2 * reproduced() <= runs();
  }

  /** How far the pairs lie from each other: the largest ratio over the smallest; 1 of an event. */
  public double spread() {
    if (!ratio || runs() == 0) {
      return 1;
    }
    List<Double> effects = sample(all()).values();
    return effects.getLast() / effects.getFirst();
  }

  /** Median seconds a tile of the workload. */
  public double tileTime() {
    return median(all().stream().map(Trial::tileTime).toList());
  }

  /** Median seconds a tile of the reference. */
  public double referenceTileTime() {
    return median(all().stream().map(Trial::referenceTileTime).toList());
  }

  /** What it does to the device's counters, by the trials that showed it. */
  public Signature signature() {
    return Signature.median(all().stream().filter(Trial::shows).map(Trial::signature).toList());
  }

  private List<Trial> all() {
    return Stream.concat(same.stream(), fresh.stream()).toList();
  }

  private static int reproduced(List<Trial> trials) {
    return (int) trials.stream().filter(Trial::shows).count();
  }

  private static Sample sample(List<Trial> trials) {
    return new Sample(trials.stream().map(Trial::effect).toList());
  }

  private static double median(List<Double> values) {
    return values.isEmpty() ? 0 : new Sample(values).median();
  }
}
