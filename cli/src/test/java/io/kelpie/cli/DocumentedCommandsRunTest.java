package io.kelpie.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.cli.Documentation.Shown;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.results.HuntFolder;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine.MissingParameterException;

/**
 * Every command that the documentation shows is run, in a shell, each page's in its own order, or
 * it stands in {@link #ELSEWHERE} with what it needs. Each page has a folder of its own with what
 * its reader has at hand: last nights' hunts on the model, an adapter, an empty folder of
 * regressions. Where a page has a placeholder, or a budget that no build can wait for, {@link
 * #stoodIn} says what is run in its place, and the name of the test shows it.
 */
class DocumentedCommandsRunTest {
  private static final long LIMIT_SECONDS = 60;

  /** What cannot run wherever Kelpie is built, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "native/softroce/lab |native/softroce/outside (?!--bare)|^kelpie .*--device outside",
              "boots a virtual machine: .ci/lab-tests",
          "^(?:./)?kelpie (?:hunt|space|bench cell) .*--probe verbs",
              "needs an RDMA device: .ci/lab-tests, and for the race CellRaceTest",
          "^(?!native/softroce/outside (?!--bare)).*gpu0|native/gpu-check", "needs a GPU",
          "^build-support/archive|^tar -xzf kelpie-|^kelpie/kelpie ",
              "is of the archive to carry: .ci/archive-tests",
          "^mvn verify", "is the build that runs this test",
          "^apt-get ", "changes the machine",
          "adapters/nvshmem", "needs GPUs and NVSHMEM",
          "^kelpie bench (?:search|discovery|clean|collie|mfs|recognise)$",
              "takes longer than a build waits: SearchBenchTest, DiscoveryBenchTest, Collie4dTest, ExtentTest, RecognitionTest",
          "kelpie bench published", "takes longer than a build waits on a slow host: PublishedTest",
          "near-the-slowest", "names the strategy that its page writes");

  @TempDir private static Path folder;

  /** What a page's reader has at hand; copied for each page. */
  private static Path atHand = Path.of("");

  private static String anomaly = "";
  private static long keptRun;

  @BeforeAll
  static void prepare() throws IOException {
    atHand = Files.createDirectory(folder.resolve("at hand"));
    hunt("monday", 1);
    hunt("sunday", 2);
    Path hunts = atHand.resolve("hunts");
    for (String name : List.of("night", "kernel-6.12")) {
      copy(hunts.resolve("monday"), hunts.resolve(name));
    }
    copy(hunts.resolve("sunday"), hunts.resolve("kernel-6.1"));
    Files.createDirectory(atHand.resolve("regressions"));
    try (Stream<Path> found = Files.list(hunts.resolve("monday/anomalies"))) {
      anomaly =
          found.map(path -> String.valueOf(path.getFileName())).sorted().findFirst().orElseThrow();
    }
    HuntFolder.forEachRun(
        hunts.resolve("monday"),
        run -> keptRun = run.measurement().detail() == null ? keptRun : run.number());
    Files.writeString(atHand.resolve("workload.json"), StrictJson.page(Workload.initial()));
    Files.writeString(
        atHand.resolve("accepted.json"),
        kelpie("replay", "--json", hunts.resolve("monday/anomalies").toString()));
    try (InputStream adapter =
        DocumentedCommandsRunTest.class.getResourceAsStream("/io/kelpie/probes/exec/adapter.sh")) {
      program("ADAPTER", new String(Objects.requireNonNull(adapter).readAllBytes(), UTF_8));
    }
    program(
        "kelpie",
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '%s' %s \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Kelpie.class.getName()));
  }

  private static void hunt(String name, int seed) {
    kelpie(
        "hunt",
        "--budget",
        "6probes",
        "--pin",
        "ordering=drain",
        "--pin",
        "qp_type=rc",
        "--pin",
        "opcode=write",
        "--pin",
        "signals_per_fence=1",
        "--seed",
        Integer.toString(seed),
        "--out",
        atHand.resolve("hunts").resolve(name).toString());
  }

  /** What it printed, in this process. */
  private static String kelpie(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Kelpie.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(status).as(err.toString()).isEqualTo(ExitStatus.ANOMALY.code());
    return out.toString();
  }

  private static void program(String name, String text) throws IOException {
    Path file = Files.writeString(atHand.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(each).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(each, to.resolve(from.relativize(each).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @TestFactory
  Stream<DynamicContainer> runs() throws IOException {
    Map<String, List<DynamicTest>> pages = new LinkedHashMap<>();
    Set<String> done = new LinkedHashSet<>();
    for (Shown shown : Documentation.commands()) {
      String line = stoodIn(shown.text());
      boolean isNew = done.add(shown.isMention() ? line : shown.page() + line);
      if (isNew && needs(shown.text()).isEmpty() && !isName(shown)) {
        pages
            .computeIfAbsent(shown.page(), _ -> new ArrayList<>())
            .add(
                DynamicTest.dynamicTest(
                    shown + (line.equals(shown.text()) ? "" : ", run as: " + line),
                    () -> run(shown.page(), line)));
      }
    }
    return pages.entrySet().stream()
        .map(page ->
            DynamicContainer.dynamicContainer(container ->
                container
                    .displayName(page.getKey())
                    .executionMode(ExecutionMode.CONCURRENT)
                    .childExecutionMode(ExecutionMode.SAME_THREAD)
                    .children(page.getValue())));
  }

  /** A reason that no command has any more is taken out, and none has two. */
  @Test
  void whatIsNotRunHasOneReason() throws IOException {
    Set<String> given = new LinkedHashSet<>();
    for (Shown shown : Documentation.commands()) {
      List<String> needs = needs(shown.text());
      assertThat(needs).as(shown.toString()).hasSizeLessThanOrEqualTo(1);
      given.addAll(needs);
    }
    assertThat(given).containsExactlyInAnyOrderElementsOf(ELSEWHERE.values());
  }

  private static List<String> needs(String text) {
    return ELSEWHERE.entrySet().stream()
        .filter(each -> Pattern.compile(each.getKey()).matcher(text).find())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** A mention that only names a command or an option, without what it needs. */
  private static boolean isName(Shown shown) {
    if (!shown.isMention() || shown.text().contains("COMMAND")) {
      return false;
    }
    try {
      shown.calls().forEach(call -> Kelpie.commandLine().parseArgs(call.toArray(String[]::new)));
      return false;
    } catch (MissingParameterException e) {
      return true;
    }
  }

  /** What is run in the place of a page's command. */
  private static String stoodIn(String text) {
    String line =
        text.replaceAll("0badcafe|\\bID\\b", anomaly)
            .replaceAll("hunts/\\d{8}-\\d{6}", "hunts/20*") // the hunt before it
            .replaceAll("\\b(?:HUNT|DIR)\\b", "hunts/monday")
            .replace("/data/hunts", "hunts")
            .replace("compare A B", "compare hunts/sunday hunts/monday")
            .replace("replay FOLDER", "replay hunts/monday/anomalies")
            .replace("verify FILE", "verify regressions/fence-before-atomic.zip")
            .replace("COMMAND", "hunt")
            .replace("--preset NAME", "--preset collie-3")
            .replace("--workload FILE", "--workload workload.json")
            .replace("--run 40,41", "--run " + keptRun)
            .replace(
                "replay regressions --device mlx5_0", "replay regressions") // found on the model
            .replace("bundle hunts", "bundle --simulated hunts")
            .replace("--seeds 60", "--seeds 1 --cap 10")
            .replaceAll("--seeds \\d+ --budget \\d+", "--seeds 2 --budget 20")
            .replace("bench clean-probes", "bench clean-probes --draws 50");
    if (!line.contains("kelpie hunt")) {
      return line;
    }
    String budget = line.contains("--probe") ? "2s" : "3probes";
    return line.replaceFirst(" --budget \\S+", "")
        .replace("kelpie hunt", "kelpie hunt --budget " + budget);
  }

  private static void run(String page, String line) throws IOException, InterruptedException {
    if (line.contains("--probe fabric")) {
      assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    }
    Path here = folder.resolve(page.replace('/', ' '));
    if (!Files.exists(here)) {
      copy(atHand, here);
    }
    Path said = folder.resolve(here.getFileName() + " said");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", line)
            .directory(here.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    shell.environment().merge("PATH", here.toString(), (path, added) -> added + ":" + path);
    Process process = shell.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    assertThat(ended).as("%s, within %d s", line, LIMIT_SECONDS).isTrue();
    assertThat(lawful(line))
        .as("%s said: %s", line, Files.readString(said))
        .contains(process.exitValue());
  }

  /** The statuses that say something of a network, or of a machine, and not of the command. */
  private static Set<Integer> lawful(String line) {
    List<String> last = new Shown("", 1, line, false).calls().getLast();
    if (last.contains("--help")) {
      return Set.of(0);
    }
    return switch (last.getFirst()) {
      case "hunt", "probe", "replay", "compare" -> Set.of(0, 1, 3);
      case "doctor" -> Set.of(0, 2);
      default -> Set.of(0);
    };
  }
}
