package io.kelpie.counters;

/**
 * A counter and what one look at it gave.
 *
 * @param counter the counter
 * @param reading its value, or why there is none
 */
public record Sample(Counter counter, Reading reading) {}
