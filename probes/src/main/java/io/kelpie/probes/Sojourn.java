package io.kelpie.probes;

/**
 * How long tiles of one size class took, from requested to verified.
 *
 * @param bytes the class: sizes of at most this power of two, and over half of it
 * @param count tiles measured
 * @param p50 median in seconds; the others likewise
 */
public record Sojourn(
    long bytes, long count, double p50, double p90, double p99, double p999, double max) {}
