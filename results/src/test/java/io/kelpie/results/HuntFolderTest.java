package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.search.confirm.Signature;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Limits;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class HuntFolderTest {
  @TempDir private Path temporary;

  private Path begun() {
    Path path = temporary.resolve("hunt");
    HuntFolder.create(path, Hunts.file()).close();
    return path;
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessageContainingAll(parts);
  }

  @Test
  void goesOnWithWhatWasAsked() {
    Path path = begun();
    try (HuntFolder folder = HuntFolder.resume(path, Hunts.asked(1), List.of("seed", "pin"))) {
      assertThat(folder.file().asked()).isEqualTo(Hunts.asked(1));
      assertThat(folder.file().place()).isEqualTo(Place.of(Hunts.description(), "0.1.0"));
      assertThat(folder.file().settings().space().of(Catalogue.TILES))
          .isEqualTo(new Values.Range(64, 64));
      folder.requireWithin(Hunts.limits());
    }
  }

  @Test
  void aDisagreeingOptionIsNamed() {
    Path path = begun();
    refused(
        () -> HuntFolder.resume(path, Hunts.asked(2), List.of("budget", "seed")),
        "asked with --seed 1, not 2",
        "leave --seed out");
    HuntFolder.resume(path, Hunts.asked(2), List.of("budget")).close();
  }

  @Test
  void aPlaceThatCanDoLessIsRefused() {
    Limits less =
        new Limits(
            Map.of("qps_per_peer", new Values.Range(1, 16)), 256 << 20, Duration.ofSeconds(10));
    try (HuntFolder folder = HuntFolder.resume(begun(), Hunts.asked(1), List.of())) {
      refused(() -> folder.requireWithin(less), "qps_per_peer could be 1 to 64", "1 to 16 now");
    }
  }

  @Test
  void aFolderThatHoldsSomethingIsRefused() throws IOException {
    Path path = begun();
    refused(() -> HuntFolder.create(path, Hunts.file()), "holds a hunt already", "--resume");
    Path other = Files.createDirectory(temporary.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "dear");
    refused(() -> HuntFolder.create(other, Hunts.file()), "is not empty", "--out");
    refused(() -> HuntFolder.create(other.resolve("letter.txt"), Hunts.file()), "is not a folder");
    assertThatThrownBy(() -> HuntFolder.read(other))
        .hasMessageEndingWith("there is no hunt.json in it; check the path");
    refused(() -> HuntFolder.resume(other, Hunts.asked(1), List.of()), "leave --resume out");
    refused(() -> HuntFolder.resume(other, Hunts.asked(1), List.of()), "is not a hunt's folder");
    refused(
        () -> HuntFolder.resume(temporary.resolve("none"), Hunts.asked(1), List.of()),
        "does not exist");
  }

  @Test
  void aNewerVersionIsRefusedBeforeItsKeysAre() throws IOException {
    Path path = begun();
    Path file = path.resolve(HuntFolder.HUNT);
    int newer = HuntFile.VERSION + 1;
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"version\" : \\d+,", "\"version\" : " + newer + ", \"colour\" : 1,"));
    refused(
        () -> HuntFolder.read(path),
        "hunt.json is of version " + newer + ", but this Kelpie reads " + HuntFile.VERSION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seed\" : 1,          | \"seed\" : \"1\",         | seed",
        "\"seed\" : 1,          | \"seed\" : 1.5,           | seed",
        "\"seed\" : 1,          | \"seed\" : 1, \"seed\" : 1, | seed",
        "\"seed\" : 1,          |                           | seed",
        "\"budget\" : \"300probes\" | \"budget\" : \"many\"     | budget \"many\" is none",
        "\"simulated\" : false, | \"simulated\" : \"false\", | simulated",
        "\"serialised\" : 1.5,  | \"serialised\" : NaN,     | hunt.json",
        "\"serialised\" : 1.5,  | \"serialised\" : null,    | serialised",
        "\"lineRate\" : null,   | \"lineRate\" : null, \"colour\" : 1, | colour",
        "\"qps_per_peer\"       | \"qps_per_pear\"          | no dimension is named qps_per_pear",
      })
  void oneSentenceForEachMistake(String right, String wrong, String named) throws IOException {
    Path path = begun();
    Path file = path.resolve(HuntFolder.HUNT);
    String text = Files.readString(file);
    assertThat(text).contains(right);
    Files.writeString(file, text.replace(right, wrong == null ? "" : wrong));
    assertThatThrownBy(() -> HuntFolder.read(path))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("hunt.json")
        .hasMessageContaining(named)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatWasAskedCannotBeChangedAfterwards() throws IOException {
    Path path = begun();
    Path file = path.resolve(HuntFolder.HUNT);
    Files.writeString(file, Files.readString(file).replace("\"seed\" : 1,", "\"seed\" : 2,"));
    refused(() -> HuntFolder.read(path), "is not the fingerprint of what was asked");
  }

  @Test
  void oneProcessHoldsAFolderOnce() {
    Path path = begun();
    try (HuntFolder held = HuntFolder.resume(path, Hunts.asked(1), List.of())) {
      String pid = "pid " + ProcessHandle.current().pid();
      for (int attempt = 0; attempt < 2; attempt++) {
        refused(
            () -> HuntFolder.resume(held.path(), Hunts.asked(1), List.of()),
            "in use by another hunt",
            pid);
      }
    }
    HuntFolder.resume(path, Hunts.asked(1), List.of()).close();
  }

  @Test
  void anotherProcessKeepsAFolderUntilItDies() throws Exception {
    Path path = begun();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("held");
      refused(
          () -> HuntFolder.resume(path, Hunts.asked(1), List.of()),
          "in use by another hunt (pid " + other.pid() + ")");
    } finally {
      other.destroyForcibly().waitFor();
    }
    HuntFolder.resume(path, Hunts.asked(1), List.of()).close();
  }

  /** A hunt that holds a folder until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      HuntFolder folder = HuntFolder.resume(Path.of(arguments[0]), Hunts.asked(1), List.of());
      System.out.println("held");
      System.out.flush();
      int killed = System.in.read();
      folder.close();
      System.exit(killed);
    }
  }

  @Test
  void aFindingComesBackWithItsWorkloads() {
    try (HuntFolder folder = HuntFolder.resume(begun(), Hunts.asked(1), List.of())) {
      assertThat(folder.anomalies()).isEmpty();
      Path saved = folder.save(Findings.serialised());
      assertThat(folder.save(Findings.serialised())).isEqualTo(saved);
      Anomaly anomaly = Anomaly.read(saved);
      assertThat(anomaly.finding()).isEqualTo(Findings.serialised());
      assertThat(anomaly.place()).isEqualTo(folder.file().place());
      assertThat(folder.anomalies()).containsExactly(anomaly);
      assertThat(StrictJson.read(saved.resolve(Anomaly.WORKLOAD), Workload.class))
          .isEqualTo(Findings.serialised().workload());
      assertThat(
              StrictJson.read(saved.resolve(Anomaly.TWIN), Workload.class).get(Catalogue.ORDERING))
          .isEqualTo(Catalogue.Ordering.NONE);
      assertThat(saved.resolve("neighbour-ordering.json")).exists();
      assertThat(saved.resolve("remedy.json")).exists();
    }
  }

  @Test
  void aFindingOfAVersionBeforeIsReadWithoutWhatThatDidNotTell() throws IOException {
    try (HuntFolder folder = HuntFolder.resume(begun(), Hunts.asked(1), List.of())) {
      Path file = Anomaly.file(folder.save(Findings.serialised()));
      JsonNode written = StrictJson.read(file, JsonNode.class);

      Anomaly third = older(file, written, 3, "signature");
      assertThat(third.finding())
          .isEqualTo(FindingBuilder.like(Findings.serialised()).signature(Signature.NONE).build());

      Anomaly second = older(file, written, 2, "signature", "consequences", "draws");
      assertThat(second.finding().consequences()).isEmpty();
      assertThat(second.finding().draws()).isNull();
      assertThat(second.finding().signature()).isEqualTo(Signature.NONE);
      assertThat(second.finding().conditions()).isEqualTo(Findings.serialised().conditions());
    }
  }

  private static Anomaly older(Path file, JsonNode written, int version, String... lacking)
      throws IOException {
    ObjectNode older = (ObjectNode) written.deepCopy();
    older.put("version", version);
    ((ObjectNode) older.path("finding")).remove(List.of(lacking));
    Files.writeString(file, older.toString());
    Anomaly anomaly = Anomaly.read(file);
    assertThat(anomaly.version()).isEqualTo(Anomaly.VERSION);
    assertThat(Anomaly.read(older.toString(), "a bundle")).isEqualTo(anomaly);
    return anomaly;
  }

  @Test
  void whatIsNoAnomalyIsRefused() {
    refused(() -> Anomaly.read(temporary), "is not an anomaly's folder", "finding.json");
  }
}
