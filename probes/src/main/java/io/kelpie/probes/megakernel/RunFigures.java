package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What whole runs of the probe show: orderings, stages, ends, leaks. */
final class RunFigures {
  private static final Carrier LOOPBACK = new Loopback(0, Protocol.NONE);
  private static final Duration WATCHDOG = Duration.ofSeconds(5);
  private static final int WARM_PASSES = 100;
  private static final int STAMPED_PASSES = 100;

  private final Gpu gpu;
  private final Machine machine;

  RunFigures(Gpu gpu, Machine machine) {
    this.gpu = gpu;
    this.machine = machine;
  }

  /** One pass of a few tiles, drained in groups. */
  String traffic(int group) {
    Workload workload =
        Workload.initial()
            .with(Catalogue.ORDERING, Ordering.DRAIN)
            .with(Catalogue.SIGNALS_PER_FENCE, (long) group);
    try (TrafficPlan plan = new TrafficPlan(machine, LOOPBACK, workload, 1000, 2);
        Course course =
            new Course(machine, plan, LOOPBACK, workload, new RingSettings(2, 16, 4, 16))) {
      int verdict = course.run(Duration.ofSeconds(60));
      return verdict == Protocol.DONE ? "done" : "ended with verdict " + verdict;
    }
  }

  /** What is said of more blocks than can run at once, before anything is launched. */
  Object refusal() {
    try {
      new GpuMachine(gpu, 100_000);
      throw new IllegalStateException("100000 blocks were not refused");
    } catch (GpuUnavailableException refused) {
      return new Steps.Refused(refused.toString());
    }
  }

  private static MegakernelSettings settings() {
    return MegakernelSettings.gpu(0);
  }

  Object orderings() {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Ordering ordering : Ordering.values()) {
      for (int group : new int[] {1, 16}) {
        if (group > 1 && ordering != Ordering.DRAIN && ordering != Ordering.NIC_FENCE) {
          continue;
        }
        Workload workload =
            Workload.initial()
                .with(Catalogue.ORDERING, ordering)
                .with(Catalogue.DELAY, 20L)
                .with(
                    Catalogue.SIGNAL_QP,
                    ordering == Ordering.NONE ? SignalQp.CONTROL : SignalQp.TILE)
                .with(Catalogue.SIGNALS_PER_FENCE, (long) group);
        result.put(ordering + (group > 1 ? " by " + group : ""), run(settings(), workload));
      }
    }
    return result;
  }

  private static Map<String, Object> run(MegakernelSettings settings, Workload workload) {
    try (MegakernelProbe probe = new MegakernelProbe(settings)) {
      Measurement measured = probe.run(workload, Budget.search(1));
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("outcome", measured.outcome().toString());
      result.put(
          "pass", measured.flows().isEmpty() ? null : measured.flows().getFirst().medianPass());
      result.put("stages", stages(measured));
      result.put("checked", measured.integrity().checked());
      result.put("disordered", measured.integrity().disordered());
      result.put("corrupt", measured.integrity().corrupt());
      result.put("idle_round_trip", measured.idleRoundTrip());
      return result;
    }
  }

  /** What a tile's compute is asked to be, and what it is. */
  Object computePerTile() {
    Map<String, Object> result = new LinkedHashMap<>();
    Workload workload = Workload.initial().with(Catalogue.TILE_BYTES, List.of(64L));
    for (int asked : new int[] {5_000, 20_000, 100_000}) {
      try (TrafficPlan plan = new TrafficPlan(machine, LOOPBACK, workload, asked, 4);
          Course course =
              new Course(machine, plan, LOOPBACK, workload, new RingSettings(4, 256, 8, 16))) {
        course.run(WATCHDOG);
        course.run(WATCHDOG);
        TaskTimes times =
            new TaskTimes(course.session().taskStamps(), plan.tables().tasks().size());
        result.put(asked + " ns", times.median(0, plan.bytes().length));
      }
    }
    return result;
  }

  /** Stages of drained tiles against the time from ready to verified by the kernel's clock. */
  Object waterfall() {
    Workload workload = Workload.initial().with(Catalogue.ORDERING, Ordering.DRAIN);
    Waterfall waterfall = new Waterfall();
    try (TrafficPlan plan = new TrafficPlan(machine, LOOPBACK, workload, 0, 8);
        TrafficCourse course =
            new TrafficCourse(machine, plan, LOOPBACK, workload, settings().ringSettings())) {
      ClockJoin.Reading before = machine.clock();
      for (int pass = -WARM_PASSES; pass < STAMPED_PASSES; pass++) {
        if (course.pass(WATCHDOG, WATCHDOG) != null) {
          throw new IllegalStateException("pass " + pass + " did not end well");
        }
        ClockJoin.Reading after = machine.clock();
        for (int tile = 0; pass >= 0 && tile < plan.bytes().length; tile++) {
          waterfall.add(course.life(tile), before, after);
        }
        before = after;
      }
    }
    return waterfall.figures();
  }

  private static Map<String, Object> stages(Measurement measured) {
    Map<String, Object> stages = new LinkedHashMap<>();
    measured.stages().forEach(stage -> stages.put(stage.stage().toString(), stage.mean()));
    return stages;
  }

  /** A signal that never comes. */
  Object hang() {
    Map<String, Object> result = new LinkedHashMap<>();
    try (MegakernelProbe probe = new MegakernelProbe(settings().losing(17))) {
      long before = System.nanoTime();
      Budget budget =
          new Budget(Duration.ofMillis(500), 3, Duration.ofMillis(20), Budget.QueuePairs.FRESH, 1);
      result.put("outcome", probe.run(Workload.initial(), budget).outcome().toString());
      result.put("seconds", (System.nanoTime() - before) * 1e-9);
    }
    result.put("next", run(settings(), Workload.initial()).get("outcome"));
    return result;
  }

  Object launches() {
    Workload workload =
        Workload.initial().with(Catalogue.TILES, 4L).with(Catalogue.TILE_BYTES, List.of(256L));
    Map<String, Object> result = new LinkedHashMap<>();
    long freeBefore = gpu.freeBytes();
    try (TrafficPlan plan = new TrafficPlan(machine, LOOPBACK, workload, 0, 1);
        Course course =
            new Course(machine, plan, LOOPBACK, workload, new RingSettings(1, 64, 8, 16))) {
      for (int pass = 0; pass < 1000; pass++) {
        course.run(WATCHDOG);
      }
      long residentBefore = resident();
      long freeUnder = gpu.freeBytes();
      long begin = System.nanoTime();
      for (int pass = 0; pass < 10_000; pass++) {
        if (course.run(WATCHDOG) != Protocol.DONE) {
          throw new IllegalStateException("pass " + pass + " did not end well");
        }
      }
      result.put("launches", 10_000);
      result.put("seconds_each", (System.nanoTime() - begin) * 1e-9 / 10_000);
      result.put("gpu_bytes_lost_under_way", freeUnder - gpu.freeBytes());
      result.put("host_bytes_grown", resident() - residentBefore);
    }
    result.put("gpu_bytes_lost", freeBefore - gpu.freeBytes());
    return result;
  }

  private static long resident() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
      return Long.parseLong(pages[1]) * 4096;
    } catch (IOException e) {
      return 0;
    }
  }
}
