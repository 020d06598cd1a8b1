package io.kelpie.search;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome.Hang;
import io.kelpie.probes.Outcome.Scope;
import io.kelpie.search.confirm.Confirmation;
import io.kelpie.search.confirm.Confirmed;
import io.kelpie.search.confirm.Consequences;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Counterfactuals;
import io.kelpie.search.confirm.DiscoveryRate;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.SequentialQuestion;
import io.kelpie.search.confirm.Tribunal;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.minimise.Minimised;
import io.kelpie.search.minimise.Minimiser;
import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.search.minimise.RandomDraws;
import io.kelpie.search.minimise.Simplifier;
import io.kelpie.search.oracle.Evidence;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.search.oracle.Twins;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Region;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * What happens once a search probe looked anomalous: it is repeated, simplified, confirmed in two
 * arms, minimised, and tried against lawful changes.
 */
final class Pursuit {
  private static final double REDUCING_A_STALL = 1.0 / 5;
  private static final double REDUCING_ANOTHER = 1.0 / 20;

  /** How much larger an effect has to be for the workload that has it to be tried as an example. */
  private static final double STRONGER = 1.25;

  /** Workloads that are tried for what a workload shows beside a finding. */
  private static final int BESIDE = 6;

  private final HuntSettings settings;
  private final Oracle oracle;
  private final Runs runs;
  private final HuntListener listener;
  private final boolean simulated;
  private final Unreduced unreduced;
  private final DiscoveryRate discoveries = new DiscoveryRate();

  Pursuit(
      HuntSettings settings, Oracle oracle, Runs runs, HuntListener listener, boolean simulated) {
    this.settings = settings;
    this.oracle = oracle;
    this.runs = runs;
    this.listener = listener;
    this.simulated = simulated;
    this.unreduced = new Unreduced(oracle.bounds(), settings.thresholds(), simulated);
  }

  /**
   * What a pursuit found.
   *
   * @param plainest the plainest workload that shows it, which need not be the one that it is shown
   *     by
   */
  record Found(Finding finding, Workload plainest) {
    private Found(Finding finding) {
      this(finding, finding.workload());
    }
  }

  /**
   * Pursues one anomaly; empty where it is known or does not stand repetition.
   *
   * @param healthy workloads that showed nothing
   */
  Optional<Found> pursue(Suspects.Suspect suspect, List<Workload> healthy, KnownAnomalies known) {
    Evidence anomaly = suspect.anomaly();
    Workload workload = suspect.workload();
    long met = suspect.met();
    if (suspect.outcome() instanceof Hang hang && hang.scope() == Scope.KERNEL) {
      return Optional.of(
          new Found(unreduced.once(anomaly, workload, met, "it took the machine with it")));
    }
    listener.phase(HuntListener.Phase.CONFIRMING);
    Tribunal confirming = tribunal(Ledger.CONFIRMATION);
    Confirmation confirmation = new Confirmation(confirming);
    SequentialQuestion repeat = new SequentialQuestion(confirming, anomaly, () -> false);
    if (repeat.ask("repeat of " + met, workload) != Answer.YES) {
      return anomaly.symptom() == Symptom.DISORDER
          ? Optional.of(new Found(unreduced.once(anomaly, workload, met, "it did not come back")))
          : Optional.empty();
    }
    double latest = runs.elapsed() + mostSeconds(anomaly);
    SequentialQuestion unknowing =
        new SequentialQuestion(tribunal(Ledger.MINIMISING), anomaly, spent(latest));
    listener.phase(HuntListener.Phase.MINIMISING);
    Simplifier recognising = new Simplifier(settings.space(), unknowing);
    if (known.alike(anomaly).stream()
        .anyMatch(finding -> recognising.suffices(workload, finding.region()))) {
      return Optional.empty();
    }
    if (endsAsKnown(anomaly, workload, known, unknowing)) {
      return Optional.empty();
    }
    Workload neighbour = nearest(healthy, workload);
    listener.phase(HuntListener.Phase.CONFIRMING);
    Optional<Confirmed> first = Optional.empty();
    if (!anomaly.symptom().isRatio() && anomaly.symptom() != Symptom.HANG) {
      Confirmed confirmed = confirmation.confirm(anomaly, workload, neighbour);
      if (!confirmed.holds() && anomaly.symptom() != Symptom.DISORDER) {
        return Optional.empty();
      }
      if (confirmed.intermittent()) {
        return Optional.of(new Found(unreduced.intermittent(anomaly, workload, met, confirmed)));
      }
      first = Optional.of(confirmed);
    }
    listener.phase(HuntListener.Phase.MINIMISING);
    SequentialQuestion question =
        first.map(confirmed -> unknowing.knowing(confirmed, workload)).orElse(unknowing);
    SequentialQuestion large = question.keeping(0, repeat.effect(workload));
    Workload simplest =
        new Simplifier(settings.space(), question)
            .alike(parted(question, simplify(large, unordered(anomaly, large, workload))));
    if (known.covers(anomaly, simplest)) {
      return Optional.empty();
    }
    listener.phase(HuntListener.Phase.CONFIRMING);
    Optional<Confirmed> claim = confirmation.claim(anomaly, simplest, neighbour, discoveries);
    if (claim.isEmpty() && !simplest.equals(workload)) {
      simplest = workload;
      claim = confirmation.claim(anomaly, simplest, neighbour, discoveries);
    }
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    Confirmed confirmed = claim.get();
    if (confirmed.intermittent()) {
      return Optional.of(new Found(unreduced.intermittent(anomaly, simplest, met, confirmed)));
    }
    listener.phase(HuntListener.Phase.MINIMISING);
    SequentialQuestion reducing = question.knowing(confirmed, simplest);
    Minimised reduced = new Minimiser(settings.space(), reducing, simplest).minimise();
    Minimised refined =
        anomaly.symptom() == Symptom.HANG
            ? reduced
            : draws(reducing, latest, met).refined(simplest, reduced, healthy);
    Optional<RandomDraws.Told> told =
        told(anomaly, simplest, refined, draws(reducing, latest, met + 1));
    Minimised minimised = told.map(RandomDraws.Told::minimised).orElse(refined);
    Shown shown =
        strongest(
            anomaly,
            new Shown(simplest, confirmed),
            reducing,
            new Region(minimised.conditions()),
            neighbour);
    return Optional.of(
        new Found(
            finding(
                anomaly,
                shown.workload(),
                met,
                shown.confirmed(),
                minimised,
                new Consequences(confirming).of(anomaly, simplest, minimised.neighbours()),
                told.map(RandomDraws.Told::draws).orElse(null),
                confirming),
            simplest));
  }

  /** Whether a change that ends what is known of the same cause ends this, too. */
  private boolean endsAsKnown(
      Evidence anomaly, Workload workload, KnownAnomalies known, SequentialQuestion question) {
    Counterfactuals counterfactuals = new Counterfactuals(tribunal(Ledger.MINIMISING));
    Optional<Finding> alike =
        known.cures(anomaly).entrySet().stream()
            .filter(cure ->
                counterfactuals
                    .changed(cure.getKey(), workload)
                    .filter(changed -> question.ask("known by its cure", changed) == Answer.NO)
                    .isPresent())
            .map(Map.Entry::getValue)
            .findFirst();
    alike.ifPresent(known::metElsewhere);
    return alike.isPresent();
  }

  /**
   * The twin of what stays below its bound: it does so, too, and needs no run beside it by which
   * what an ordering costs is told apart.
   */
  private static Workload unordered(
      Evidence anomaly, SequentialQuestion question, Workload workload) {
    return anomaly.symptom() == Symptom.LOW_GOODPUT
            && Twins.exists(workload)
            && question.ask("unordered", Twins.of(workload)) == Answer.YES
        ? Twins.of(workload)
        : workload;
  }

  /** Of a workload that has two anomalies, the plainest that has the larger one; else the same. */
  private Workload parted(SequentialQuestion question, Workload workload) {
    return new Simplifier(settings.space(), question)
        .parts(workload).stream()
            .max(Comparator.comparingDouble(question::effect))
            .map(part -> simplify(question.keeping(0, question.effect(part)), part))
            .orElse(workload);
  }

  /**
   * Holds what was reduced against random workloads; empty on a model, which can be asked for the
   * truth, and of a hang, which costs its whole deadline each time.
   */
  private Optional<RandomDraws.Told> told(
      Evidence anomaly, Workload plainest, Minimised minimised, RandomDraws draws) {
    return simulated || anomaly.symptom() == Symptom.HANG
        ? Optional.empty()
        : Optional.of(draws.told(plainest, minimised));
  }

  /** Draws, each round of which may take as many runs as a reduction. */
  private RandomDraws draws(SequentialQuestion question, double latest, long number) {
    return new RandomDraws(
        settings.space(),
        () -> question.until(spent(latest)),
        RandomSource.XO_RO_SHI_RO_128_PP.create(31 * settings.seed() + number));
  }

  private static @Nullable Workload nearest(List<Workload> healthy, Workload workload) {
    return healthy.stream()
        .min(Comparator.comparingInt(candidate -> candidate.differing(workload).size()))
        .orElse(null);
  }

  private static boolean namesNothing(Evidence anomaly) {
    return anomaly.symptom().isRatio() && anomaly.blockedStage() == null && anomaly.cause() == null;
  }

  /**
   * What a suspect's workload shows beside a finding: the workload without what the plainest one
   * that shows the finding needs, all of it or one dimension at a time, where the symptom outlives
   * that. Only of a symptom that names neither stage nor cause, by which two would be told apart.
   */
  Optional<Suspects.Suspect> beside(Suspects.Suspect suspect, Found found) {
    Evidence anomaly = suspect.anomaly();
    Finding finding = found.finding();
    if (finding.intermittent() || !namesNothing(anomaly)) {
      return Optional.empty();
    }
    SequentialQuestion question =
        new SequentialQuestion(tribunal(Ledger.CONFIRMATION), anomaly, () -> false);
    return without(suspect.workload(), found.plainest())
        .flatMap(rest -> settings.space().settle(rest).stream())
        .filter(rest -> !rest.equals(suspect.workload()) && !finding.region().contains(rest))
        .distinct()
        .limit(BESIDE)
        .filter(rest -> question.ask("beside " + finding.id(), rest) == Answer.YES)
        .findFirst()
        .map(rest -> new Suspects.Suspect(anomaly, rest, suspect.outcome(), suspect.met()));
  }

  /** A workload with what another one needs made plain: all of it, then each dimension alone. */
  private Stream<Workload> without(Workload workload, Workload plainest) {
    Workload plain = settings.space().initial();
    List<Dimension<?>> needed = plainest.differing(plain);
    Workload rest = workload;
    for (Dimension<?> dimension : needed) {
      rest = rest.withFrom(plain, dimension);
    }
    return Stream.concat(
        Stream.of(rest), needed.stream().map(dimension -> workload.withFrom(plain, dimension)));
  }

  /** A workload that stands for an anomaly, and what its confirmation gave. */
  private record Shown(Workload workload, Confirmed confirmed) {}

  /**
   * What a stall is shown by: the plainest workload, unless reducing it met one that shows it
   * clearly larger. That one, made plain as long as it stays so, is shown where it lies within the
   * conditions, no other symptom joins in, and its confirmation lies above the plainest's effect.
   */
  private Shown strongest(
      Evidence anomaly,
      Shown plainest,
      SequentialQuestion asked,
      Region region,
      @Nullable Workload neighbour) {
    double effect = plainest.confirmed().effect();
    Optional<SequentialQuestion.Sighting> strongest =
        asked
            .strongest()
            .filter(sighting -> anomaly.symptom() == Symptom.SERIALISED)
            .filter(sighting -> sighting.effect() >= STRONGER * effect);
    listener.phase(HuntListener.Phase.CONFIRMING);
    if (strongest.isEmpty()) {
      return plainest;
    }
    Workload workload =
        simplify(asked.keeping(effect, strongest.get().effect()), strongest.get().workload());
    if (!region.contains(workload) || !events(plainest.workload()).containsAll(events(workload))) {
      return plainest;
    }
    Confirmed confirmed =
        new Confirmation(tribunal(Ledger.CONFIRMATION)).confirm(anomaly, workload, neighbour);
    return confirmed.holds() && confirmed.interval().low() > effect
        ? new Shown(workload, confirmed)
        : plainest;
  }

  /** The symptoms that a run shows by itself: what they cost would count as the anomaly's. */
  private Set<Symptom> events(Workload workload) {
    Measurement measurement =
        tribunal(Ledger.CONFIRMATION)
            .trials()
            .run("other symptoms", workload, Budget.QueuePairs.REUSED);
    return oracle.alone(measurement).stream().map(Evidence::symptom).collect(Collectors.toSet());
  }

  private Workload simplify(SequentialQuestion question, Workload workload) {
    return new Simplifier(settings.space(), question).simplify(workload);
  }

  /**
   * Whether as many runs were spent from now on as reducing may take, or it is too late.
   *
   * @param latest seconds of the hunt
   */
  private BooleanSupplier spent(double latest) {
    long start = runs.ledger(Ledger.MINIMISING).probes();
    return () ->
        runs.ledger(Ledger.MINIMISING).probes() - start >= settings.minimisingRuns()
            || runs.elapsed() >= latest;
  }

  /** A hunt on time spends no more than a part of it on reducing one anomaly. */
  private double mostSeconds(Evidence anomaly) {
    return settings.budget() instanceof HuntBudget.Time time
        ? time.duration().toSeconds()
            * (isStall(anomaly.symptom()) ? REDUCING_A_STALL : REDUCING_ANOTHER)
        : Double.POSITIVE_INFINITY;
  }

  private static boolean isStall(Symptom symptom) {
    return symptom == Symptom.SERIALISED || symptom == Symptom.HANG;
  }

  private Finding finding(
      Evidence anomaly,
      Workload workload,
      long met,
      Confirmed confirmed,
      Minimised minimised,
      List<Evidence> consequences,
      @Nullable Draws draws,
      Tribunal tribunal) {
    Counterfactuals counterfactuals = new Counterfactuals(tribunal);
    List<Counterfactual> ran = counterfactuals.run(anomaly, workload, confirmed);
    Optional<Counterfactual> remedy = counterfactuals.remedy(ran);
    return new Finding(
        Finding.id(anomaly, minimised.conditions()),
        Titles.of(anomaly, workload, confirmed.effect(), confirmed.reproduced(), confirmed.runs()),
        anomaly.symptom(),
        Doing.of(
            anomaly,
            workload,
            confirmed,
            remedy.isPresent(),
            counterfactuals.explain(workload, ran)
                || Doing.isLoopbacks(anomaly, workload, minimised.conditions()),
            oracle.bounds()),
        simulated,
        confirmed.effect(),
        confirmed.interval(),
        confirmed.runs(),
        confirmed.reproduced(),
        anomaly.blockedStage(),
        anomaly.cause(),
        consequences,
        minimised.conditions(),
        minimised.pinned(),
        remedy.orElse(null),
        ran,
        minimised.neighbours(),
        draws,
        confirmed.signature(),
        minimised.notes(),
        workload,
        met,
        settings.thresholds());
  }

  private Tribunal tribunal(Ledger ledger) {
    return new Tribunal(
        oracle,
        Space.within(settings.space().limits()),
        (purpose, workload, queuePairs) ->
            runs.run(ledger, purpose, workload, queuePairs, measurement -> null));
  }
}
