package io.kelpie.bench.noise;

import io.kelpie.counters.CounterReading;
import io.kelpie.probes.Description;
import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Probe;
import java.time.Duration;
import java.util.List;

/** A device at a place: what a place does is done to its runs. */
abstract class At implements Probe {
  final Probe device;

  At(Probe device) {
    this.device = device;
  }

  @Override
  public final Description description() {
    return device.description();
  }

  @Override
  public List<CounterReading> idle(Duration time) {
    return device.idle(time);
  }

  @Override
  public final void close() {
    device.close();
  }

  /** The run with every pass so many times as long. */
  static Measurement slower(Measurement quiet, double times) {
    List<Flow> flows =
        quiet.flows().stream()
            .map(flow ->
                new Flow(
                    flow.name(),
                    flow.tiles(),
                    flow.bytes(),
                    flow.passSeconds().stream().map(pass -> pass * times).toList()))
            .toList();
    return with(quiet, flows, quiet.counters());
  }

  /** The run with other counters. */
  static Measurement counting(Measurement quiet, List<CounterReading> counters) {
    return with(quiet, quiet.flows(), counters);
  }

  private static Measurement with(
      Measurement quiet, List<Flow> flows, List<CounterReading> counters) {
    return new Measurement(
        quiet.outcome(),
        flows,
        quiet.stages(),
        quiet.sojourns(),
        quiet.integrity(),
        quiet.silences(),
        counters,
        quiet.idleRoundTrip(),
        quiet.setupSeconds(),
        quiet.deviceSeconds());
  }
}
