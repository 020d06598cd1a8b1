package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.JournalFile.Sync;
import io.kelpie.results.WatchedDisk.Content;
import io.kelpie.results.WatchedDisk.Deed;
import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts the recorded writes of a hunt at every byte and resumes from what is left. */
class PowerLossTest {
  private static final int RUNS = 3;

  /**
   * Every how many states the hunt also goes on; a prime, so that it meets every part of a line.
   */
  private static final int STRIDE = 13;

  @Test
  void everyPrefixResumesAndKeepsWhatWasSynced(@TempDir Path recorded, @TempDir Path cut)
      throws IOException {
    HuntFile hunt = Hunts.file();
    WatchedDisk disk = new WatchedDisk(recorded);
    try (HuntFolder folder = HuntFolder.create(recorded, hunt, disk);
        JournalFile journal = journal(folder.path(), hunt, disk)) {
      Runs.fill(journal, RUNS);
    }
    Content content = new Content();
    int synced = 0;
    int states = 0;
    int refused = 0;
    for (Deed deed : disk.deeds()) {
      for (int length = 0; length <= Content.length(deed); length++) {
        content.after(deed, length).put(cut);
        refused += resumes(cut, hunt, synced, states % STRIDE == 0) ? 0 : 1;
        states++;
      }
      content = content.after(deed, Content.length(deed));
      if (deed instanceof Deed.Forced(String file) && file.equals(HuntFolder.JOURNAL)) {
        synced = lines(content, cut) / 2;
      }
    }
    assertThat(synced).isEqualTo(RUNS);
    assertThat(states).isGreaterThan(10_000);
    System.out.printf(
        "power lost at %d points: %d resumed, %d refused before hunt.json stood%n",
        states, states - refused, refused);
  }

  /** Lines after the header: an attempt and a run each. */
  private static int lines(Content content, Path cut) throws IOException {
    content.put(cut);
    return Files.readAllLines(cut.resolve(HuntFolder.JOURNAL)).size() - 1;
  }

  private static boolean resumes(Path cut, HuntFile hunt, int synced, boolean goesOn)
      throws IOException {
    boolean begun = Files.exists(cut.resolve(HuntFolder.HUNT));
    try (HuntFolder folder = HuntFolder.resume(cut, hunt.asked(), List.of("seed"));
        JournalFile journal = journal(cut, hunt, new WatchedDisk(cut))) {
      List<ProbeRecord> runs = Runs.recorded(journal);
      if (goesOn) {
        Runs.fill(journal, runs.size(), RUNS);
      }
      assertThat(folder.file()).isEqualTo(hunt);
      assertThat(runs).hasSizeGreaterThanOrEqualTo(synced);
      for (ProbeRecord run : runs) {
        assertThat(run).isEqualTo(Runs.run(run.number()));
      }
    } catch (UsageException e) {
      assertThat(begun).as(e.getMessage()).isFalse();
      assertThat(e).hasMessageContaining("there is no hunt.json in it");
      HuntFolder.create(cut, hunt, new WatchedDisk(cut)).close();
      return false;
    }
    if (goesOn) {
      try (JournalFile journal = journal(cut, hunt, new WatchedDisk(cut))) {
        assertThat(Runs.recorded(journal)).hasSize(RUNS);
      }
    }
    return true;
  }

  private static JournalFile journal(Path folder, HuntFile hunt, Disk disk) {
    return JournalFile.open(
        folder.resolve(HuntFolder.JOURNAL),
        hunt.hunt(),
        Sync.EACH_LINE,
        false,
        word -> {},
        disk,
        Clock.systemUTC());
  }
}
