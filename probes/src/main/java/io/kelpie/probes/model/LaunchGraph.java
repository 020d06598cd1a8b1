package io.kelpie.probes.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Small kernels in front of a layer and what each waits for, as streams order them: a kernel starts
 * when all those before it have ended, and kernels without order run side by side, since each fills
 * few processors.
 */
public final class LaunchGraph {
  private final List<Kernel> kernels;

  /**
   * A kernel.
   *
   * @param micros that it takes
   * @param elementwise whether it works value by value (a sum, a scale, a copy), so that it can
   *     ride inside a neighbour
   * @param after names of those that it waits for
   */
  public record Kernel(String name, double micros, boolean elementwise, List<String> after) {
    public Kernel {
      after = List.copyOf(after);
    }
  }

  /**
   * @param kernels each behind those that it waits for
   */
  public LaunchGraph(List<Kernel> kernels) {
    this.kernels = List.copyOf(kernels);
  }

  /** Microseconds one after the other. */
  public double chain() {
    return kernels.stream().mapToDouble(Kernel::micros).sum();
  }

  /** Microseconds of the longest path. */
  public double longestPath() {
    Map<String, Double> ends = new HashMap<>();
    double longest = 0;
    for (Kernel kernel : kernels) {
      double start = 0;
      for (String before : kernel.after) {
        Double end = ends.get(before);
        if (end == null) {
          throw new IllegalArgumentException(
              kernel.name + " waits for " + before + ", not before it");
        }
        start = Math.max(start, end);
      }
      ends.put(kernel.name, start + kernel.micros);
      longest = Math.max(longest, start + kernel.micros);
    }
    return longest;
  }

  /**
   * The graph in which every kernel that works value by value rides inside the one that it waits
   * for; what both take is what the longer takes.
   */
  public LaunchGraph fused() {
    Map<String, String> hosts = new HashMap<>();
    Map<String, Kernel> fused = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (Kernel kernel : kernels) {
      List<String> after =
          kernel.after.stream()
              .map(before -> hosts.getOrDefault(before, before))
              .distinct()
              .toList();
      if (kernel.elementwise && after.size() == 1) {
        Kernel host = fused.get(after.getFirst());
        if (host == null) {
          throw new IllegalArgumentException(kernel.name + " waits for nobody that is known");
        }
        hosts.put(kernel.name, host.name);
        fused.put(
            host.name,
            new Kernel(
                host.name, Math.max(host.micros, kernel.micros), host.elementwise, host.after));
      } else {
        fused.put(kernel.name, new Kernel(kernel.name, kernel.micros, kernel.elementwise, after));
        order.add(kernel.name);
      }
    }
    return new LaunchGraph(
        order.stream().map(name -> Objects.requireNonNull(fused.get(name))).toList());
  }
}
