package io.kelpie.search.oracle;

/**
 * An upper bound of a flow's goodput.
 *
 * @param name what binds: {@code line_rate}, {@code window}, {@code calibrated}
 * @param bytesPerSecond payload
 * @param error its own relative error, at least 0
 */
public record Bound(String name, double bytesPerSecond, double error) {}
