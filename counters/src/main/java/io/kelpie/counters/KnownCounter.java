package io.kelpie.counters;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the catalogue says of a name in one place of one family of drivers.
 *
 * @param driver the family that shows it; {@code ANY} for places that the kernel fills itself
 * @param place the last part of the source: {@code hw}, {@code port}, {@code net}, {@code ethtool},
 *     {@code udp}, …
 * @param name the name; {@code {prio}} stands for a priority's number, {@code {n}} for any other
 * @param kind how readings relate
 * @param width bits
 * @param unit what one step counts
 * @param role the part of a transfer that it speaks of
 * @param counterClass what the search does with it
 * @param meaning what a high value says
 */
record KnownCounter(
    Driver driver,
    String place,
    String name,
    CounterKind kind,
    int width,
    String unit,
    CounterRole role,
    CounterClass counterClass,
    String meaning) {

  /** Names that count each packet of their owner once; a sum over one source is all its packets. */
  private static final Set<String> ALL_PACKETS =
      Set.of(
          "sent_pkts",
          "rcvd_pkts",
          "port_xmit_packets",
          "port_rcv_packets",
          "tx_pkts",
          "rx_pkts",
          "tx_packets",
          "rx_packets",
          "InDatagrams",
          "OutDatagrams");

  private static final Pattern VOLUME = Pattern.compile("(?i).*(bytes|octets|packets|pkts)");
  private static final Pattern TROUBLE =
      Pattern.compile(
          "(?i).*(drop|discard|err|retrans|retx|cnp|ecn|pause|fail|miss|invalid|bad).*");

  KnownCounter {
    if (width < 1 || width > Long.SIZE) {
      throw new IllegalArgumentException("width " + width + ", not 1 to 64");
    }
  }

  /** Whether a counter counts every packet of its owner, in one direction or both. */
  static boolean countsAllPackets(Counter counter) {
    return counter.counterClass() == CounterClass.TRAFFIC && ALL_PACKETS.contains(counter.name());
  }

  /** The name as a pattern. */
  Pattern pattern() {
    return Pattern.compile(
        Pattern.quote(name).replace("{prio}", "\\E\\d+\\Q").replace("{n}", "\\E\\d+\\Q"));
  }

  boolean isFamily() {
    return name.contains("{");
  }

  /** The counter that this entry describes, as it was found. */
  Counter at(String source, String found, CounterScope scope) {
    return new Counter(
        source + "/" + found,
        found,
        source,
        kind,
        width,
        unit,
        name.contains("{prio}") ? CounterScope.PRIORITY : scope,
        role,
        counterClass,
        1,
        meaning);
  }

  /**
   * What is assumed of a name that the catalogue lacks: 64 bits that count up; volumes are traffic.
   */
  static Counter unlisted(String source, String found, CounterScope scope) {
    boolean volume = VOLUME.matcher(found).matches() && !TROUBLE.matcher(found).matches();
    String unit = !volume ? "events" : isBytes(found) ? "bytes" : "packets";
    return new Counter(
        source + "/" + found,
        found,
        source,
        CounterKind.MONOTONIC,
        Long.SIZE,
        unit,
        scope,
        CounterRole.LINK,
        volume ? CounterClass.TRAFFIC : CounterClass.DIAGNOSTIC,
        1,
        "not in the catalogue");
  }

  private static boolean isBytes(String found) {
    String name = found.toLowerCase(Locale.ROOT);
    return name.endsWith("bytes") || name.endsWith("octets");
  }
}
