package io.kelpie.results.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kelpie.probes.Description;
import io.kelpie.results.Asked;
import io.kelpie.results.Findings;
import io.kelpie.results.Host;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Hunts;
import io.kelpie.results.JournalFile;
import io.kelpie.results.Place;
import io.kelpie.results.Recognised;
import io.kelpie.results.schema.FileSchema;
import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import io.kelpie.search.Ledger;
import io.kelpie.search.LedgerTotals;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Condition;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final Finding STALL = Findings.serialised();

  /** The same, as another seed would reduce it. */
  private static final Finding AGAIN =
      Findings.reduced(
          STALL,
          STALL.symptom(),
          STALL.workload(),
          List.of(
              new Condition("ordering", Values.Members.of("nic_fence")),
              new Condition("signal", Values.Members.of("fetch_add")),
              new Condition("tiles", new Values.Range(9, 700))));

  private static final Finding OTHER =
      Findings.intermittent(
          Findings.reduced(STALL, Symptom.HANG, STALL.workload(), List.of()), STALL.workload());

  @TempDir private Path hunts;
  private final List<String> words = new ArrayList<>();

  private Path hunt(String name, String started, String firmware, Finding... findings) {
    Description plain = Hunts.description();
    Description here =
        new Description(
            plain.name(),
            false,
            plain.limits(),
            null,
            List.of(),
            Map.of("kernel", "6.12", "mlx5_0.firmware", firmware));
    Asked asked = Hunts.file().asked();
    HuntFile now = HuntFile.starting(asked, Place.of(here, "0.1.0"));
    HuntFile file =
        new HuntFile(
            now.version(),
            now.hunt(),
            asked,
            now.thresholds(),
            now.minimisingRuns(),
            now.place(),
            Host.here(),
            now.published(),
            started);
    Path folder = hunts.resolve(name);
    try (HuntFolder made = HuntFolder.create(folder, file);
        JournalFile _ = made.journal(false, _ -> {})) {
      List.of(findings).forEach(made::save);
      made.save(
          new HuntResult(
              List.of(findings),
              Map.of(Ledger.SEARCH, LedgerTotals.NONE),
              0,
              1,
              "budget",
              Map.of(),
              List.of()));
    }
    return folder;
  }

  private List<Remembered> known() {
    try (Memory memory = Memory.of(hunts, false, words::add)) {
      return memory.list();
    }
  }

  private void threeNights() {
    hunt("monday", "2026-11-23T20:00:00Z", "28.1", STALL);
    hunt("tuesday", "2026-11-24T20:00:00Z", "28.1", OTHER);
    hunt("wednesday", "2026-11-25T20:00:00Z", "28.2", AGAIN);
  }

  @Test
  void theSameAnomalyIsRecognisedFirmwareByFirmware() {
    threeNights();
    List<Remembered> known = known();
    assertThat(known).hasSize(2);
    Remembered stall = known.getFirst();
    assertThat(stall.id()).isEqualTo(STALL.id());
    assertThat(stall.hunts()).isEqualTo(2);
    assertThat(stall.firstSeen()).isEqualTo("2026-11-23T20:00:00Z");
    assertThat(stall.lastSeen()).isEqualTo("2026-11-25T20:00:00Z");
    assertThat(stall.places())
        .extracting(Remembered.At::place)
        .containsExactly(
            "verbs, kernel 6.12, mlx5_0.firmware 28.1", "verbs, kernel 6.12, mlx5_0.firmware 28.2");
    assertThat(known.getLast().symptom()).isEqualTo("HANG");
    assertThat(words).isEmpty();
    assertThat(KnownText.of(known)).contains("in 2 hunts", "28.2", "SERIALISED 0badcafe");
  }

  @Test
  void theIndexCanAlwaysBeHadAgain() throws IOException {
    threeNights();
    List<Remembered> known = known();
    Path index = hunts.resolve(Memory.FILE);
    Files.delete(index);
    assertThat(known()).isEqualTo(known);
    Files.writeString(index, "this is no database, and long enough to look like one".repeat(40));
    assertThat(known()).isEqualTo(known);
    assertThat(words).hasSize(1).first().asString().contains("made anew");
  }

  @Test
  void anIndexOfAnotherVersionIsMadeAnew() throws Exception {
    threeNights();
    List<Remembered> known = known();
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + hunts.resolve(Memory.FILE));
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 7");
      statement.executeUpdate("DELETE FROM sighting");
    }
    assertThat(known()).isEqualTo(known);
    assertThat(words).hasSize(1).first().asString().contains("another version");
  }

  @Test
  void followsTheFoldersAsTheyComeChangeAndGo() throws IOException {
    Path monday = hunt("monday", "2026-11-23T20:00:00Z", "28.1", STALL);
    assertThat(known()).hasSize(1);
    hunt("tuesday", "2026-11-24T20:00:00Z", "28.1", OTHER);
    assertThat(known()).hasSize(2);
    Files.setLastModifiedTime(monday.resolve("hunt.json"), FileTime.fromMillis(0));
    assertThat(known()).hasSize(2);
    Files.move(monday, hunts.resolveSibling(hunts.getFileName() + "-monday"));
    assertThat(known()).extracting(Remembered::symptom).containsExactly("HANG");
  }

  @Test
  void aDamagedHuntIsToldAndLeftOut() throws IOException {
    threeNights();
    Files.writeString(hunts.resolve("monday/hunt.json"), "{}");
    assertThat(known()).hasSize(2);
    assertThat(words).hasSize(1).first().asString().contains("left out", "monday");
  }

  @Test
  void namesAndMutesOutliveTheIndex() throws IOException {
    threeNights();
    try (Memory memory = Memory.of(hunts, false, words::add)) {
      memory.name(AGAIN.id(), "fence storm");
      memory.mute("fence storm", "vendor case 4711", LocalDate.of(2999, 1, 1));
      assertThatThrownBy(() -> memory.name(OTHER.id(), "fence storm"))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("choose another");
      assertThatThrownBy(() -> memory.mute("nothing", "reason", null))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("nothing");
    }
    Files.delete(hunts.resolve(Memory.FILE));
    Remembered stall = known().getFirst();
    assertThat(stall.name()).isEqualTo("fence storm");
    assertThat(stall.muted()).extracting(Recognised.Muted::reason).isEqualTo("vendor case 4711");
    assertThat(known().getLast().muted()).isNull();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(StrictJson.page(FileSchema.KNOWN.schema()), InputFormat.JSON)
                .validate(Files.readString(hunts.resolve("known.json")), InputFormat.JSON))
        .isEmpty();
    try (Memory memory = Memory.of(hunts, false, words::add)) {
      memory.unmute(STALL.id());
    }
    assertThat(known().getFirst().muted()).isNull();
  }

  @Test
  void aLaterHuntRecognisesWhatWasMuted() throws IOException {
    threeNights();
    Path wednesday = hunts.resolve("wednesday");
    assertThat(Memory.recognised(wednesday, words::add)).isEmpty();
    try (Memory memory = Memory.of(hunts, false, words::add)) {
      memory.name(STALL.id(), "fence-storm");
      memory.mute("fence-storm", "vendor case 4711", null);
    }
    Map<String, Recognised> known = Memory.recognised(wednesday, words::add);
    assertThat(known).containsOnlyKeys(AGAIN.id());
    Recognised stall = known.values().iterator().next();
    assertThat(stall.name()).isEqualTo("fence-storm");
    assertThat(stall.firstSeen()).isEqualTo("2026-11-23T20:00:00Z");
    assertThat(stall.hunts()).isEqualTo(2);
    assertThat(stall.muted()).extracting(Recognised.Muted::reason).isEqualTo("vendor case 4711");
    assertThat(Memory.recognised(hunts.resolve("tuesday"), words::add)).isEmpty();
    assertThat(words).isEmpty();

    Files.writeString(hunts.resolve("known.json"), "{}");
    assertThat(Memory.recognised(wednesday, words::add)).isEmpty();
    assertThat(words).hasSize(1).first().asString().contains("known.json");
  }

  @Test
  void aMuteEndsWithItsDay() {
    threeNights();
    try (Memory memory = Memory.of(hunts, false, words::add)) {
      memory.mute(STALL.id(), "until the new cable", LocalDate.of(2020, 1, 1));
    }
    assertThat(known().getFirst().muted()).isNull();
  }

  @Test
  void aMuteNeedsAReason() {
    threeNights();
    try (Memory memory = Memory.of(hunts, false, words::add)) {
      assertThatThrownBy(() -> memory.mute(STALL.id(), " ", null))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("reason");
    }
  }
}
