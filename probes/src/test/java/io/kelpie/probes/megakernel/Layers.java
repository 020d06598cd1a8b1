package io.kelpie.probes.megakernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** Runs a layer inside the kernel on host threads and holds its numbers against the reference. */
final class Layers {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final RingSettings RINGS = new RingSettings(2, 16, 4, 16);

  /** As fast as the host copies. */
  static final Carrier LOOPBACK = new Loopback(0, Protocol.NONE);

  private Layers() {}

  /** A layer whose experts get unequal shares, one of them more than it has room for. */
  static MoeShape shape(boolean wireDispatch, boolean wireCombine) {
    return new MoeShape(
        70, 3, 2, 128, 64, 0.7, 1.25, 32, 1, Protocol.SILU, wireDispatch, wireCombine, 5);
  }

  /**
   * The root of the squared error over that of the reference, after two passes.
   *
   * @param carrier over which it travels
   */
  static double error(MoeShape shape, Rules rules, Carrier carrier) {
    return error(new HostMachine(2), shape, rules, carrier, Workload.initial());
  }

  /**
   * The same over the loopback, handed over as a workload asks.
   *
   * @param machine closed afterwards
   */
  static double error(Machine machine, MoeShape shape, Rules rules, Workload workload) {
    return error(machine, shape, rules, LOOPBACK, workload);
  }

  /** The same over a carrier. */
  static double error(
      Machine machine, MoeShape shape, Rules rules, Carrier carrier, Workload workload) {
    MoeLayer layer = new MoeLayer(shape);
    Handover handover = Handover.of(workload);
    try (MoePlan plan = new MoePlan(machine, carrier, layer, rules, RINGS.rings(), handover);
        Course course = new Course(machine, plan, carrier, workload, RINGS);
        Arena arena = Arena.ofConfined()) {
      Session session = course.session();
      for (int pass = 0; pass < 2; pass++) {
        plan.clear(arena);
        int verdict = course.run(PATIENCE);
        if (verdict != Protocol.DONE) {
          throw new AssertionError(
              "pass %d ended with %d, waiting %d, tile %d, task %d"
                  .formatted(
                      pass,
                      verdict,
                      session.status("waiting"),
                      session.status("tile"),
                      session.status("task")));
        }
      }
      return error(layer, plan.output(arena));
    } finally {
      machine.close();
    }
  }

  private static double error(MoeLayer layer, MemorySegment output) {
    MoeShape shape = layer.shape();
    double off = 0;
    double all = 0;
    for (int token = 0; token < shape.tokens(); token++) {
      double[] wanted = layer.output(token, layer.allColumns());
      for (int column = 0; column < wanted.length; column++) {
        double got = output.getAtIndex(JAVA_FLOAT, (long) token * shape.hidden() + column);
        off += (got - wanted[column]) * (got - wanted[column]);
        all += wanted[column] * wanted[column];
      }
    }
    return Math.sqrt(off / all);
  }
}
