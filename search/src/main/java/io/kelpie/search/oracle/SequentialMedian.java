package io.kelpie.search.oracle;

/**
 * Asks pair by pair whether the median of what is measured lies over a line. For each answer a bet
 * stands that the other one would lose: were the median on the other side, a stake that is played
 * at fair odds grows to 200 times itself with a chance of at most 1 in 200, however often it is
 * looked at and whatever the noise (Ville's inequality for nonnegative supermartingales). The stake
 * is spread over five beliefs of how clearly the pairs speak, so that ten unanimous pairs suffice
 * and three dozen do where one in five says the opposite.
 */
public final class SequentialMedian {
  /** The chance of a wrong answer, either way. */
  public static final double ERROR = 0.005;

  private static final double[] BELIEFS = {0.6, 0.7, 0.8, 0.9, 0.97};

  private final double line;
  private final double[] over = {1, 1, 1, 1, 1};
  private final double[] under = {1, 1, 1, 1, 1};

  public SequentialMedian(double line) {
    this.line = line;
  }

  /** Takes one value in; one on the line speaks against both answers. */
  public void add(double value) {
    for (int i = 0; i < BELIEFS.length; i++) {
      over[i] *= 2 * (value > line ? BELIEFS[i] : 1 - BELIEFS[i]);
      under[i] *= 2 * (value < line ? BELIEFS[i] : 1 - BELIEFS[i]);
    }
  }

  public boolean isOver() {
    return odds() >= 1 / ERROR;
  }

  public boolean isUnder() {
    return worth(under) >= 1 / ERROR;
  }

  /** What the stake against a median under the line has grown to: an e-value. */
  public double odds() {
    return worth(over);
  }

  private static double worth(double[] stakes) {
    double sum = 0;
    for (double stake : stakes) {
      sum += stake;
    }
    return sum / stakes.length;
  }
}
