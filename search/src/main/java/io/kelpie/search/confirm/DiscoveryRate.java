package io.kelpie.search.confirm;

/**
 * Holds the share of false claims that a hunt makes, in the mean, to {@link #RATE}: of hundreds of
 * suspicions that are put to the test some pass by chance. The evidence that the next one needs
 * grows with the tests before it and falls with the claims (e-LOND; Xu and Ramdas, "Online multiple
 * testing with e-values", 2024), and the rate holds whatever the tests have in common: one device,
 * one noise, one calibration.
 */
public final class DiscoveryRate {
  /** The greatest mean share of false claims. */
  public static final double RATE = 0.05;

  private long tests;
  private long claims;

  /**
   * The odds that the next test needs for a claim: the amount that a stake of 1, bet at fair odds
   * against the anomaly's absence, has to have grown to. The first test spends half of {@link
   * #RATE}, the second a sixth, the t-th 1/(t·(t+1)), together all of it.
   */
  public double odds() {
    double test = tests + 1.0;
    return test * (test + 1) / (RATE * (claims + 1));
  }

  /** A test ended. */
  public void tested(boolean claimed) {
    tests++;
    claims += claimed ? 1 : 0;
  }
}
