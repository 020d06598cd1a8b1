package io.kelpie.counters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Where a host's network stack loses packets: IP, TCP and UDP in {@code net/snmp}, the processors'
 * backlogs in {@code net/softnet_stat}. Only names that the catalogue lists are read; the rest of
 * those files is settings and traffic of others.
 */
public final class HostCounters implements CounterSource {

  private static final String OWNER = "host";
  private static final List<String> PROTOCOLS = List.of("ip", "tcp", "udp");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,8}");
  private static final String SOFTNET = "softnet";

  private final Path proc;
  private final Ticker ticker;

  /**
   * @param proc where procfs is mounted, {@code /proc}
   * @param ticker the clock that stamps the snapshots
   */
  public HostCounters(Path proc, Ticker ticker) {
    this.proc = proc;
    this.ticker = ticker;
  }

  @Override
  public String name() {
    return OWNER;
  }

  @Override
  public List<Counter> counters() {
    return read().samples().values().stream().map(Sample::counter).toList();
  }

  @Override
  public Snapshot read() {
    List<Sample> samples = new ArrayList<>();
    add(samples, PROTOCOLS, numbers("net/snmp", SnmpTable::parse));
    add(samples, List.of(SOFTNET), numbers("net/softnet_stat", HostCounters::softnet));
    return Snapshot.of(ticker.nanoTime(), samples);
  }

  private static void add(List<Sample> samples, List<String> places, Numbers numbers) {
    for (KnownCounter known : Catalogue.entries()) {
      if (places.contains(known.place())) {
        String source = OWNER + "/" + known.place();
        Counter counter = known.at(source, known.name(), CounterScope.HOST);
        samples.add(new Sample(counter, numbers.of(known.place() + "/" + known.name())));
      }
    }
  }

  /** The numbers of a file by place and name, or why there are none. */
  private record Numbers(Map<String, Long> values, String absence) {
    Reading of(String key) {
      Long value = values.get(key);
      return value == null ? new Reading.Unknown(absence) : new Reading.Value(value);
    }
  }

  private Numbers numbers(String file, Function<String, Map<String, Long>> parser) {
    try {
      String text = Files.readString(proc.resolve(file), StandardCharsets.ISO_8859_1);
      return new Numbers(parser.apply(text), "not in " + file + ", or not a number");
    } catch (IOException e) {
      return new Numbers(Map.of(), file + ": " + CounterFile.reason(e));
    }
  }

  /**
   * Sums the columns of {@code softnet_stat} over the processors: processed, dropped, time_squeeze.
   * The columns are hexadecimal and of 32 bits, so are the sums. A malformed line leaves nothing: a
   * partial sum would be wrong.
   */
  static Map<String, Long> softnet(String text) {
    int[] sums = new int[3];
    boolean any = false;
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      String[] columns = SPACES.split(line.strip(), -1);
      if (columns.length < sums.length) {
        return Map.of();
      }
      for (int i = 0; i < sums.length; i++) {
        if (!HEX.matcher(columns[i]).matches()) {
          return Map.of();
        }
        sums[i] += Integer.parseUnsignedInt(columns[i], 16);
      }
      any = true;
    }
    return any
        ? Map.of(
            SOFTNET + "/processed", Integer.toUnsignedLong(sums[0]),
            SOFTNET + "/dropped", Integer.toUnsignedLong(sums[1]),
            SOFTNET + "/time_squeeze", Integer.toUnsignedLong(sums[2]))
        : Map.of();
  }
}
