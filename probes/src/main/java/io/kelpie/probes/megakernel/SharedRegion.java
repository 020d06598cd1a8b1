package io.kelpie.probes.megakernel;

import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that two processes map, perhaps one of them in a virtual machine: a file, or there the
 * memory of a PCI device. In its first page the user of a kernel calls the process that runs it;
 * the rest is the user's to deal out.
 */
final class SharedRegion implements AutoCloseable {
  /** Bytes before the memory that is dealt out. */
  static final long HEADER = 4096;

  /** What the first word holds while a kernel is offered: letters, and a version in the last. */
  static final long OFFERED = 0x4b_45_4c_50_49_45_00_01L;

  static final long OFFER = 0;

  /** Counts up as long as the kernel's process lives. */
  static final long BEAT = 8;

  /** The number of the last call, written behind its words. */
  static final long CALLED = 64;

  /** Which it is, then its numbers. */
  static final long CALL = 72;

  /** The number of the last call that was answered, written behind the answer. */
  static final long ANSWERED = 192;

  /** Not 0 where it was refused, for the reason in the text; then its numbers. */
  static final long ANSWER = 200;

  /** The lines of a {@link ClockExchange}. */
  static final long CLOCKS = 256;

  private static final long TEXT = 1024;
  private static final int LONGEST_TEXT = (int) (HEADER - TEXT) - Integer.BYTES;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  /**
   * @throws UsageException where it cannot be mapped
   */
  SharedRegion(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() <= HEADER) {
        throw new UsageException(
            "the shared region %s is %d bytes long: make it longer than %d"
                .formatted(file, channel.size(), HEADER));
      }
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
    } catch (IOException refused) {
      arena.close();
      throw new UsageException(
          "cannot map the shared region %s: %s".formatted(file, refused), refused);
    } catch (UsageException refused) {
      arena.close();
      throw refused;
    }
  }

  MemorySegment memory() {
    return memory;
  }

  /** A word of the first page, and all that was written before it. */
  long get(long at) {
    return (long) WORD.getAcquire(memory, at);
  }

  /** Writes a word of the first page, behind all that was written before it. */
  void set(long at, long value) {
    WORD.setRelease(memory, at, value);
  }

  String text() {
    int length = Math.clamp(memory.get(ValueLayout.JAVA_INT, TEXT), 0, LONGEST_TEXT);
    byte[] bytes = memory.asSlice(TEXT + Integer.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Keeps a text, cut where it is longer than three thousand bytes. */
  void tell(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_TEXT);
    memory.set(ValueLayout.JAVA_INT, TEXT, length);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, TEXT + Integer.BYTES, length);
  }

  @Override
  public void close() {
    arena.close();
  }
}
