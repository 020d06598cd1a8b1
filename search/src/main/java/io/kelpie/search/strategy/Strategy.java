package io.kelpie.search.strategy;

import io.kelpie.probes.Measurement;
import io.kelpie.search.oracle.Verdict;
import io.kelpie.workload.Region;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the workloads of a hunt, one after another: {@link #next}, then {@link #observe}. All
 * that is random in it comes from its context, so that the same observations give the same
 * workloads.
 */
public interface Strategy {

  /** The name on the command line. */
  String name();

  /**
   * The next workload, within the space and outside every closed region that is not left to draws;
   * empty when none could be found.
   */
  Optional<Workload> next();

  /** Why {@link #next} chose the workload that it gave last, in one clause. */
  String why();

  /** What became of the workload that {@link #next} gave, or with which the hunt started. */
  void observe(Workload workload, Measurement measurement, Verdict verdict);

  /**
   * An anomaly was found: nothing in its region is to be proposed from now on, unless that is so
   * large that it would hide what else shows there.
   *
   * @param example the plainest workload in it that shows the anomaly
   */
  void close(Region region, Workload example);

  /**
   * An anomaly was found that comes and goes by itself. Its region stays open: of the runs that do
   * not show it, some may show another.
   *
   * @param example the plainest workload in it that shows the anomaly
   */
  default void leaveOpen(Region region, Workload example) {}

  /**
   * Workloads just outside an event's region. They were run until it was clear that the event does
   * not come there, and judged for nothing else.
   */
  default void beside(List<Workload> neighbours) {}

  /** Counters that are not driven, by id, with the reason; empty before that is known. */
  Map<String, String> unranked();
}
