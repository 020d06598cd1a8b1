package io.kelpie.probes;

/**
 * What content said at the moment each signal was seen.
 *
 * @param checked tiles whose signal was seen and whose content was then read
 * @param disordered of these, tiles whose data had not all arrived
 * @param missing tiles or signals of UC and UD that never arrived
 * @param corrupt tiles whose content was wrong when everything had long arrived
 * @param example the first tile that failed, in words; empty when none did
 */
public record Integrity(long checked, long disordered, long missing, long corrupt, String example) {
  public static final Integrity UNCHECKED = new Integrity(0, 0, 0, 0, "");

  public boolean whole() {
    return disordered == 0 && missing == 0 && corrupt == 0;
  }
}
