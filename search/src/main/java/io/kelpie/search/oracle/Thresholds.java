package io.kelpie.search.oracle;

/**
 * Where the oracle draws its lines. All are configuration and stand in every report.
 *
 * @param lowGoodput LOW_GOODPUT: share of the smallest bound; above 0, below 1
 * @param serialised SERIALISED: how many times faster the twin is; above 1
 * @param blockedShare share of a pass for which a stage must have been blocked before a twin is
 *     run; 1 − 1/{@code serialised} is the most that loses nothing
 * @param pauseShare PAUSE: share of the time
 * @param retransmitRatio RETRANSMIT: retries a packet over the healthy neighbour's; above 1
 * @param retransmitEvents RETRANSMIT: fewer events in a run than this are noise
 * @param tailRatio TAIL: 99th percentile over the median; above 1
 * @param tailTiles TAIL: tiles of a size class below which it is not judged
 * @param restoration share of the lost rate that a remedy brings back at least
 */
public record Thresholds(
    double lowGoodput,
    double serialised,
    double blockedShare,
    double pauseShare,
    double retransmitRatio,
    double retransmitEvents,
    double tailRatio,
    long tailTiles,
    double restoration) {

  /** The design's table; the retransmission figures are Kelpie's own. */
  public static final Thresholds DEFAULTS =
      new Thresholds(0.8, 1.5, 1.0 / 3, 0.001, 2, 16, 3, 1000, 0.5);

  public Thresholds {
    require(0 < lowGoodput && lowGoodput < 1, "lowGoodput", lowGoodput);
    require(serialised > 1, "serialised", serialised);
    require(0 <= blockedShare && blockedShare < 1, "blockedShare", blockedShare);
    require(0 < pauseShare && pauseShare < 1, "pauseShare", pauseShare);
    require(retransmitRatio > 1, "retransmitRatio", retransmitRatio);
    require(retransmitEvents >= 1, "retransmitEvents", retransmitEvents);
    require(tailRatio > 1, "tailRatio", tailRatio);
    require(tailTiles >= 1, "tailTiles", tailTiles);
    require(0 < restoration && restoration <= 1, "restoration", restoration);
  }

  /** The effect from which a ratio symptom is one; 0 of an event, which needs none. */
  public double effect(Symptom symptom) {
    return switch (symptom) {
      case SERIALISED -> serialised;
      case LOW_GOODPUT -> 1 / lowGoodput;
      case TAIL -> tailRatio;
      case RETRANSMIT -> retransmitRatio;
      case PAUSE -> 1;
      case HANG, DISORDER, ERROR, STALLED -> 0;
    };
  }

  private static void require(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException("threshold " + name + " cannot be " + value);
    }
  }
}
