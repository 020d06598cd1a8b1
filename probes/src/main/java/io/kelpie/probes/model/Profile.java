package io.kelpie.probes.model;

import io.kelpie.probes.Published;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A modelled device: the parameters of its hardware and host, the defects planted in it, and the
 * anomalies that its hardware has by itself.
 *
 * @param version of this format
 * @param name the word on the command line: lower-case letters, digits and hyphens
 * @param title what it models
 * @param parameters of hardware and software
 * @param quirks planted defects and decoys
 * @param emergent anomalies that come from the parameters, for benches that want the truth
 * @param published of its anomalies, for who reads what a hunt on it found
 * @param focus dimensions that a hunt on it searches beyond the usual
 */
public record Profile(
    int version,
    String name,
    String title,
    FabricParameters parameters,
    List<Quirk> quirks,
    List<Emergent> emergent,
    List<Published> published,
    List<Condition> focus) {
  public static final int VERSION = 1;

  /** The profile of the model where none is asked for: no quirk. */
  public static final String CLEAN = "clean";

  /** A rate below this is one in another unit. */
  private static final long SLOWEST = 1_000_000;

  /** Payload of the largest packet. */
  private static final int LARGEST_PACKET = 4096;

  private static final List<String> NAMES =
      List.of(
          CLEAN,
          "cx5-25g",
          "cx5-100g",
          "cx6-200g-f",
          "p2100-100g",
          "perlmutter",
          "h100-cx7",
          "h20-cx7",
          "h20-200g");

  /**
   * An anomaly that needs no quirk.
   *
   * @param symptom what it shows
   * @param base a workload for which the trigger holds
   * @param trigger what that symptom needs, each term by itself
   */
  public record Emergent(
      String id, String title, String source, Symptom symptom, Workload base, Trigger trigger) {
    public Emergent {
      if (trigger.strength(base) < 1) {
        throw new UsageException("the base of " + id + " does not meet its trigger");
      }
    }
  }

  /** What an anomaly of a device shows. */
  public enum Symptom {
    /** The sender is paused. */
    PAUSE,
    /** Less gets through than without the stage that causes it. */
    LOW_GOODPUT;

    /** The word in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Profile {
    quirks = List.copyOf(quirks);
    emergent = List.copyOf(emergent);
    published = List.copyOf(published);
    focus = List.copyOf(focus);
    if (version != VERSION) {
      throw new UsageException("version is " + version + "; this Kelpie reads " + VERSION);
    }
    if (!name.matches("[a-z0-9-]{1,40}")) {
      throw new UsageException("name is " + name + "; use lower-case letters, digits, hyphens");
    }
    Set<String> ids = new HashSet<>();
    for (String id : ids(quirks, emergent)) {
      if (!ids.add(id)) {
        throw new UsageException("two anomalies are named " + id);
      }
    }
    Set<String> claims = new HashSet<>();
    for (Published claim : published) {
      if (!claims.add(claim.id())) {
        throw new UsageException("two publications are named " + claim.id());
      }
      where(claim.conditions());
      claim.remedies().forEach(remedy -> where(remedy.conditions()));
    }
  }

  /** The same device with other defects. */
  public Profile withQuirks(List<Quirk> others) {
    return new Profile(version, name, title, parameters, others, emergent, published, focus);
  }

  private static List<String> ids(List<Quirk> quirks, List<Emergent> emergent) {
    return Stream.concat(
            quirks.stream().map(Quirk::id), emergent.stream().map(Profile.Emergent::id))
        .toList();
  }

  /** The profiles that Kelpie brings along. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A profile that Kelpie brings along, or a file.
   *
   * @param which a name, or a path where it has a slash or ends in {@code .json}
   * @throws UsageException where there is none, or it is damaged, with file, path and value
   */
  public static Profile of(String which) {
    return which.contains("/") || which.endsWith(".json")
        ? StrictJson.read(Path.of(which), Profile.class)
        : named(which);
  }

  /** A profile that Kelpie brings along. */
  public static Profile named(String name) {
    if (!NAMES.contains(name)) {
      throw new UsageException("no profile is named " + name + "; choose among " + NAMES);
    }
    String file = "profiles/" + name + ".json";
    try (InputStream in = Profile.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new UsageException("this Kelpie lacks its profile " + name);
      }
      return StrictJson.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), file, Profile.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is wrong with it beyond single values, a sentence each: numbers that only another unit
   * explains, triggers that no lawful workload meets, or that a plain one does, and a focus that
   * cannot be searched.
   */
  public List<String> objections() {
    List<String> objections = new ArrayList<>(units());
    Limits limits = ModelProbe.LIMITS;
    for (Quirk quirk : quirks) {
      object("quirk " + quirk.id(), quirk.trigger(), limits, objections);
    }
    for (Emergent anomaly : emergent) {
      Space.objections(anomaly.base(), limits).stream()
          .findFirst()
          .ifPresent(objection -> objections.add("the base of " + anomaly.id() + ": " + objection));
    }
    for (Published claim : published) {
      object(claim, limits, objections);
    }
    for (Condition condition : focus) {
      if (condition.facet().full().intersect(condition.values()).isEmpty()) {
        objections.add(
            "focus " + condition + " can never be: choose within " + condition.facet().full());
      }
    }
    return objections;
  }

  private List<String> units() {
    List<String> objections = new ArrayList<>();
    for (Parameters.Entry entry : Parameters.of(parameters)) {
      if (entry.value() instanceof Long rate && rate > 0 && rate < SLOWEST) {
        objections.add(
            entry.path() + " is " + rate + " bytes a second; give bytes, not Gb/s or GB/s");
      }
    }
    int buffer = parameters.buffer().bytes();
    if (buffer > 0 && buffer < LARGEST_PACKET) {
      objections.add(
          "buffer.bytes is " + buffer + ", less than a packet of " + LARGEST_PACKET + " bytes");
    }
    return objections;
  }

  /** Whether workloads can meet what is published, and a remedy asks for something else. */
  private static void object(Published claim, Limits limits, List<String> objections) {
    Workload plain = Space.within(limits).initial();
    Workload example = where(claim.conditions()).example(plain, limits);
    if (!claim.region().contains(example) || !Space.objections(example, limits).isEmpty()) {
      objections.add("published " + claim.id() + ": no lawful workload meets its conditions");
      return;
    }
    for (Published.Remedy remedy : claim.remedies()) {
      String which = "published " + claim.id() + ", remedy " + remedy.name();
      Workload remedied = where(remedy.conditions()).example(example, limits);
      if (remedy.region().contains(example)) {
        objections.add(which + ": it asks for nothing that is not so without it");
      } else if (!remedy.region().contains(remedied)
          || !Space.objections(remedied, limits).isEmpty()) {
        objections.add(which + ": no lawful workload meets its conditions");
      }
    }
  }

  /**
   * @throws UsageException where a condition can never be, or always is
   */
  private static Trigger where(List<Condition> conditions) {
    return new Trigger.All(conditions.stream().<Trigger>map(Trigger.Where::new).toList());
  }

  private static void object(
      String which, Trigger trigger, Limits limits, List<String> objections) {
    Workload plain = Space.within(limits).initial();
    if (trigger.strength(plain) > 0) {
      objections.add(which + " is triggered by the plain workload; narrow its trigger");
      return;
    }
    Workload example = trigger.example(plain, limits);
    if (trigger.strength(example) < 1) {
      objections.add(
          which
              + " can never be triggered: near "
              + trigger.meet(plain)
              + " no lawful workload meets all of its terms");
    } else if (!Space.objections(example, limits).isEmpty()) {
      objections.add(which + " cannot run: " + Space.objections(example, limits).getFirst());
    }
  }
}
