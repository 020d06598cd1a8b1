package io.kelpie.results;

import io.kelpie.probes.Stage;
import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Counterfactual;
import io.kelpie.search.confirm.Doing;
import io.kelpie.search.confirm.Signature;
import io.kelpie.search.minimise.Draws;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finding like another, but for what is set. */
public final class FindingBuilder {
  private final Finding like;
  private String id;
  private String title;
  private Symptom symptom;
  private Doing doing;
  private boolean simulated;
  private double effect;
  private Interval interval;
  private int runs;
  private int reproduced;
  private @Nullable Stage blockedStage;
  private List<Condition> conditions;
  private @Nullable Counterfactual remedy;
  private List<Counterfactual> counterfactuals;
  private List<Neighbour> neighbours;
  private @Nullable Draws draws;
  private Signature signature;
  private List<String> notes;
  private Workload workload;
  private long firstProbe;

  private FindingBuilder(Finding like) {
    this.like = like;
    id = like.id();
    title = like.title();
    symptom = like.symptom();
    doing = like.doing();
    simulated = like.simulated();
    effect = like.effect();
    interval = like.interval();
    runs = like.runs();
    reproduced = like.reproduced();
    blockedStage = like.blockedStage();
    conditions = like.conditions();
    remedy = like.remedy();
    counterfactuals = like.counterfactuals();
    neighbours = like.neighbours();
    draws = like.draws();
    signature = like.signature();
    notes = like.notes();
    workload = like.workload();
    firstProbe = like.firstProbe();
  }

  public static FindingBuilder like(Finding finding) {
    return new FindingBuilder(finding);
  }

  public FindingBuilder id(String id) {
    this.id = id;
    return this;
  }

  public FindingBuilder title(String title) {
    this.title = title;
    return this;
  }

  public FindingBuilder symptom(Symptom symptom) {
    this.symptom = symptom;
    return this;
  }

  public FindingBuilder doing(Doing doing) {
    this.doing = doing;
    return this;
  }

  public FindingBuilder simulated(boolean simulated) {
    this.simulated = simulated;
    return this;
  }

  public FindingBuilder effect(double effect, Interval interval) {
    this.effect = effect;
    this.interval = interval;
    return this;
  }

  public FindingBuilder runs(int runs, int reproduced) {
    this.runs = runs;
    this.reproduced = reproduced;
    return this;
  }

  public FindingBuilder blockedStage(@Nullable Stage blockedStage) {
    this.blockedStage = blockedStage;
    return this;
  }

  public FindingBuilder conditions(List<Condition> conditions) {
    this.conditions = conditions;
    return this;
  }

  public FindingBuilder changes(
      @Nullable Counterfactual remedy, List<Counterfactual> counterfactuals) {
    this.remedy = remedy;
    this.counterfactuals = counterfactuals;
    return this;
  }

  public FindingBuilder neighbours(List<Neighbour> neighbours) {
    this.neighbours = neighbours;
    return this;
  }

  public FindingBuilder draws(@Nullable Draws draws) {
    this.draws = draws;
    return this;
  }

  public FindingBuilder signature(Signature signature) {
    this.signature = signature;
    return this;
  }

  public FindingBuilder notes(List<String> notes) {
    this.notes = notes;
    return this;
  }

  public FindingBuilder workload(Workload workload) {
    this.workload = workload;
    return this;
  }

  public FindingBuilder firstProbe(long firstProbe) {
    this.firstProbe = firstProbe;
    return this;
  }

  public Finding build() {
    return new Finding(
        id,
        title,
        symptom,
        doing,
        simulated,
        effect,
        interval,
        runs,
        reproduced,
        blockedStage,
        like.cause(),
        like.consequences(),
        conditions,
        like.pinned(),
        remedy,
        counterfactuals,
        neighbours,
        draws,
        signature,
        notes,
        workload,
        firstProbe,
        like.thresholds());
  }
}
