package io.kelpie.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** What a hunt folder needs of a file system. */
public interface Disk {
  /** Ends the name of a file that is not whole yet. */
  String PARTIAL = ".partial";

  Disk REAL =
      new Disk() {
        @Override
        public FileChannel open(Path file, OpenOption... options) throws IOException {
          return FileChannel.open(file, options);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void sync(Path folder) throws IOException {
          try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
          }
        }
      };

  FileChannel open(Path file, OpenOption... options) throws IOException;

  void rename(Path from, Path to) throws IOException;

  /** Makes names of this folder durable. */
  void sync(Path folder) throws IOException;

  /**
   * Puts a file in place so that a crash at any moment leaves the old content or the new.
   *
   * @throws io.kelpie.workload.UsageException if it cannot be written; the old content stays
   */
  default void replace(Path file, String content) {
    Path partial = file.resolveSibling("." + file.getFileName() + PARTIAL);
    try {
      try (FileChannel channel =
          open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeWhole(channel, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
      rename(partial, file);
      sync(folderOf(file));
    } catch (IOException e) {
      throw Unwritable.because(file, e, () -> Files.deleteIfExists(partial));
    }
  }

  static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
  }

  static void writeWhole(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
