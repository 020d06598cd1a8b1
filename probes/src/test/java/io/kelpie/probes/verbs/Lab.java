package io.kelpie.probes.verbs;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What lab tests share: the probe on the guest's two devices and what they ask of it. */
final class Lab {
  private Lab() {}

  /** The initial workload under the conditions of this lab. */
  static Workload base(VerbsProbe probe) {
    Workload workload = Workload.initial();
    for (NumberDimension condition : List.of(DELAY, LOSS, REORDER)) {
      Values pinned = probe.description().limits().of(condition);
      workload = workload.with(condition, ((Values.Range) pinned).low());
    }
    return workload;
  }

  /**
   * Runs a workload that must complete. Where Soft-RoCE hangs by itself, it must within three runs;
   * the log says so.
   */
  static Measurement run(VerbsProbe probe, Workload workload, Budget budget) {
    Measurement measurement = probe.run(workload, budget);
    for (int hangs = 1; hangs < 3 && measurement.outcome() instanceof Outcome.Hang; hangs++) {
      measured("run again after a hang", workload + ": " + measurement.outcome());
      measurement = probe.run(workload, budget);
    }
    assertThat(measurement.outcome()).as(workload.toString()).isEqualTo(new Outcome.Completed());
    return measurement;
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** A figure for the log, in the form in which the lab's script picks it up. */
  static void measured(String what, String value) {
    System.out.println("measured " + what + ": " + value);
  }

  /** What a command prints, its errors included. */
  static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Arrays.toString(command) + output).isZero();
    return output;
  }
}
