package io.kelpie.bench.lab;

import static io.kelpie.workload.Catalogue.DELAY;

import io.kelpie.probes.Budget;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.util.List;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model of a lab's device with three free parameters, fitted to put-only runs alone: the least
 * squares of the logarithms of model over measured.
 *
 * @param oneWayNanos of the way to the peer beside what the lab adds
 * @param packetNanos of a packet, whatever it moves: Soft-RoCE's kernel threads handle one at a
 *     time
 * @param bytesPerSecond of its payload, on top of that
 */
public record LabFit(int oneWayNanos, int packetNanos, long bytesPerSecond) {
  /** Packets of one queue pair that Soft-RoCE leaves unacknowledged (rxe_param.h, Linux 6.12). */
  private static final int UNACKNOWLEDGED = 128;

  /** Payload of a packet of Soft-RoCE over links of MTU 9000. */
  private static final int PATH_MTU = 4096;

  private static final int EVALUATIONS = 2000;
  private static final Budget BUDGET = Budget.search(1).fresh();

  /** Fits to those rows that may be fitted to. */
  static LabFit to(List<LabRow> rows) {
    List<LabRow> calibrating = rows.stream().filter(LabRow::calibrates).toList();
    PointValuePair best =
        new SimplexOptimizer(1e-4, 1e-6)
            .optimize(
                new ObjectiveFunction(logarithms -> of(logarithms).distance(calibrating)),
                GoalType.MINIMIZE,
                new InitialGuess(new double[] {Math.log(1e5), Math.log(1e5), Math.log(1e8)}),
                new NelderMeadSimplex(3, 1.0),
                new MaxEval(EVALUATIONS));
    return of(best.getPoint());
  }

  private static LabFit of(double[] logarithms) {
    return new LabFit(
        Math.clamp(Math.round(Math.exp(logarithms[0])), 0, 1_000_000_000),
        Math.clamp(Math.round(Math.exp(logarithms[1])), 0, 1_000_000_000),
        Math.clamp(Math.round(Math.exp(logarithms[2])), 1_000_000L, 1_000_000_000_000L));
  }

  private double distance(List<LabRow> rows) {
    double sum = 0;
    try (ModelProbe probe = new ModelProbe(profile(0))) {
      for (LabRow row : rows) {
        double error = Math.log(seconds(probe, row) / row.seconds());
        sum += error * error;
      }
    }
    return sum;
  }

  /** Seconds a tile that the model gives a row's workload. */
  double seconds(LabRow row) {
    try (ModelProbe probe = new ModelProbe(profile(0))) {
      return seconds(probe, row);
    }
  }

  private static double seconds(ModelProbe probe, LabRow row) {
    Workload base = Workload.initial().with(DELAY, row.delay());
    return probe.run(row.cell().workload(base, row.bytes(), row.depth()), BUDGET).tileTime();
  }

  /**
   * The clean profile with these three and Soft-RoCE's window.
   *
   * @param noise of its costs, as a profile has it
   */
  Profile profile(double noise) {
    ObjectNode profile = (ObjectNode) StrictJson.MAPPER.valueToTree(Profile.named(Profile.CLEAN));
    ObjectNode parameters = (ObjectNode) profile.get("parameters");
    parameters.put("noise", noise);
    ObjectNode nic = (ObjectNode) parameters.get("nic");
    nic.put("unacknowledgedPackets", UNACKNOWLEDGED);
    ObjectNode link = (ObjectNode) parameters.get("link");
    link.put("oneWayNanos", oneWayNanos);
    link.put("bytesPerSecond", bytesPerSecond);
    link.put("burstBytes", PATH_MTU);
    link.put(
        "headerBytes", Math.clamp(Math.round(packetNanos * 1e-9 * bytesPerSecond), 1, 100_000));
    return StrictJson.read(StrictJson.line(profile), "the fitted profile", Profile.class);
  }
}
