package io.kelpie.probes;

import io.kelpie.counters.Counter;
import io.kelpie.workload.Limits;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a probe is.
 *
 * @param name the probe's word on the command line
 * @param simulated whether its figures come from a model
 * @param limits what it can realise
 * @param lineRate bytes a second that the hardware can carry in one direction, headers included;
 *     null for a device without a physical rate
 * @param counters the counters that its measurements may hold, device's and own
 * @param environment kernel, device, firmware, versions and whatever else a replay compares
 */
public record Description(
    String name,
    boolean simulated,
    Limits limits,
    @Nullable Double lineRate,
    List<Counter> counters,
    SortedMap<String, String> environment) {
  /** In an environment: what {@code --device} has to be for the probe to open the same again. */
  public static final String DEVICE = "device";

  public Description {
    counters = List.copyOf(counters);
    environment = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  public Description(
      String name,
      boolean simulated,
      Limits limits,
      @Nullable Double lineRate,
      List<Counter> counters,
      Map<String, String> environment) {
    this(name, simulated, limits, lineRate, counters, new TreeMap<>(environment));
  }
}
