package io.kelpie.ffi.ethtool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a driver's own statistics. Numbers and layouts are those of {@code linux/sockios.h}, {@code
 * linux/if.h} and {@code linux/ethtool.h}, stable ABI of 64-bit Linux.
 */
@SuppressWarnings("restricted")
public final class Ethtool {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final long SIOCETHTOOL = 0x8946;
  private static final int ETHTOOL_GSTRINGS = 0x1b;
  private static final int ETHTOOL_GSTATS = 0x1d;
  private static final int ETHTOOL_GSSET_INFO = 0x37;
  private static final int ETH_SS_STATS = 1;
  private static final int ETH_GSTRING_LEN = 32;
  private static final int EOPNOTSUPP = 95;

  /** {@code struct ifreq}: name, then a union of 24 bytes whose pointer is used. */
  private static final int IFNAMSIZ = 16;

  private static final int IFREQ_BYTES = 40;

  /**
   * Room for statistics that a driver adds between two calls: the kernel copies as many as there
   * are then, whatever was asked for.
   */
  private static final int SLACK = 4096;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /**
   * One statistic of a driver.
   *
   * @param name as the driver spells it
   * @param value unsigned 64 bits; what it counts and how far is the driver's affair
   */
  public record Statistic(String name, long value) {}

  private Ethtool() {}

  /**
   * The statistics of a network interface, in the driver's order; none if the driver has none.
   *
   * @throws IOException if there is no such interface or the kernel refused
   */
  public static List<Statistic> statistics(String networkInterface) throws IOException {
    int length = networkInterface.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length >= IFNAMSIZ || networkInterface.indexOf(0) >= 0) {
      throw new IOException("no network interface can be called \"" + networkInterface + "\"");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = arena.allocate(CAPTURE);
      int socket = (int) SOCKET.invokeExact(capture, AF_INET, SOCK_DGRAM, 0);
      if (socket < 0) {
        throw new IOException("socket: errno " + errno(capture));
      }
      try {
        return new Request(arena, capture, socket, networkInterface).statistics();
      } finally {
        int _ = (int) CLOSE.invokeExact(capture, socket);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("downcall failed", e);
    }
  }

  private record Request(Arena arena, MemorySegment capture, int socket, String networkInterface) {

    List<Statistic> statistics() throws IOException, Throwable {
      MemorySegment sizes = arena.allocate(16 + Integer.BYTES, Long.BYTES);
      sizes.set(JAVA_INT, 0, ETHTOOL_GSSET_INFO);
      sizes.set(JAVA_LONG, 8, 1L << ETH_SS_STATS);
      if (!ask(sizes, "ETHTOOL_GSSET_INFO") || sizes.get(JAVA_LONG, 8) == 0) {
        return List.of();
      }
      int room = sizes.get(JAVA_INT, 16) + SLACK;
      MemorySegment strings = arena.allocate(12 + (long) room * ETH_GSTRING_LEN, Long.BYTES);
      strings.set(JAVA_INT, 0, ETHTOOL_GSTRINGS);
      strings.set(JAVA_INT, 4, ETH_SS_STATS);
      MemorySegment values = arena.allocate(8 + (long) room * Long.BYTES, Long.BYTES);
      values.set(JAVA_INT, 0, ETHTOOL_GSTATS);
      if (!ask(strings, "ETHTOOL_GSTRINGS") || !ask(values, "ETHTOOL_GSTATS")) {
        return List.of();
      }
      int count = strings.get(JAVA_INT, 8);
      if (count != values.get(JAVA_INT, 4)) {
        throw new IOException(networkInterface + " changed its statistics while they were read");
      }
      List<Statistic> statistics = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        statistics.add(
            new Statistic(
                text(strings, 12 + (long) i * ETH_GSTRING_LEN),
                values.get(JAVA_LONG, 8 + (long) i * Long.BYTES)));
      }
      return statistics;
    }

    /** Whether the driver knows the command. */
    private boolean ask(MemorySegment command, String title) throws Throwable {
      MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
      request.setString(0, networkInterface);
      request.set(ADDRESS, IFNAMSIZ, command);
      int result = (int) IOCTL.invokeExact(capture, socket, SIOCETHTOOL, request);
      if (result < 0 && errno(capture) != EOPNOTSUPP) {
        throw new IOException(title + " on " + networkInterface + ": errno " + errno(capture));
      }
      return result >= 0;
    }

    private static String text(MemorySegment strings, long offset) {
      byte[] bytes = strings.asSlice(offset, ETH_GSTRING_LEN).toArray(JAVA_BYTE);
      int length = 0;
      while (length < bytes.length && bytes[length] != 0) {
        length++;
      }
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).strip();
    }
  }

  private static int errno(MemorySegment capture) {
    return (int) ERRNO.get(capture, 0L);
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
  }
}
