package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.probes.Outcome;
import io.kelpie.results.JournalFile.Sync;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalFileTest {
  private static final String HUNT = "0123abcd";

  @TempDir private Path folder;
  private Path file;
  private WatchedDisk disk;
  private final List<String> words = new ArrayList<>();

  @BeforeEach
  void place() {
    file = folder.resolve("journal.jsonl");
    disk = new WatchedDisk(folder);
  }

  private JournalFile open(Sync sync, boolean guestDied) {
    return JournalFile.open(file, HUNT, sync, guestDied, words::add, disk, Clock.systemUTC());
  }

  private void write(Sync sync, long runs) {
    try (JournalFile journal = open(sync, false)) {
      Runs.fill(journal, runs);
    }
  }

  private static List<ProbeRecord> runs(long upTo) {
    return LongStream.rangeClosed(1, upTo).mapToObj(Runs::run).toList();
  }

  private List<String> withoutTimes() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll(",\"time\":\\{[^}]*}", ""))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void resumesAfterEveryRun(Sync sync) throws IOException {
    write(sync, 20);
    List<String> unbroken = withoutTimes();
    for (long killedAfter = 0; killedAfter <= 20; killedAfter++) {
      Files.delete(file);
      write(sync, killedAfter);
      try (JournalFile journal = open(sync, false)) {
        assertThat(journal.recordedRuns()).isEqualTo(killedAfter);
        assertThat(Runs.fill(journal, 20)).isEqualTo(runs(killedAfter));
      }
      assertThat(withoutTimes()).isEqualTo(unbroken);
    }
    assertThat(words).isEmpty();
  }

  @Test
  void onlyTimesDifferBetweenTwoHuntsOfOneSeed() throws IOException {
    Clock early = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    try (JournalFile journal =
        JournalFile.open(file, HUNT, Sync.BATCHES, false, words::add, disk, early)) {
      Runs.fill(journal, 5);
    }
    String first = Files.readString(file);
    List<String> firstLines = withoutTimes();
    Files.delete(file);
    write(Sync.BATCHES, 5);
    assertThat(Files.readString(file)).isNotEqualTo(first);
    assertThat(withoutTimes()).isEqualTo(firstLines);
  }

  @Test
  void damageOfAnyByteOfAMiddleLineIsNamed() throws IOException {
    write(Sync.EACH_LINE, 3);
    byte[] whole = Files.readAllBytes(file);
    List<String> lines = Files.readAllLines(file);
    int from = bytes(lines.get(0)) + bytes(lines.get(1)) + bytes(lines.get(2));
    int to = from + bytes(lines.get(3)) + bytes(lines.get(4));
    for (int at = from; at < to; at++) {
      int bit = at % 8;
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << bit);
      Files.write(file, damaged);
      assertThatThrownBy(() -> open(Sync.EACH_LINE, false))
          .as("byte %d, bit %d", at, bit)
          .isInstanceOf(UsageException.class)
          .hasMessageMatching("(?s).*journal\\.jsonl line [45] .*; .*");
    }
  }

  private static int bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  @Test
  void aCutLastLineIsDroppedWithAWord() throws IOException {
    write(Sync.BATCHES, 3);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    try (JournalFile journal = open(Sync.BATCHES, false)) {
      assertThat(words).singleElement().asString().contains(file.toString(), "dropped");
      assertThat(Runs.fill(journal, 3)).isEqualTo(runs(2));
    }
    assertThat(Files.readAllLines(file)).hasSize(4);
  }

  @Test
  void aDoubledLineIsRefused() throws IOException {
    write(Sync.BATCHES, 3);
    String last = Files.readAllLines(file).getLast();
    Files.writeString(file, last + "\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> open(Sync.BATCHES, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("line 5 is out of sequence: run 4 belongs here");
  }

  @Test
  void aMissingLineIsRefused() throws IOException {
    write(Sync.BATCHES, 3);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.remove(2);
    Files.write(file, lines);
    assertThatThrownBy(() -> open(Sync.BATCHES, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("line 3 is out of sequence: run 2 belongs here");
  }

  @Test
  void aNewerVersionIsRefused() throws IOException {
    String body = "{\"journal\":3,\"hunt\":\"" + HUNT + "\",\"colour\":\"red\"}";
    String line = body.replaceFirst("}$", ",\"sum\":\"" + Checksum.of(body) + "\"}\n");
    Files.writeString(file, line);
    assertThatThrownBy(() -> open(Sync.BATCHES, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("line 1 is of version 3, but this Kelpie reads 2");
  }

  @Test
  void anotherHuntsJournalIsRefused() {
    write(Sync.BATCHES, 1);
    assertThatThrownBy(() -> JournalFile.open(file, "ffffffff", Sync.BATCHES, false, words::add))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("journal of hunt 0123abcd, not of ffffffff");
  }

  @Test
  void aRunThatLeftNoLineIsRunAgain() {
    write(Sync.EACH_LINE, 2);
    try (JournalFile journal = open(Sync.EACH_LINE, false)) {
      Runs.recorded(journal);
      journal.attempt(Runs.request(3));
    }
    try (JournalFile journal = open(Sync.EACH_LINE, false)) {
      assertThat(Runs.fill(journal, 3)).isEqualTo(runs(2));
    }
    try (JournalFile journal = open(Sync.EACH_LINE, true)) {
      assertThat(Runs.recorded(journal)).isEqualTo(runs(3));
    }
    assertThat(words).isEmpty();
  }

  @Test
  void aRunThatTookItsMachineDownIsAHangOfTheKernel() {
    write(Sync.EACH_LINE, 2);
    try (JournalFile journal = open(Sync.EACH_LINE, false)) {
      Runs.recorded(journal);
      journal.attempt(Runs.request(3));
    }
    for (boolean guestDied : new boolean[] {true, false, true}) {
      try (JournalFile journal = open(Sync.EACH_LINE, guestDied)) {
        List<ProbeRecord> recorded = Runs.recorded(journal);
        assertThat(recorded.subList(0, 2)).isEqualTo(runs(2));
        ProbeRecord hang = recorded.get(2);
        assertThat(recorded).hasSize(3);
        assertThat(hang.answers(Runs.request(3))).isTrue();
        assertThat(hang.elapsed()).isEqualTo(Runs.run(2).elapsed());
        assertThat(hang.measurement().outcome())
            .isInstanceOfSatisfying(
                Outcome.Hang.class,
                outcome -> assertThat(outcome.scope()).isEqualTo(Outcome.Scope.KERNEL));
      }
    }
    assertThat(words).singleElement().asString().contains("run 3 took its machine down");
  }

  @Test
  void aFullDiskEndsTheHuntWithNothingHalfWritten() throws IOException {
    write(Sync.EACH_LINE, 2);
    byte[] before = Files.readAllBytes(file);
    for (long room = 0; room < 1000; room += 37) {
      try (JournalFile journal = open(Sync.EACH_LINE, false)) {
        Runs.recorded(journal);
        disk.leave(room);
        assertThatThrownBy(() -> journal.append(Runs.run(3)))
            .isInstanceOf(UsageException.class)
            .hasMessageContaining("the disk is full")
            .hasMessageContaining("--resume");
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
    disk.leave(Long.MAX_VALUE);
    write(Sync.EACH_LINE, 3);
    try (JournalFile journal = open(Sync.EACH_LINE, false)) {
      assertThat(Runs.recorded(journal)).isEqualTo(runs(3));
    }
  }

  @Test
  void batchesReachTheDiskEachSecond() {
    class Ticking extends Clock {
      private Instant now = Instant.EPOCH;

      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    }
    Ticking clock = new Ticking();
    try (JournalFile journal =
        JournalFile.open(file, HUNT, Sync.BATCHES, false, words::add, disk, clock)) {
      long header = forces();
      for (int number = 1; number <= 10; number++) {
        clock.now = clock.now.plus(Duration.ofMillis(300));
        journal.attempt(Runs.request(number));
        journal.append(Runs.run(number));
      }
      assertThat(forces() - header).isEqualTo(2);
    }
    assertThat(disk.deeds().getLast()).isInstanceOf(WatchedDisk.Deed.Forced.class);
  }

  private long forces() {
    return disk.deeds().stream().filter(WatchedDisk.Deed.Forced.class::isInstance).count();
  }

  /** Prints the processor time that reading takes: at most two seconds are wanted. */
  @Test
  void tenThousandLinesAreRead() {
    write(Sync.BATCHES, 10_000);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    try (JournalFile journal = open(Sync.BATCHES, false)) {
      assertThat(Runs.recorded(journal)).hasSize(10_000);
    }
    Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    System.out.printf(
        "journal of 10,000 lines (%d bytes) read in %s%n", file.toFile().length(), took);
  }
}
