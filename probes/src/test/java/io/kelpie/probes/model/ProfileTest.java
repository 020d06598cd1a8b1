package io.kelpie.probes.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Published;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import io.kelpie.workload.preset.Preset;
import io.kelpie.workload.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** The profiles that Kelpie brings along, and what is said of one that is wrong. */
class ProfileTest {
  private static final String F = "cx6-200g-f";

  @TempDir private Path folder;

  private static Stream<String> names() {
    return Profile.names().stream();
  }

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(StrictJson.page(ProfileSchema.schema()), InputFormat.JSON);
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachIsSoundAndFitsTheSchema(String name) {
    Profile profile = Profile.named(name);

    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.objections()).isEmpty();
    assertThat(schema().validate(StrictJson.line(profile), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void whereThereAreQuirksThereIsOneOfEachHardKind(String name) {
    List<Quirk> quirks = Profile.named(name).quirks();
    if (quirks.isEmpty()) {
      return;
    }
    assertThat(quirks).anyMatch(quirk -> has(quirk.trigger(), Trigger.Product.class));
    assertThat(quirks).anyMatch(quirk -> has(quirk.trigger(), Trigger.NearMultiple.class));
    assertThat(quirks).anyMatch(quirk -> quirk.effect() == null);
    assertThat(quirks).anyMatch(quirk -> quirk.precursors().isEmpty());
  }

  private static boolean has(Trigger trigger, Class<? extends Trigger> kind) {
    return trigger.terms().stream().anyMatch(kind::isInstance);
  }

  @Test
  void subsystemFHasItsThirteen() {
    Profile profile = Profile.named(F);
    List<String> ids =
        Stream.concat(
                profile.quirks().stream().map(Quirk::id),
                profile.emergent().stream().map(Profile.Emergent::id))
            .toList();
    for (int number = 1; number <= 13; number++) {
      assertThat(ids).contains("collie-" + number);
    }
    assertThat(Profile.named("p2100-100g").quirks())
        .extracting(Quirk::id)
        .contains("collie-14", "collie-15", "collie-16", "collie-17", "collie-18");
  }

  private static Stream<Preset> collie() {
    return Presets.all().stream().filter(preset -> preset.name().startsWith("collie-"));
  }

  /** Where table and appendix disagree, the appendix wins. */
  @ParameterizedTest
  @MethodSource("collie")
  void theAppendixsTriggerMeetsItsOwnPredicate(Preset preset) {
    Profile profile = Profile.named(requireNonNull(preset.seenOn()));
    Trigger trigger =
        Stream.concat(
                profile.quirks().stream()
                    .filter(quirk -> quirk.id().equals(preset.name()))
                    .map(Quirk::trigger),
                profile.emergent().stream()
                    .filter(anomaly -> anomaly.id().equals(preset.name()))
                    .map(Profile.Emergent::trigger))
            .findFirst()
            .orElseThrow();

    assertThat(Space.objections(preset.workload(), ModelProbe.LIMITS)).isEmpty();
    assertThat(trigger.strength(preset.workload())).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("collie")
  void whatIsPublishedOfAnAnomalySpeaksOfItsTrigger(Preset preset) {
    Published published =
        Profile.named(requireNonNull(preset.seenOn())).published().stream()
            .filter(each -> each.id().equals(preset.name()))
            .findFirst()
            .orElseThrow();

    assertThat(published.region().contains(preset.workload())).isTrue();
  }

  private static Stream<Preset> presets() {
    return Presets.all().stream().filter(preset -> preset.seenOn() != null);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetRunsOnTheProfileOfItsDevice(Preset preset) {
    try (ModelProbe probe = ModelProbe.on(requireNonNull(preset.seenOn()))) {
      Measurement measured = probe.run(preset.workload(), Budget.search(1).fresh());

      assertThat(measured.completed()).isTrue();
      assertThat(measured.integrity().whole()).isTrue();
    }
  }

  /**
   * A mistake in subsystem F's profile.
   *
   * @param at JSON pointer of the object that has it
   * @param value JSON; null takes the key away
   * @param says part of what the user is told
   */
  record Mistake(String at, String key, @Nullable String value, String says) {}

  private static Stream<Mistake> mistakes() {
    String quirk = "/quirks/0";
    String trigger = quirk + "/trigger/of/1/condition";
    String product = "/quirks/6/trigger/of/2";
    List<Mistake> all = new ArrayList<>();
    // units
    all.add(new Mistake("/parameters/link", "oneWayNanos", "1.7", "oneWayNanos"));
    all.add(new Mistake("/parameters/link", "bytesPerSecond", "200", "link.bytesPerSecond is 200"));
    all.add(new Mistake("/parameters/link", "bytesPerSecond", "\"25 GB\"", "bytesPerSecond"));
    all.add(new Mistake("/parameters/pcie", "readBytesPerSecond", "27", "27 bytes a second"));
    all.add(new Mistake("/parameters/buffer", "bytes", "256", "buffer.bytes is 256"));
    all.add(new Mistake("/parameters/proxy", "requestMicros", "1", "requestMicros"));
    // ranges
    all.add(new Mistake("/parameters/link", "headerBytes", "0", "link.headerBytes is 0"));
    all.add(new Mistake("/parameters/link", "burstBytes", "-1", "link.burstBytes is -1"));
    all.add(new Mistake("/parameters/pcie", "orderedNanos", "-900", "pcie.orderedNanos is -900"));
    all.add(
        new Mistake(
            "/parameters/buffer", "packetNanos", "2000000000", "buffer.packetNanos is 2000000000"));
    all.add(new Mistake("/parameters/caches", "queuePairContexts", "0", "queuePairContexts is 0"));
    all.add(new Mistake("/parameters/caches", "receiveTrain", "2000", "receiveTrain is 2000"));
    all.add(new Mistake("/parameters/nic", "translations", "0", "nic.translations is 0"));
    all.add(
        new Mistake("/parameters/nic", "unacknowledgedPackets", "8388609", "8388609; choose 1 to"));
    all.add(new Mistake("/parameters/nic", "fenceWaitsForWrites", "\"no\"", "fenceWaitsForWrites"));
    all.add(new Mistake("/parameters/proxy", "requestNanos", null, "requestNanos"));
    all.add(
        new Mistake(
            "/parameters/publication",
            "returns",
            "2000",
            "publication.returns is 2000; choose at"));
    all.add(new Mistake("/parameters/core", "awayNanos", "5", "core.awayNanos is 5; choose less"));
    all.add(
        new Mistake("/parameters/acknowledgement", "packets", "0", "acknowledgement.packets is 0"));
    all.add(
        new Mistake(
            "/parameters/moderation", "completions", "70000", "moderation.completions is 70000"));
    all.add(new Mistake("/parameters", "moderation", null, "moderation"));
    all.add(new Mistake("/parameters", "noise", "1.5", "noise is 1.5"));
    all.add(new Mistake("/parameters", "noise", "-0.1", "noise is -0.1"));
    all.add(new Mistake("", "version", "2", "version is 2"));
    all.add(new Mistake("", "name", "\"CX6 F\"", "name is CX6 F"));
    // effects
    all.add(new Mistake(quirk + "/effect", "slowdown", "0.5", "slowdown is 0.5"));
    all.add(new Mistake(quirk + "/effect", "messageNanos", "2000000", "messageNanos is 2000000"));
    all.add(new Mistake(quirk + "/effect", "stage", "\"sender\"", "sender"));
    all.add(new Mistake(quirk + "/effect", "messageNanos", "0", "change nothing"));
    all.add(new Mistake(quirk + "/effect", "symptom", "\"slow\"", "slow"));
    all.add(new Mistake("/quirks/1", "id", "\"collie-2\"", "two anomalies are named collie-2"));
    // precursors
    String precursor = quirk + "/precursors/0";
    all.add(new Mistake(precursor, "counter", "\"tx_stalls\"", "counter tx_stalls is unknown"));
    all.add(new Mistake(precursor, "counter", "\"tx_packets\"", "counter tx_packets is unknown"));
    all.add(new Mistake(precursor, "perPacket", "0", "perPacket is 0"));
    all.add(new Mistake(precursor, "from", "1", "from is 1"));
    // triggers
    all.add(new Mistake(trigger, "range", "[200, 300]", "can never be true"));
    all.add(new Mistake(trigger, "range", "[1, 128]", "is always true"));
    all.add(new Mistake(trigger, "range", "[8, 1]", "8"));
    all.add(new Mistake(trigger, "dimension", "\"postlist\"", "no dimension is named postlist"));
    all.add(
        new Mistake(
            "/quirks/1/trigger/of/0/condition",
            "set",
            "[\"ud\"]",
            "quirk collie-3 can never be triggered"));
    all.add(new Mistake(quirk + "/trigger", "is", "\"some\"", "some"));
    all.add(new Mistake(product, "from", "0", "cannot set in at 0"));
    all.add(new Mistake(product, "full", "1", "be full at 1"));
    all.add(new Mistake(product, "full", "1000000000000", "can never be 1000000000000"));
    all.add(new Mistake(product, "of", "[\"send_depth\"]", "needs two dimensions"));
    all.add(new Mistake("/quirks/7/trigger", "within", "0", "within is 0"));
    all.add(new Mistake("/quirks/7/trigger", "of", "\"opcode\"", "opcode is no number"));
    // what emerges, and the focus
    all.add(new Mistake("/emergent/0", "symptom", "\"tail\"", "tail"));
    all.add(new Mistake("/emergent/1/base/traffic", "tiles", "0", "tiles"));
    all.add(
        new Mistake(
            "/emergent/3/base/traffic", "direction", "\"one_way\"", "does not meet its trigger"));
    all.add(new Mistake("/focus/0", "range", "[30000, 40000]", "can never be"));
    // what was published
    String claim = "/published/0";
    all.add(new Mistake(claim, "source", "\" \"", "collie-1 needs a title and a source"));
    all.add(new Mistake(claim, "symptom", "\"slow\"", "slow"));
    all.add(new Mistake(claim, "conditions", "[]", "collie-1 has no conditions"));
    all.add(new Mistake(claim + "/conditions/1", "range", "[200, 300]", "can never be true"));
    all.add(
        new Mistake(
            claim + "/conditions/1",
            "dimension",
            "\"receives\"",
            "no dimension is named receives"));
    all.add(
        new Mistake(
            "/published/2/conditions/0",
            "set",
            "[\"ud\"]",
            "published collie-3: no lawful workload meets its conditions"));
    all.add(
        new Mistake("/published/1", "id", "\"collie-1\"", "two publications are named collie-1"));
    all.add(new Mistake(claim, "remedies", remedy("ud", 2, 1), "a gain of 2.0 to 1.0 cannot be"));
    all.add(
        new Mistake(
            claim,
            "remedies",
            remedy("ud", 1, 2),
            "remedy other: it asks for nothing that is not"));
    return all.stream();
  }

  private static String remedy(String qpType, int low, int high) {
    return """
    [{"name": "other", "conditions": [{"dimension": "qp_type", "set": ["%s"]}],
      "gains": [{"low": %d, "high": %d, "shape": "any"}]}]\
    """
        .formatted(qpType, low, high);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void eachSeededMistakeIsFound(Mistake mistake) throws IOException {
    ObjectNode tree = (ObjectNode) StrictJson.MAPPER.valueToTree(Profile.named(F));
    ObjectNode at = mistake.at.isEmpty() ? tree : (ObjectNode) tree.at(mistake.at);
    if (mistake.value == null) {
      at.remove(mistake.key);
    } else {
      at.set(mistake.key, StrictJson.MAPPER.readTree(mistake.value));
    }
    Path file = folder.resolve("bad.json");
    Files.writeString(file, StrictJson.page(tree));

    assertThat(said(file)).contains(mistake.says);
  }

  /** What {@code kelpie profile check} says. */
  private static String said(Path file) {
    try {
      return String.join("\n", Profile.of(file.toString()).objections());
    } catch (UsageException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aProfileThatCannotBeSaysWhereItIsSought() {
    assertThatThrownBy(() -> Profile.named("cx8"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("no profile is named cx8; choose among [clean, ");
    assertThatThrownBy(() -> Profile.of(folder.resolve("none.json").toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("none.json does not exist; check the path");
  }
}
