package io.kelpie.results.bundle;

import io.kelpie.results.bundle.Identity.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is written with colons, and brings addresses that name the same thing to one form: an
 * IPv4 address inside a GID to that address; an interface identifier made of a MAC to that MAC
 * (modified EUI-64, RFC 4291 appendix A).
 */
final class Addresses {
  private static final HexFormat HEX = HexFormat.of();
  private static final int MAC = 6;
  private static final int EUI64 = 8;
  private static final int IPV6 = 16;
  private static final int IPOIB = 20;

  private Addresses() {}

  /** Of groups of digits between colons (or dashes); empty of times, PCI addresses and the like. */
  static Optional<Identity> ofGroups(String text) {
    String token = text.toLowerCase(Locale.ROOT);
    String[] groups = token.split("[:-]", -1);
    boolean pairs = Arrays.stream(groups).allMatch(group -> group.matches("[0-9a-f]{2}"));
    if (pairs && (groups.length == MAC || groups.length == EUI64 || groups.length == IPOIB)) {
      byte[] bytes = HEX.parseHex(String.join("", groups));
      return port(Arrays.copyOfRange(bytes, Math.max(0, bytes.length - EUI64), bytes.length));
    }
    if (token.indexOf('-') >= 0) {
      return Optional.empty();
    }
    boolean fours = Arrays.stream(groups).allMatch(group -> group.matches("[0-9a-f]{4}"));
    if (fours && groups.length == EUI64 / 2) {
      return port(HEX.parseHex(String.join("", groups)));
    }
    byte[] address = ipv6(token);
    return address == null ? Optional.empty() : ofAddress(address);
  }

  /** Of four numbers between dots; empty of what no site has to itself. */
  static Optional<Identity> ofQuad(String text) {
    byte[] address = quad(text);
    if (address == null) {
      return Optional.empty();
    }
    int first = address[0] & 0xff;
    boolean common = first == 0 || first == 127 || first >= 224;
    return common ? Optional.empty() : Optional.of(new Identity(Kind.IP, dotted(address, 0)));
  }

  /** Of 12 (MAC) or 16 (GUID) digits that nothing separates. */
  static Optional<Identity> ofDigits(String digits) {
    return port(HEX.parseHex(digits.toLowerCase(Locale.ROOT)));
  }

  /** Of 32 digits that nothing separates and that may be a GID. */
  static Optional<Identity> ofGid(String digits) {
    return ofAddress(HEX.parseHex(digits.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Identity> ofAddress(byte[] address) {
    byte[] low = Arrays.copyOfRange(address, EUI64, IPV6);
    boolean mapped =
        isZero(address, 0, 10) && (address[10] & 0xff) == 0xff && (address[11] & 0xff) == 0xff;
    if (mapped) {
      return ofQuad(dotted(address, 12));
    }
    boolean common =
        (isZero(address, 0, 15) && (address[15] & 0xff) <= 1) || (address[0] & 0xff) == 0xff;
    if (common) {
      return Optional.empty();
    }
    boolean linkLocal = (address[0] & 0xff) == 0xfe && (address[1] & 0xc0) == 0x80;
    if (isFromMac(low) || linkLocal) {
      return port(low);
    }
    return Optional.of(new Identity(Kind.IP, HEX.formatHex(address)));
  }

  private static Optional<Identity> port(byte[] bytes) {
    if (isZero(bytes, 0, bytes.length) || isOnes(bytes)) {
      return Optional.empty();
    }
    byte[] name = bytes;
    if (bytes.length == EUI64 && isFromMac(bytes)) {
      byte universal = (byte) (bytes[0] ^ (isFlipped(bytes) ? 2 : 0));
      name = new byte[] {universal, bytes[1], bytes[2], bytes[5], bytes[6], bytes[7]};
    } else if (isFromMacByVendor(bytes)) {
      name = new byte[] {bytes[0], bytes[1], bytes[2], bytes[5], bytes[6], bytes[7]};
    }
    return isZero(name, 0, name.length)
        ? Optional.empty() // Soft-RoCE's GUID, made of the MAC 02:00:00:00:00:00
        : Optional.of(new Identity(Kind.PORT, HEX.formatHex(name)));
  }

  /** A GUID that was made of a MAC by 03 00 or 00 00 in the middle, as NVIDIA's firmware does. */
  private static boolean isFromMacByVendor(byte[] bytes) {
    return bytes.length == EUI64 && bytes[4] == 0 && (bytes[3] == 3 || bytes[3] == 0);
  }

  private static boolean isFromMac(byte[] bytes) {
    return (bytes[3] & 0xff) == 0xff && (bytes[4] & 0xff) == 0xfe;
  }

  /** Whether the universal bit is set, as only an interface identifier of a global MAC has it. */
  private static boolean isFlipped(byte[] bytes) {
    return (bytes[0] & 2) != 0;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOnes(byte[] bytes) {
    for (byte value : bytes) {
      if (value != -1) {
        return false;
      }
    }
    return true;
  }

  private static String dotted(byte[] bytes, int from) {
    List<String> parts = new ArrayList<>();
    for (int i = from; i < from + 4; i++) {
      parts.add(Integer.toString(bytes[i] & 0xff));
    }
    return String.join(".", parts);
  }

  private static byte @Nullable [] quad(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] address = new byte[4];
    if (parts.length != address.length) {
      return null;
    }
    for (int i = 0; i < address.length; i++) {
      if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
        return null;
      }
      address[i] = (byte) Integer.parseInt(parts[i]);
    }
    return address;
  }

  /** Null where the text is no IPv6 address. */
  private static byte @Nullable [] ipv6(String token) {
    String text = token;
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::") || text.contains(":::")) {
      return null;
    }
    if (gap >= 0 && text.chars().noneMatch(Character::isDigit)) {
      return null; // a name with a scope, as in C++
    }
    byte[] head = groups(gap < 0 ? text : text.substring(0, gap));
    byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2));
    if (head == null
        || tail == null
        || (gap < 0 ? head.length != IPV6 : head.length + tail.length > IPV6 - 2)) {
      return null;
    }
    byte[] address = new byte[IPV6];
    System.arraycopy(head, 0, address, 0, head.length);
    System.arraycopy(tail, 0, address, IPV6 - tail.length, tail.length);
    return address;
  }

  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] groups = text.split(":", -1);
    byte[] bytes = new byte[2 * groups.length + 2];
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      byte[] quad = i == groups.length - 1 ? quad(groups[i]) : null;
      if (quad != null) {
        System.arraycopy(quad, 0, bytes, length, quad.length);
        length += quad.length;
      } else if (groups[i].matches("[0-9a-f]{1,4}")) {
        int value = Integer.parseInt(groups[i], 16);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
      } else {
        return null;
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
