package io.kelpie.results;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** CRC-32C in eight lower-case hexadecimal digits: it detects every change of up to 32 bits. */
final class Checksum {
  static final int DIGITS = 8;

  private Checksum() {}

  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static String of(byte[]... parts) {
    CRC32C crc = new CRC32C();
    for (byte[] part : parts) {
      crc.update(part);
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
