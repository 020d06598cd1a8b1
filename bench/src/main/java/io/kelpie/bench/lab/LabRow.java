package io.kelpie.bench.lab;

/**
 * What one cell cost on a device.
 *
 * @param delay added round-trip time, in microseconds
 * @param bytes of each tile
 * @param depth of the send queue, in work requests
 * @param seconds a tile: the median of three runs
 */
public record LabRow(LabCell cell, long delay, long bytes, long depth, double seconds) {
  /** Whether the model's parameters may be fitted to it. */
  boolean calibrates() {
    return cell == LabCell.PUT_ONLY;
  }
}
