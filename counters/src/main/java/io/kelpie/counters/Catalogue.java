package io.kelpie.counters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The known counters, read from the table {@code known-counters.txt}. Names are discovered at run
 * time; the catalogue only says what they mean. An entry that is malformed or stands twice fails
 * when the class is loaded.
 */
final class Catalogue {

  private static final String TABLE = "known-counters.txt";
  private static final int COLUMNS = 9;
  private static final List<KnownCounter> ENTRIES = load();
  private static final Map<Key, KnownCounter> BY_NAME = byName(ENTRIES);
  private static final List<Family> FAMILIES =
      ENTRIES.stream()
          .filter(KnownCounter::isFamily)
          .map(entry -> new Family(entry, entry.pattern()))
          .toList();

  record Key(Driver driver, String place, String name) {}

  private record Family(KnownCounter entry, Pattern pattern) {
    boolean describes(Driver driver, String place, String name) {
      return (entry.driver() == driver || entry.driver() == Driver.ANY)
          && entry.place().equals(place)
          && pattern.matcher(name).matches();
    }
  }

  private Catalogue() {}

  /** Every entry, in the order of the table. */
  static List<KnownCounter> entries() {
    return ENTRIES;
  }

  /**
   * Describes a name as it was found.
   *
   * @param source where: owner and place, {@code rxe0/1/hw}
   * @param scope what its values cover, unless the entry knows better
   */
  static Counter describe(Driver driver, String source, String name, CounterScope scope) {
    String place = source.substring(source.lastIndexOf('/') + 1);
    for (Driver family : new Driver[] {driver, Driver.ANY}) {
      KnownCounter known = BY_NAME.get(new Key(family, place, name));
      if (known != null) {
        return known.at(source, name, scope);
      }
    }
    return FAMILIES.stream()
        .filter(family -> family.describes(driver, place, name))
        .findFirst()
        .map(family -> family.entry().at(source, name, scope))
        .orElseGet(() -> KnownCounter.unlisted(source, name, scope));
  }

  static Map<Key, KnownCounter> byName(List<KnownCounter> entries) {
    Map<Key, KnownCounter> byName = new HashMap<>();
    for (KnownCounter entry : entries) {
      Key key = new Key(entry.driver(), entry.place(), entry.name());
      if (byName.put(key, entry) != null) {
        throw new IllegalStateException(TABLE + ": " + key + " stands twice");
      }
    }
    return Map.copyOf(byName);
  }

  private static List<KnownCounter> load() {
    List<KnownCounter> entries = new ArrayList<>();
    try (InputStream table = Catalogue.class.getResourceAsStream(TABLE)) {
      if (table == null) {
        throw new IllegalStateException(TABLE + " is missing from the class path");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8));
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          entries.add(parse(line, number));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(entries);
  }

  static KnownCounter parse(String line, int number) {
    String[] cells = line.split("\\|", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalStateException(
          TABLE + ":" + number + ": " + cells.length + " columns, not " + COLUMNS);
    }
    for (int i = 0; i < COLUMNS; i++) {
      cells[i] = cells[i].strip();
    }
    try {
      return new KnownCounter(
          Driver.valueOf(upper(cells[0])),
          cells[1],
          cells[2],
          CounterKind.valueOf(upper(cells[3])),
          Integer.parseInt(cells[4]),
          cells[5],
          CounterRole.valueOf(upper(cells[6])),
          CounterClass.valueOf(upper(cells[7])),
          cells[8]);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(TABLE + ":" + number + ": " + e.getMessage(), e);
    }
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
