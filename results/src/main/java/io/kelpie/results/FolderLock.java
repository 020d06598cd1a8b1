package io.kelpie.results;

import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second hunt out of a folder. The operating system lets go of it when its holder dies. */
final class FolderLock implements AutoCloseable {
  static final String FILE = "lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws UsageException if another hunt holds the folder, naming its process
   */
  static FolderLock of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel, folder);
      if (lock == null) {
        channel.close();
        throw inUse(folder, Files.readString(file).strip());
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      Disk.writeWhole(channel, ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return new FolderLock(channel);
    } catch (IOException e) {
      throw Unwritable.because(file, e, () -> {});
    }
  }

  /**
   * Null where another process holds it. Where this one does, its file is neither read nor closed a
   * second time: POSIX drops a process's locks with the first descriptor that it closes.
   */
  private static @Nullable FileLock tryLock(FileChannel channel, Path folder) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
    }
  }

  private static UsageException inUse(Path folder, String pid) {
    return new UsageException(
        folder
            + " is in use by another hunt (pid "
            + (pid.isEmpty() ? "unknown" : pid)
            + "); wait for its end, or choose another folder with --out");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
