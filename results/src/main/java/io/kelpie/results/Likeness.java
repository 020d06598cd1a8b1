package io.kelpie.results;

import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Signature;
import java.util.Objects;

/**
 * Whether findings of two hunts are one anomaly. Their ids differ as soon as a border was bisected
 * to another number, and another seed or workload leaves conditions in or out. Symptom and cause
 * have to be the same.
 *
 * <p>Where no blocked stage is named and the device's counters tell, three shares from 0 to 1 are
 * weighed, and the two are one where their weighted mean is at least {@value #ALIKE}:
 *
 * <ul>
 *   <li>{@value #MET} parts: how much of what each one's conditions say the other's workload meets,
 *       the mean of both;
 *   <li>{@value #SIGNATURES} parts: how alike their signatures are, drawn to ½ the less these tell;
 *   <li>{@value #AGREEMENT} part: what both say, of the geometric mean of what each says.
 *       Conditions that exclude each other share nothing, and that is all: an anomaly may have
 *       several ways in, as a message and immediate data both consume a receive.
 * </ul>
 *
 * <p>What waits at a stage waits by the workload's choice, which a device's counters do not see.
 * There, and without signatures, one is known again in either of two ways:
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
 * <p>An intermittent finding was not reduced: it has a workload, but no region. All weights were
 * chosen on hunts of the model; docs/known.md says on which, and how well they do on others.
 */
public final class Likeness {
  private static final double MET = 3;
  private static final double SIGNATURES = 2;
  private static final double AGREEMENT = 1;
  private static final double ALIKE = 0.6;

  private static final double AGREEING = 0.5;
  private static final double DENIAL = 1.5;

  private Likeness() {}

  public static boolean same(Finding one, Finding other) {
    if (one.symptom() != other.symptom() || !Objects.equals(one.cause(), other.cause())) {
      return false;
    }
    if (one.intermittent() || other.intermittent()) {
      return isMet(one, other) || bothComeAndGo(one, other);
    }
    Statement mine = Statement.of(one);
    Statement theirs = Statement.of(other);
    return isToldByCounters(one, other)
        ? isAlike(mine, theirs, similarity(one.signature(), other.signature()))
        : isMet(one, other) || agree(mine, theirs);
  }

  private static boolean bothComeAndGo(Finding one, Finding other) {
    return one.intermittent() && other.intermittent() && one.isSameAs(other);
  }

  private static boolean isMet(Finding one, Finding other) {
    return isMetIn(one, other) || isMetIn(other, one);
  }

  private static boolean isMetIn(Finding one, Finding other) {
    return !other.intermittent()
        && one.blockedStage() == other.blockedStage()
        && other.region().contains(one.workload());
  }

  private static boolean isToldByCounters(Finding one, Finding other) {
    return one.blockedStage() == null
        && other.blockedStage() == null
        && one.signature().telling(other.signature()) > 0;
  }

  private static boolean isAlike(Statement mine, Statement theirs, double similarity) {
    double met = (mine.metBy(theirs) + theirs.metBy(mine)) / 2;
    double weighed = MET * met + SIGNATURES * similarity + AGREEMENT * agreement(mine, theirs);
    return weighed >= ALIKE * (MET + SIGNATURES + AGREEMENT);
  }

  private static double similarity(Signature one, Signature other) {
    double telling = one.telling(other);
    return telling * one.similarity(other) + (1 - telling) / 2;
  }

  /** 1 of two that say nothing, 0 where one of them does. */
  private static double agreement(Statement mine, Statement theirs) {
    double each = Math.sqrt(mine.information() * theirs.information());
    if (each == 0) {
      return mine.information() == theirs.information() ? 1 : 0;
    }
    return Math.min(1, mine.shared(theirs) / each);
  }

  private static boolean agree(Statement mine, Statement theirs) {
    double denied = mine.denied(theirs.workload()) + theirs.denied(mine.workload());
    return !mine.excludes(theirs)
        && mine.shared(theirs) - DENIAL * denied
            >= AGREEING * Math.sqrt(mine.information() * theirs.information());
  }
}
