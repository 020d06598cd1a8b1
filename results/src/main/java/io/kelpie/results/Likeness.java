package io.kelpie.results;

import io.kelpie.probes.Stage;
import io.kelpie.search.Finding;
import io.kelpie.workload.Region;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether findings of two hunts are one anomaly. Their ids differ as soon as a border was bisected
 * to another number, and another seed or workload leaves conditions in or out; so it is judged by
 * how much of what the one says the other says, too. Symptom and cause have to be the same, and no
 * condition may exclude the other's. Then either of these is enough:
 *
 * <ul>
 *   <li>the shared information of their conditions, over the geometric mean of what each says, is
 *       at least {@value #AGREEING}. A condition says the negative logarithm of the share of
 *       workloads that meet it; where both speak of a facet, they share what is left of that once
 *       it is not chance. A blocked stage is one more thing that a finding says, and that both
 *       share where it is the same;
 *   <li>at least two thirds of one lie within the other, and that is no chance: at least one nat is
 *       shared. The simplest workload of one start may need more than another's;
 *   <li>one hunt would have taken them for one.
 * </ul>
 *
 * An intermittent finding was not reduced: it has a workload, but no region.
 */
public final class Likeness {
  private static final double AGREEING = 0.55;
  private static final double WITHIN = 2.0 / 3;
  private static final double LEAST_SHARED = 1;

  private Likeness() {}

  public static boolean same(Finding one, Finding other) {
    if (one.symptom() != other.symptom() || !Objects.equals(one.cause(), other.cause())) {
      return false;
    }
    if (one.intermittent() || other.intermittent()) {
      return isMetIn(one, other) || isMetIn(other, one) || bothComeAndGo(one, other);
    }
    return agree(one, other) || one.isSameAs(other);
  }

  private static boolean bothComeAndGo(Finding one, Finding other) {
    return one.intermittent() && other.intermittent() && one.isSameAs(other);
  }

  private static boolean isMetIn(Finding one, Finding other) {
    return !other.intermittent() && other.region().contains(one.workload());
  }

  private static boolean agree(Finding one, Finding other) {
    Optional<Region> both = one.region().and(other.region());
    if (both.isEmpty()) {
      return false;
    }
    double mine = one.region().information() + stage(one);
    double theirs = other.region().information() + stage(other);
    double joint =
        both.get().information()
            + stage(one)
            + (one.blockedStage() == other.blockedStage() ? 0 : stage(other));
    double shared = mine + theirs - joint;
    double within = Math.exp(Math.max(mine, theirs) - joint);
    return shared >= AGREEING * Math.sqrt(mine * theirs)
        || (within >= WITHIN && shared >= LEAST_SHARED);
  }

  /** What naming a blocked stage says, in nats. */
  private static double stage(Finding finding) {
    return finding.blockedStage() == null ? 0 : Math.log(Stage.values().length);
  }
}
