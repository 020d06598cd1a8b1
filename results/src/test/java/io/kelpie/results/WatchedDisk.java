package io.kelpie.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** A disk that records what is done to it, never waits for the real one, and may be full. */
final class WatchedDisk implements Disk {

  /** What was done to a file, named by its path within the folder. */
  sealed interface Deed {
    record Created(String file) implements Deed {}

    record Wrote(String file, long position, ByteBuffer bytes) implements Deed {}

    record Truncated(String file, long size) implements Deed {}

    record Forced(String file) implements Deed {}

    record Renamed(String from, String to) implements Deed {}
  }

  private final Path folder;
  private final List<Deed> deeds = new ArrayList<>();
  private long room = Long.MAX_VALUE;

  WatchedDisk(Path folder) {
    this.folder = folder;
  }

  List<Deed> deeds() {
    return deeds;
  }

  /** From now on so many bytes can be written; the write that exceeds them is cut. */
  void leave(long bytes) {
    room = bytes;
  }

  @Override
  public FileChannel open(Path file, OpenOption... options) throws IOException {
    String name = folder.relativize(file).toString();
    if (!Files.exists(file) || List.of(options).contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      deeds.add(new Deed.Created(name));
    }
    return new ForwardingChannel(FileChannel.open(file, options)) {
      @Override
      public int write(ByteBuffer source) throws IOException {
        if (room == 0) {
          throw new IOException("No space left on device");
        }
        ByteBuffer part =
            source.duplicate().limit((int) Math.min(source.limit(), source.position() + room));
        byte[] bytes = new byte[part.remaining()];
        part.duplicate().get(bytes);
        deeds.add(new Deed.Wrote(name, position(), ByteBuffer.wrap(bytes)));
        int written = super.write(part);
        source.position(part.position());
        room -= written;
        return written;
      }

      @Override
      public FileChannel truncate(long size) throws IOException {
        deeds.add(new Deed.Truncated(name, size));
        return super.truncate(size);
      }

      @Override
      public void force(boolean metaData) {
        deeds.add(new Deed.Forced(name));
      }
    };
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    deeds.add(
        new Deed.Renamed(folder.relativize(from).toString(), folder.relativize(to).toString()));
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void sync(Path synced) {}

  /** The content of files after deeds, for a power failure to cut. */
  static final class Content {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    /** Does a deed, of a write only the first {@code length} bytes. */
    Content after(Deed deed, int length) {
      Content next = new Content();
      next.files.putAll(files);
      switch (deed) {
        case Deed.Created(String file) -> next.files.put(file, new byte[0]);
        case Deed.Wrote(String file, long position, ByteBuffer bytes) -> {
          int end = (int) position + length;
          byte[] old = content(file);
          byte[] content = Arrays.copyOf(old, Math.max(old.length, end));
          bytes.get(0, content, (int) position, length);
          next.files.put(file, content);
        }
        case Deed.Truncated(String file, long size) ->
            next.files.put(file, Arrays.copyOf(content(file), (int) size));
        case Deed.Forced forced -> {}
        case Deed.Renamed(String from, String to) -> {
          next.files.put(to, content(from));
          next.files.remove(from);
        }
      }
      return next;
    }

    private byte[] content(String file) {
      return Objects.requireNonNull(files.get(file), file);
    }

    static int length(Deed deed) {
      return deed instanceof Deed.Wrote wrote ? wrote.bytes().capacity() : 0;
    }

    void put(Path folder) throws IOException {
      try (var old = Files.newDirectoryStream(folder)) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
      for (var file : files.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
    }
  }
}
