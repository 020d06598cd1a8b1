package io.kelpie.probes.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecProbeTest {
  private static final Budget BUDGET = Budget.search(1);

  @TempDir private Path folder = Path.of("");

  private ExecProbe open(String way) throws IOException {
    return new ExecProbe(List.of(CommandDouble.in(folder, way)));
  }

  /** 64 tiles of a 5 us drain each, by the double's own arithmetic. */
  @Test
  void itsStampsBecomeStages() throws IOException {
    try (ExecProbe probe = open("")) {
      Measurement drained =
          probe.run(Workload.initial().with(Catalogue.ORDERING, Ordering.DRAIN), BUDGET);
      Measurement free = probe.run(Workload.initial(), BUDGET);

      assertThat(drained.stage(Stage.FENCE).mean()).isCloseTo(5e-6, within(1e-12));
      assertThat(drained.flows().getFirst().medianPass())
          .isCloseTo(1000e-9 + 64 * 5400e-9 - 200e-9 + 2600e-9, within(1e-12));
      assertThat(drained.blockedStage(free)).contains(Stage.FENCE);
      assertThat(drained.flows().getFirst().passSeconds()).hasSize(BUDGET.windows());
      assertThat(probe.description().environment()).containsEntry("bench", "double 1.0");
    }
  }

  @Test
  void aCommandThatFallsSilentIsAHangWithItsLastWord() throws IOException {
    try (ExecProbe probe = open("")) {
      Budget budget =
          new Budget(Duration.ofSeconds(2), 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);
      Outcome.Hang hang =
          (Outcome.Hang)
              probe.run(Workload.initial().with(Catalogue.DELAY, 1_000_000L), budget).outcome();

      assertThat(hang.waiting()).isEqualTo(Stage.FENCE);
      assertThat(hang.detail()).endsWith("of silence; its last line: fence");
    }
  }

  @Test
  void aCommandThatFailsIsQuoted() throws IOException {
    try (ExecProbe probe = open("dies")) {
      assertThat(probe.run(Workload.initial(), BUDGET).outcome())
          .isEqualTo(new Outcome.Failed("the command ended with status 3", "no such GPU"));
    }
  }

  @Test
  void anAnswerThatDoesNotHoldIsInvalid() throws IOException {
    try (ExecProbe probe = open("lies")) {
      Outcome.Invalid invalid = (Outcome.Invalid) probe.run(Workload.initial(), BUDGET).outcome();
      assertThat(invalid.reason())
          .startsWith("the command left no measurement that holds: measurement.json of ");
    }
  }

  @Test
  void answersAreHeldAgainstTheWorkload() {
    List<Long> tile = List.of(0L, 1L, 2L, 3L, 9L, 4L, 5L, 6L);
    answer(tile).check(1, 1);
    assertThatThrownBy(() -> answer(tile).check(2, 1))
        .hasMessage("windows[0][0] has 1 tiles, and the workload 2");
    assertThatThrownBy(() -> answer(tile).check(1, 3))
        .hasMessage("windows has 1 entries, and 3 were asked for");
    assertThatThrownBy(() -> answer(List.of(0L, 1L, 2L, 3L, 9L, 4L, 3L, 6L)).check(1, 1))
        .hasMessage("windows[0][0][0]: SIGNAL_SEEN comes before the moment in front of it");
    assertThatThrownBy(() -> answer(List.of(0L, 1L, 2L, 3L, 2L, 4L, 5L, 6L)).check(1, 1))
        .hasMessage("windows[0][0][0]: COMPLETED comes before POSTED");
    assertThatThrownBy(() -> answer(List.of(0L)).check(1, 1))
        .hasMessage("windows[0][0][0] has 1 stamps, not 8");
  }

  private static Answer answer(List<Long> tile) {
    return new Answer(1, 1e-6, 0, List.of(List.of(List.of(tile))), List.of(), Integrity.UNCHECKED);
  }

  @Test
  void whatCannotServeIsToldInASentence() throws IOException {
    assertThatThrownBy(() -> new ExecProbe(List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("needs one command");
    assertThatThrownBy(() -> new ExecProbe(List.of(folder.resolve("nothing").toString())))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("name an executable file");
    Path mute = Files.writeString(folder.resolve("mute"), "#!/bin/sh\necho mute >&2; exit 1\n");
    assertThat(mute.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> new ExecProbe(List.of(mute.toString())))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("describe did not end with status 0: mute");
    Path odd =
        Files.writeString(
            folder.resolve("odd"),
            "#!/bin/sh\necho '{\"version\":1,\"environment\":{},\"dimensions\":{\"tile\":{\"range\":[1,2]}}}'\n");
    assertThat(odd.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> new ExecProbe(List.of(odd.toString())))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("no dimension is named tile; kelpie space lists them");
  }
}
