package io.kelpie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Each mistake gets one sentence on standard error, status 2, and nothing half-written. */
class BadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hunt --probe nic                                | choose model, verbs, fabric, megakernel or exec",
        "hunt --device mlx5_0                            | needs --probe verbs, fabric, megakernel or exec",
        "hunt --probe fabric --device nic0               | choose tcp, shm, sockets, verbs, efa, cxi",
        "probe --probe megakernel --device nic0          | names no kernel: write host, outside or gpu0",
        "probe --probe exec                              | needs one command",
        "probe --probe exec --device /nowhere/x          | cannot be started",
        "hunt --budget soon                              | write it as 300probes",
        "hunt --budget 0probes                           | write it as 300probes",
        "hunt --seed x                                   | --seed",
        "hunt --strategy magic                           | no strategy is named magic",
        "hunt --pin ordering                             | names no value",
        "hunt --focus orderings                          | no dimension has that name",
        "hunt --symptom slow                             | choose among hang, disorder, error, serialised",
        "hunt --counter teapots                          | choose among blocked_share",
        "hunt --pin order=drain                          | no dimension is named order",
        "hunt --pin ordering=DRAIN                       | choose among",
        "hunt --pin tiles=0                              | lies outside 1 to 1000000",
        "hunt --pin tiles=64..8                          | write the lower end first",
        "hunt --exclude ordering=drain,nic_fence,same_qp,none | leaves nothing",
        "hunt --pin qp_type=ud --pin opcode=read         | loosen",
        "hunt --resume                                   | needs --out",
        "hunt --explain 3                                | does not exist",
        "hunt --budgets 3                                | Unknown option",
        "probe --workload missing.json                   | does not exist",
        "probe --preset collie-19                        | no preset is named collie-19; choose among collie-1, ",
        "probe --preset megakernel-deepep-ring                      | needs --probe megakernel",
        "probe --preset collie-1 --workload w.json       | give one",
        "probe --profile cx8                             | no profile is named cx8; choose among",
        "probe --profile missing.json                    | missing.json does not exist",
        "probe --probe fabric --profile clean            | needs --probe model",
        "hunt --profile cx8                              | no profile is named cx8; choose among",
        "profile check                                   | name a profile, or a file",
        "profile check missing.json                      | missing.json does not exist",
        "preset show                                     | name a preset",
        "bench planted --profile cx8                     | no profile is named cx8; choose among",
        "bench search --strategies magic                 | no strategy is named magic",
        "bench search --profiles cx8                     | no profile is named cx8; choose among",
        "bench search --seeds 0                          | choose at least one seed",
        "bench discovery --strategies kelpie-no-luck     | no strategy is named kelpie-no-luck",
        "bench clean --strategies kelpie,random          | one strategy",
        "bench clean --noise loud                        | no noise is called loud; choose quiet-lab",
        "bench clean --noise 11                          | choose 0 to 10",
        "replay missing                                  | missing",
        "export                                          | nothing to export",
        "export missing --csv -                          | missing",
        "export --csv -                                  | name the hunt's folder",
        "compare missing other                           | missing",
        "known --hunts missing                           | no folder of hunts",
        "known abc                                       | --name, --mute or --unmute",
        "known --mute reason                             | name the anomaly",
        "known abc --mute reason --until soon            | is no date",
        "known abc --unmute --until 2027-01-01           | --until needs --mute",
        "space --json --schema                           | mutually exclusive",
        "hund                                            | hund",
      })
  void getsASentenceAndStatusTwo(String arguments, String sentence) throws IOException {
    Run run = run(arguments.strip().split("\\s+"));
    assertThat(run.status).as(run.err).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains(sentence).doesNotContain("\tat ");
    assertThat(run.err.lines().findFirst().orElse("")).startsWith("kelpie: ");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void workloadFilesThatContradictThemselvesAreRefused() throws IOException {
    for (List<String> bad :
        List.of(
            List.of(
                "{\"version\": 1, \"transport\": {\"qp_type\": \"ud\"}}", "UD carries SEND only"),
            List.of(
                "{\"version\": 1, \"signalling\": {\"ordering\": \"nic_fence\", \"signal_qp\": \"control\"}}",
                "gates its own queue pair"),
            List.of("{\"version\": 1, \"traffic\": {\"tiles\": \"many\"}}", "traffic.tiles"),
            List.of("{\"version\": 1, \"conditions\": {\"reorder\": 500}}", "reorder is 500"),
            List.of("{\"version\": 9}", "version 9"))) {
      Path file = folder.resolve("w.json");
      Files.writeString(file, bad.getFirst());
      Run run = run("probe", "--workload", file.toString());
      assertThat(run.status).as(run.err).isEqualTo(2);
      assertThat(run.err).startsWith("kelpie: ").contains(file.toString()).contains(bad.getLast());
    }
  }

  @Test
  void aHuntFolderIsNotOverwritten() throws IOException {
    Path out = folder.resolve("hunt");
    assertThat(run("hunt", "--budget", "5probes", "--out", out.toString()).status).isIn(0, 1);
    byte[] journal = Files.readAllBytes(out.resolve("journal.jsonl"));
    Run again = run("hunt", "--budget", "5probes", "--out", out.toString());
    assertThat(again.status).isEqualTo(2);
    assertThat(again.err).contains("--resume");
    Run other =
        run("hunt", "--budget", "5probes", "--seed", "2", "--resume", "--out", out.toString());
    assertThat(other.status).isEqualTo(2);
    assertThat(other.err).contains("--seed 1");
    assertThat(Files.readAllBytes(out.resolve("journal.jsonl"))).isEqualTo(journal);
  }

  private Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Kelpie.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] here = arguments.clone();
    if (here[0].equals("hunt")
        && !List.of(here).contains("--out")
        && !List.of(here).contains("--resume")) {
      here =
          Stream.concat(Stream.of(here), Stream.of("--out", folder.resolve("h").toString()))
              .toArray(String[]::new);
    }
    int status = command.execute(here);
    return new Run(status, out.toString(), err.toString());
  }

  private record Run(int status, String out, String err) {}
}
