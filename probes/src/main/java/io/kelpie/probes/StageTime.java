package io.kelpie.probes;

/**
 * What one stage took, over all tiles of the measured windows.
 *
 * @param stage which
 * @param mean seconds a tile spends in it
 * @param blocked seconds a pass during which tiles were in it and none left for at least half an
 *     idle round trip: work queued, nothing moving
 * @param blockedShare {@code blocked} over the length of a pass
 */
public record StageTime(Stage stage, double mean, double blocked, double blockedShare) {}
