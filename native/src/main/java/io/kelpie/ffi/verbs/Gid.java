package io.kelpie.ffi.verbs;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A global identifier: 128 bits, the form of an IPv6 address.
 *
 * @param prefix the first eight bytes, the subnet prefix, most significant byte first
 * @param interfaceId the last eight bytes, most significant byte first
 */
public record Gid(long prefix, long interfaceId) {
  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  static Gid read(MemorySegment union) {
    return new Gid(union.get(NETWORK_LONG, 0), union.get(NETWORK_LONG, 8));
  }

  void write(MemorySegment union) {
    union.set(NETWORK_LONG, 0, prefix);
    union.set(NETWORK_LONG, 8, interfaceId);
  }

  /** Whether this is an IPv4 address in IPv6 form, {@code ::ffff:a.b.c.d}. */
  public boolean isIpv4() {
    return prefix == 0 && interfaceId >>> 32 == 0xffffL;
  }

  /** The address in text: {@code ::ffff:10.0.0.1}, or eight groups of hexadecimal digits. */
  @Override
  public String toString() {
    byte[] bytes = ByteBuffer.allocate(16).putLong(prefix).putLong(interfaceId).array();
    if (isIpv4()) {
      return "::ffff:%d.%d.%d.%d"
          .formatted(bytes[12] & 0xff, bytes[13] & 0xff, bytes[14] & 0xff, bytes[15] & 0xff);
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
