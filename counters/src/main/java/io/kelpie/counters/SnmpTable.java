package io.kelpie.counters;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The text of {@code /proc/net/snmp}: pairs of lines, names above numbers, both led by the
 * protocol.
 */
final class SnmpTable {

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private SnmpTable() {}

  /**
   * The numbers by protocol in small letters and name: {@code udp/RcvbufErrors}. A pair of lines
   * that does not fit together is left out, as is what is no number of 64 bits.
   */
  static Map<String, Long> parse(String text) {
    Map<String, Long> numbers = new HashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i + 1 < lines.size(); i++) {
      String[] names = SPACES.split(lines.get(i).strip(), -1);
      String[] values = SPACES.split(lines.get(i + 1).strip(), -1);
      if (names[0].endsWith(":") && names[0].equals(values[0]) && names.length == values.length) {
        String protocol = names[0].substring(0, names[0].length() - 1).toLowerCase(Locale.ROOT);
        for (int column = 1; column < names.length; column++) {
          if (CounterFile.parse(values[column]) instanceof Reading.Value(long value)) {
            numbers.put(protocol + "/" + names[column], value);
          }
        }
      }
    }
    return numbers;
  }
}
