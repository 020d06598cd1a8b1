package io.kelpie.results;

import io.kelpie.probes.Measurement;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.search.Journal;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.ProbeRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a file, append-only, one line a run (see {@link JournalLine}). Every line is handed
 * to the operating system at once, so that a killed hunt loses none; when it reaches the disk says
 * {@link Sync}.
 */
public final class JournalFile implements Journal, AutoCloseable {

  /** What a power failure may cost. */
  public enum Sync {
    /** Each line is on the disk before the hunt goes on, and each attempt before its run. */
    EACH_LINE,
    /** At most the lines of the last second; attempts are not written. */
    BATCHES
  }

  private static final Duration BATCH = Duration.ofSeconds(1);

  private final Path file;
  private final String hunt;
  private final Sync sync;
  private final Clock clock;
  private final FileChannel channel;
  private @Nullable JournalReader recorded;
  private long recordedRuns;
  private long handedBack;
  private long runs;
  private long end;
  private long durableEnd;
  private Instant lastSync;

  private JournalFile(Path file, String hunt, Sync sync, Clock clock, FileChannel channel) {
    this.file = file;
    this.hunt = hunt;
    this.sync = sync;
    this.clock = clock;
    this.channel = channel;
    this.lastSync = clock.instant();
  }

  /**
   * Opens a journal, or begins one.
   *
   * @param hunt the fingerprint of what was asked
   * @param guestDied whether the machine went down since: a run that left no line is then recorded
   *     as the hang of a kernel; else it is run again
   * @param words told what was dropped, a sentence each
   * @throws io.kelpie.workload.UsageException if it is damaged, another hunt's or a newer
   *     version's, or the disk refuses it
   */
  public static JournalFile open(
      Path file, String hunt, Sync sync, boolean guestDied, Consumer<String> words) {
    return open(file, hunt, sync, guestDied, words, Disk.REAL, Clock.systemUTC());
  }

  static JournalFile open(
      Path file,
      String hunt,
      Sync sync,
      boolean guestDied,
      Consumer<String> words,
      Disk disk,
      Clock clock) {
    boolean isNew = !Files.exists(file);
    FileChannel channel;
    try {
      channel = disk.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isNew) {
        disk.sync(Disk.folderOf(file));
      }
    } catch (IOException e) {
      throw Unwritable.because(file, e, () -> {});
    }
    JournalFile journal = new JournalFile(file, hunt, sync, clock, channel);
    try {
      journal.resume(guestDied, words);
      return journal;
    } catch (RuntimeException e) {
      journal.abandon(e);
      throw e;
    }
  }

  private void resume(boolean guestDied, Consumer<String> words) {
    StoredLine lastRun = null;
    StoredLine attempt = null;
    int cut;
    try (JournalReader scan = new JournalReader(file, hunt)) {
      for (Optional<StoredLine> line = scan.next(); line.isPresent(); line = scan.next()) {
        attempt = line.get().isAttempt() ? line.get() : null;
        lastRun = attempt == null ? line.get() : lastRun;
      }
      runs = scan.runs();
      end = scan.end();
      durableEnd = end;
      cut = scan.cut();
    }
    if (cut > 0) {
      words.accept(file + ": its last line was cut by a crash and is dropped (" + cut + " bytes)");
      truncate();
    }
    if (end == 0) {
      write(new JournalLine.Header(JournalReader.VERSION, hunt).bytes());
      force();
    }
    if (attempt != null && guestDied) {
      double elapsed = lastRun == null ? 0 : lastRun.record().elapsed();
      append(hang(attempt.read(JournalLine.Attempt.class), elapsed));
      words.accept(file + ": run " + runs + " took its machine down and is recorded as a hang");
    }
    recordedRuns = runs;
    recorded = new JournalReader(file, hunt);
  }

  private static ProbeRecord hang(JournalLine.Attempt attempt, double elapsed) {
    Outcome hang =
        new Outcome.Hang(
            Outcome.Scope.KERNEL,
            Stage.TRANSFER,
            "the machine fell silent in this run and was started again; where tiles were waiting"
                + " is unknown");
    double deadline = attempt.budget().deadline().toNanos() / 1e9;
    return new ProbeRecord(
        attempt.number(),
        attempt.ledger(),
        attempt.purpose(),
        attempt.workload(),
        attempt.budget(),
        Measurement.without(hang, deadline),
        null,
        elapsed);
  }

  /** Runs that the journal held when it was opened. */
  public long recordedRuns() {
    return recordedRuns;
  }

  @Override
  public Optional<ProbeRecord> recorded() {
    if (recorded != null && handedBack < recordedRuns) {
      handedBack++;
      return Optional.of(recorded.nextRun().orElseThrow());
    }
    closeReader();
    return Optional.empty();
  }

  @Override
  public void attempt(ProbeRequest request) {
    if (sync == Sync.EACH_LINE) {
      checkNext(request.number());
      write(JournalLine.Attempt.of(request).bytes());
      force();
    } else {
      forceBatch();
    }
  }

  @Override
  public void append(ProbeRecord run) {
    checkNext(run.number());
    Instant now = clock.instant();
    JournalLine.Time time =
        new JournalLine.Time(now.truncatedTo(ChronoUnit.MILLIS).toString(), run.elapsed());
    write(JournalLine.bytes(JournalLine.Ran.of(run), time));
    runs++;
    if (sync == Sync.EACH_LINE) {
      force();
    } else {
      forceBatch();
    }
  }

  /** Puts on the disk what is not there yet, and lets the file go. */
  @Override
  public void close() {
    closeReader();
    try (channel) {
      if (channel.isOpen() && durableEnd < end) {
        channel.force(false);
      }
    } catch (IOException e) {
      throw Unwritable.because(file, e, () -> {});
    }
  }

  private void checkNext(long number) {
    if (handedBack < recordedRuns || number != runs + 1) {
      throw new IllegalStateException(
          file + ": run " + number + " cannot follow run " + Math.min(handedBack, runs));
    }
  }

  private void write(byte[] line) {
    try {
      channel.position(end);
      Disk.writeWhole(channel, ByteBuffer.wrap(line));
    } catch (IOException e) {
      throw Unwritable.because(file, e, () -> channel.truncate(end));
    }
    end += line.length;
  }

  private void forceBatch() {
    if (durableEnd < end && Duration.between(lastSync, clock.instant()).compareTo(BATCH) >= 0) {
      force();
    }
  }

  private void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw Unwritable.because(file, e, this::cutAndClose);
    }
    durableEnd = end;
    lastSync = clock.instant();
  }

  private void truncate() {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      throw Unwritable.because(file, e, () -> {});
    }
  }

  /** After a failed force nobody knows which of the lines since the last one the disk has. */
  private void cutAndClose() throws IOException {
    try (channel) {
      channel.truncate(durableEnd);
    }
  }

  private void closeReader() {
    if (recorded != null) {
      recorded.close();
      recorded = null;
    }
  }

  private void abandon(RuntimeException cause) {
    closeReader();
    try {
      channel.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
