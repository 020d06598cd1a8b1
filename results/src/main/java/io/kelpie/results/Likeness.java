package io.kelpie.results;

import io.kelpie.search.Finding;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Whether findings of two hunts are one anomaly. Their ids differ as soon as a border was bisected
 * to another number, and another seed or workload leaves conditions in or out. Symptom and cause
 * have to be the same. Then one is known again in either of two ways:
 *
 * <ul>
 *   <li>by its workload, which the other's conditions hold: they say that it shows the anomaly, and
 *       it does, blocked at the same stage;
 *   <li>by its conditions, by how much of what the one says the other says, too, and how much the
 *       other's workload denies. None may exclude the other's. What both say, less {@value #DENIAL}
 *       times what one says in words and the other's workload shows the anomaly without, has to be
 *       at least {@value #AGREEING} of the geometric mean of what each says: a condition is
 *       necessary, so a workload that breaks it shows something else. Borders in numbers depend on
 *       the rest of a workload, so nothing is denied by those.
 * </ul>
 *
 * <p>An intermittent finding was not reduced: it has a workload, but no region.
 */
public final class Likeness {
  private static final double AGREEING = 0.5;
  private static final double DENIAL = 1.5;

  private Likeness() {}

  public static boolean same(Finding one, Finding other) {
    if (one.symptom() != other.symptom() || !Objects.equals(one.cause(), other.cause())) {
      return false;
    }
    if (isMetIn(one, other) || isMetIn(other, one)) {
      return true;
    }
    boolean isReduced = !one.intermittent() && !other.intermittent();
    return isReduced ? agree(one, other) : bothComeAndGo(one, other);
  }

  private static boolean bothComeAndGo(Finding one, Finding other) {
    return one.intermittent() && other.intermittent() && one.isSameAs(other);
  }

  private static boolean isMetIn(Finding one, Finding other) {
    return !other.intermittent()
        && one.blockedStage() == other.blockedStage()
        && other.region().contains(one.workload());
  }

  private static boolean agree(Finding one, Finding other) {
    Statement mine = Statement.of(one);
    Statement theirs = Statement.of(other);
    OptionalDouble shared = mine.shared(theirs);
    if (shared.isEmpty()) {
      return false;
    }
    double denied = mine.denied(other.workload()) + theirs.denied(one.workload());
    return shared.getAsDouble() - DENIAL * denied
        >= AGREEING * Math.sqrt(mine.information() * theirs.information());
  }
}
