package io.kelpie.results;

import io.kelpie.search.Finding;
import java.util.Objects;

/**
 * Whether findings of two hunts are one anomaly. Their ids differ as soon as a border was bisected
 * to another number, and another seed may leave a condition in or out; so beside what one hunt
 * takes for a repetition, it is enough that the simplest workload of one lies in the other's
 * region. An intermittent finding was not reduced: it has a workload, but no region.
 */
public final class Likeness {
  private Likeness() {}

  public static boolean same(Finding one, Finding other) {
    if (one.symptom() != other.symptom()
        || one.blockedStage() != other.blockedStage()
        || !Objects.equals(one.cause(), other.cause())) {
      return false;
    }
    if (isWithin(one, other) || isWithin(other, one)) {
      return true;
    }
    return one.intermittent() == other.intermittent() && one.isSameAs(other);
  }

  private static boolean isWithin(Finding one, Finding other) {
    return !other.intermittent() && other.region().contains(one.workload());
  }
}
