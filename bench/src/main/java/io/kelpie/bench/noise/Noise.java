package io.kelpie.bench.noise;

import io.kelpie.probes.Probe;
import io.kelpie.workload.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a place does to the runs of a device: {@code shared-cluster}, or {@code shared-cluster*10}
 * for ten times as much of it.
 *
 * @param times how much of it, 0 to 10; 0 is a quiet lab, whatever the place
 */
public record Noise(Place place, double times) {
  private static final double MOST = 10;
  private static final String TIMES = "*";

  /** Jitter of a place that nobody shares. */
  private static final double OWN_JITTER = 0.02;

  /** Kinds of place. */
  public enum Place {
    /** Nothing is added to what the device's own profile varies by. */
    QUIET_LAB,
    /**
     * Neighbours: jitter of 10 %, a load that drifts, one run in ten slowed by half to threefold.
     */
    SHARED_CLUSTER,
    /** A neighbour's jobs start and end, and between them the load creeps. */
    DRIFT,
    /** One run in four is slowed by half to threefold. */
    BURSTS,
    /** A diagnostic counter cannot be read now and then, and counts what did not happen. */
    FLAKY_COUNTER,
    /** Half of the queue pairs that are set up take a path that is slower by half. */
    TWO_PATHS,
    /** The device fails now and then, and is gone for a few runs. */
    FALLING_DEVICE,
    /** A shared cluster with drift and two paths. */
    BUSY_FABRIC;

    /** The name in commands and JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final Noise QUIET = new Noise(Place.QUIET_LAB, 1);
  public static final Noise SHARED = new Noise(Place.SHARED_CLUSTER, 1);
  public static final Noise BUSY = new Noise(Place.BUSY_FABRIC, 1);

  public Noise {
    if (!(times >= 0 && times <= MOST)) {
      throw new UsageException("a noise of " + times + " times; choose 0 to 10");
    }
  }

  /**
   * Reads {@code PLACE}, {@code PLACE*X}, or {@code X} alone for so many times {@code usual}.
   *
   * @throws UsageException if it is none of these
   */
  public static Noise parse(String text, Noise usual) {
    int star = text.indexOf(TIMES);
    String name = star < 0 ? text : text.substring(0, star);
    for (Place place : Place.values()) {
      if (place.toString().equals(name)) {
        return new Noise(place, star < 0 ? 1 : number(text.substring(star + 1), text));
      }
    }
    return new Noise(usual.place, usual.times * number(text, text));
  }

  private static double number(String figure, String text) {
    try {
      return Double.parseDouble(figure);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "no noise is called "
              + text
              + "; choose "
              + Arrays.stream(Place.values()).map(Place::toString).collect(Collectors.joining(", "))
              + ", one of these as NAME*X for X times as much, or X times the usual one, 0 to 10",
          e);
    }
  }

  /** A device at this place; closing it closes the device. */
  public Probe around(Probe device, long seed) {
    if (times == 0) {
      return device;
    }
    return switch (place) {
      case QUIET_LAB -> device;
      case SHARED_CLUSTER -> SharedLoad.cluster(device, seed, times);
      case DRIFT -> new ChangingLoad(own(device, seed), seed + 1, times);
      case BURSTS -> new SharedLoad(device, seed, OWN_JITTER, 0, Math.min(1, 0.25 * times));
      case FLAKY_COUNTER -> new FlakyCounter(own(device, seed), seed + 1, times);
      case TWO_PATHS -> new TwoPaths(own(device, seed), seed + 1);
      case FALLING_DEVICE -> new FallingDevice(own(device, seed), seed + 1, times);
      case BUSY_FABRIC ->
          new TwoPaths(
              new ChangingLoad(SharedLoad.cluster(device, seed, times), seed + 1, times), seed + 2);
    };
  }

  private static Probe own(Probe device, long seed) {
    return new SharedLoad(device, seed, OWN_JITTER, 0, 0);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return times == 1 ? place.toString() : place + TIMES + times;
  }
}
