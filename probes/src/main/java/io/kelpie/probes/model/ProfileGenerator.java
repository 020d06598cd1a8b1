package io.kelpie.probes.model;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Dimension;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ListSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Redraws a profile's quirks: as many mechanisms of the same kinds and symptoms, with other
 * dimensions, thresholds, effects, precursors and noise, so that a search that knows the published
 * anomalies by heart has learnt nothing. Hardware, and what emerges from it, stay.
 *
 * <p>A mechanism is drawn again until it passes {@link ProfileTrial} beside those drawn before. The
 * same profile and seed give the same profile, to the last digit.
 */
public final class ProfileGenerator {
  private static final int ATTEMPTS = 2000;
  private static final int ROUNDS = 50;

  /** Most terms of a trigger that is redrawn: more would hide it from every search. */
  private static final int MOST_TERMS = 6;

  private static final List<String> NUMBERS =
      List.of(
          "tile_bytes.largest",
          "tile_bytes.smallest",
          "path_mtu",
          "peers",
          "qps_per_peer",
          "send_depth",
          "post_list",
          "sges",
          "cq_moderation",
          "regions");
  private static final List<String> CHOICES =
      List.of("qp_type", "opcode", "tile_mapping", "direction", "signal", "signal_qp", "ordering");
  private static final List<String> FACTORS =
      List.of("peers", "qps_per_peer", "send_depth", "post_list", "sges", "regions");

  private final Profile like;
  private final String name;
  private final String source;
  private final Space space;
  private final UniformRandomProvider random;

  private ProfileGenerator(Profile like, long seed) {
    this.like = like;
    name = like.name() + "-" + seed;
    source = "redrawn by kelpie profile generate --like " + like.name() + " --seed " + seed;
    space = Space.within(ModelProbe.LIMITS).narrowed(like.focus(), List.of());
    random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
  }

  /**
   * A profile like another one.
   *
   * @param seed from 0; the name ends with it
   * @throws UsageException where {@code like} has no quirks to redraw, or none of its kind can be
   */
  public static Profile generate(Profile like, long seed) {
    if (like.quirks().isEmpty()) {
      throw new UsageException(
          like.name() + " has no quirks to redraw; choose one that has, as cx6-200g-f");
    }
    if (seed < 0) {
      throw new UsageException("seed is " + seed + "; choose 0 or more");
    }
    return new ProfileGenerator(like, seed).generate();
  }

  private Profile generate() {
    double noise = logUniform(0.01, 0.06);
    List<Quirk> quirks = new ArrayList<>();
    for (Quirk original : like.quirks()) {
      quirks.add(drawn(original, quirks, noise));
    }
    for (int round = 0; round < ROUNDS; round++) {
      Profile profile = profile(quirks, noise);
      int failing = failing(profile);
      if (failing < 0) {
        return profile;
      }
      quirks.remove(failing);
      quirks.add(failing, drawn(like.quirks().get(failing), quirks, noise));
    }
    throw new UsageException(source + " settles on no sound profile; choose another seed");
  }

  /** The place of the first quirk that does not hold beside all others; negative without one. */
  private static int failing(Profile profile) {
    try (ProfileTrial trial = new ProfileTrial(profile)) {
      for (int place = 0; place < profile.quirks().size(); place++) {
        if (!trial.of(profile.quirks().get(place)).holds()) {
          return place;
        }
      }
    }
    return -1;
  }

  private Quirk drawn(Quirk original, List<Quirk> beside, double noise) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Trigger> trigger = redrawn(original.trigger(), new HashSet<>());
      if (trigger.isEmpty()) {
        continue;
      }
      Quirk candidate =
          new Quirk(
              "like-" + original.id(),
              title(original),
              source,
              trigger.get(),
              effect(original.effect()),
              precursors(original));
      if (!profile(List.of(candidate), noise).objections().isEmpty()) {
        continue;
      }
      List<Quirk> all = new ArrayList<>(beside);
      all.add(candidate);
      try (ProfileTrial trial = new ProfileTrial(profile(all, noise))) {
        if (trial.of(candidate).holds()) {
          return candidate;
        }
      }
    }
    throw new UsageException(
        "nothing like " + original.id() + " could be drawn for " + name + "; choose another seed");
  }

  private static String title(Quirk original) {
    Quirk.Effect effect = original.effect();
    return effect == null
        ? "a counter that leads nowhere"
        : effect.symptom() == Profile.Symptom.PAUSE
            ? "the receiver pauses its senders"
            : "less gets through than the line carries";
  }

  private Profile profile(List<Quirk> quirks, double noise) {
    return new Profile(
        like.version(),
        name,
        like.title() + ", its quirks redrawn",
        like.parameters().withNoise(noise),
        quirks,
        like.emergent(),
        List.of(),
        like.focus());
  }

  // Triggers.

  /** One of the same kind; empty where this draw came to nothing. */
  private Optional<Trigger> redrawn(Trigger original, Set<Dimension<?>> taken) {
    return switch (original) {
      case Trigger.All all ->
          several(all.of().stream().limit(MOST_TERMS).toList(), taken)
              .map(terms -> new Trigger.All(terms));
      case Trigger.Any any -> several(any.of(), taken).map(terms -> new Trigger.Any(terms));
      case Trigger.Where _ -> where(taken);
      case Trigger.Product _ -> product(taken);
      case Trigger.NearMultiple _ -> nearMultiple(taken);
    };
  }

  private Optional<List<Trigger>> several(List<Trigger> originals, Set<Dimension<?>> taken) {
    List<Trigger> hardFirst = new ArrayList<>(originals);
    hardFirst.sort(java.util.Comparator.comparing((Trigger term) -> term instanceof Trigger.Where));
    List<Trigger> terms = new ArrayList<>();
    for (Trigger original : hardFirst) {
      Optional<Trigger> term = redrawn(original, taken);
      if (term.isEmpty()) {
        return Optional.empty();
      }
      terms.add(term.get());
    }
    return Optional.of(terms);
  }

  private Optional<Trigger> where(Set<Dimension<?>> taken) {
    List<Facet> free = new ArrayList<>();
    for (List<String> names : List.of(NUMBERS, CHOICES)) {
      names.stream()
          .map(facet -> Catalogue.facet(facet).orElseThrow())
          .filter(facet -> !taken.contains(facet.dimension()))
          .forEach(free::add);
    }
    if (free.isEmpty()) {
      return Optional.empty();
    }
    Facet facet = free.get(random.nextInt(free.size()));
    taken.add(facet.dimension());
    Values values =
        switch (facet) {
          case Facet.Numeric number -> side(number);
          case Facet.Choice choice -> some(choice);
        };
    return values == null
        ? Optional.empty()
        : Optional.of(new Trigger.Where(new Condition(facet.name(), values)));
  }

  /** The values above a threshold, or, one time of three, below. */
  private @Nullable Values side(Facet.Numeric number) {
    Values.Range searched = (Values.Range) space.of(number);
    Values.Range full = (Values.Range) number.full();
    boolean above = random.nextInt(3) > 0;
    double place = above ? 0.35 + 0.45 * random.nextDouble() : 0.2 + 0.45 * random.nextDouble();
    double ratio = (double) searched.high() / searched.low();
    long threshold = Math.round(searched.low() * Math.pow(ratio, place));
    if (number.scale() == Scale.POWER_OF_TWO) {
      threshold = Long.highestOneBit(threshold);
    }
    if (threshold <= searched.low() || threshold >= searched.high()) {
      return null;
    }
    return above
        ? new Values.Range(threshold, full.high())
        : new Values.Range(full.low(), threshold);
  }

  /** One word or two, never all. */
  private @Nullable Values some(Facet.Choice choice) {
    List<String> words = new ArrayList<>(((Values.Members) space.of(choice)).words());
    if (words.size() < 2) {
      return null;
    }
    ListSampler.shuffle(random, words);
    int count = words.size() > 2 ? 1 + random.nextInt(2) : 1;
    return new Values.Members(new TreeSet<>(words.subList(0, count)));
  }

  private Optional<Trigger> product(Set<Dimension<?>> taken) {
    List<String> factors = new ArrayList<>(FACTORS);
    factors.removeIf(factor -> taken.contains(Catalogue.facet(factor).orElseThrow().dimension()));
    if (factors.size() < 2) {
      return Optional.empty();
    }
    ListSampler.shuffle(random, factors);
    List<String> two = factors.subList(0, 2);
    double most = 1;
    for (String factor : two) {
      Facet facet = Catalogue.facet(factor).orElseThrow();
      taken.add(facet.dimension());
      most *= ((Values.Range) space.of(facet)).high();
    }
    long from = Math.round(Math.pow(most, 0.5 + 0.25 * random.nextDouble()));
    long full = from << random.nextInt(3);
    return full > most || from < 2
        ? Optional.empty()
        : Optional.of(new Trigger.Product(two, from, full));
  }

  private Optional<Trigger> nearMultiple(Set<Dimension<?>> taken) {
    String size = random.nextBoolean() ? "tile_bytes.largest" : "tile_bytes.smallest";
    taken.add(Catalogue.TILE_BYTES);
    taken.add(Catalogue.PATH_MTU);
    return Optional.of(new Trigger.NearMultiple(size, "path_mtu", 1 + random.nextInt(32)));
  }

  // Effects.

  private Quirk.@Nullable Effect effect(Quirk.@Nullable Effect original) {
    if (original == null) {
      return null;
    }
    return switch (original.symptom()) {
      case PAUSE ->
          new Quirk.Effect(
              random.nextBoolean() ? QuirkStage.RECEIVE : QuirkStage.PLACE,
              tenths(1.4 + 1.6 * random.nextDouble()),
              50 * random.nextInt(15),
              Profile.Symptom.PAUSE);
      case LOW_GOODPUT ->
          new Quirk.Effect(
              QuirkStage.TRANSMIT,
              tenths(1.6 + 1.4 * random.nextDouble()),
              100 * (int) Math.round(logUniform(4, 40)),
              Profile.Symptom.LOW_GOODPUT);
    };
  }

  private List<Quirk.Precursor> precursors(Quirk original) {
    List<String> counters = ModelCounter.precursors();
    return original.precursors().stream()
        .map(_ ->
            new Quirk.Precursor(
                counters.get(random.nextInt(counters.size())),
                tenths(logUniform(0.1, 1)),
                tenths(0.6 * random.nextDouble())))
        .toList();
  }

  private double logUniform(double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  private static double tenths(double value) {
    return Math.round(10 * value) / 10.0;
  }
}
