package io.kelpie.search.strategy;

import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/** Temperature and acceptance of one chain of simulated annealing. */
final class Annealer {
  private final AnnealingSettings settings;
  private final UniformRandomProvider random;
  private double temperature;
  private int steps;

  Annealer(AnnealingSettings settings, UniformRandomProvider random) {
    this.settings = settings;
    this.random = random;
    this.temperature = settings.initial();
  }

  double temperature() {
    return temperature;
  }

  /** Whether the chain has cooled down. */
  boolean isCold() {
    return temperature <= settings.last();
  }

  /**
   * Decides one step: always taken where the energy falls, else with probability exp(−ΔE/T).
   *
   * @param difference ΔE, relative
   */
  boolean accepts(double difference) {
    return difference < 0 || random.nextDouble() < Math.exp(-difference / temperature);
  }

  /** Counts a step; after the settings' number of mutations the chain cools. */
  void step() {
    if (++steps % settings.mutations() == 0) {
      temperature *= settings.cooling();
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "step %d at temperature %.3g", steps + 1, temperature);
  }
}
