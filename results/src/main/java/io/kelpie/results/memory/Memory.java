package io.kelpie.results.memory;

import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Likeness;
import io.kelpie.results.Place;
import io.kelpie.results.Recognised;
import io.kelpie.results.Recollection;
import io.kelpie.search.Finding;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.RecordSchema;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * The anomalies of all hunts in a folder, indexed in SQLite so that a listing need not read every
 * journal. The index is never the truth: a hunt whose files changed is read again, one that is gone
 * is forgotten, and an index that is damaged or another version's is made anew.
 */
public final class Memory implements AutoCloseable {
  /** The index, in the folder of hunts. */
  public static final String FILE = "known.sqlite";

  /** Of the tables, which hold findings: another form of these makes another index. */
  private static final int VERSION =
      1 | StrictJson.line(RecordSchema.of("1", Finding.class)).hashCode();

  /** How long another process that has the index open is waited for. */
  private static final int BUSY_MILLIS = 30_000;

  /** What tells one place from another; of a device, the last part of a key. */
  private static final Set<String> WHERE =
      Set.of("device", "driver", "firmware", "kernel", "libfabric", "provider");

  private final Path hunts;
  private final Connection connection;

  private Memory(Path hunts, Connection connection) {
    this.hunts = hunts;
    this.connection = connection;
  }

  /**
   * Opens the index of a folder of hunts and brings it up to date.
   *
   * @param anew whether to begin from nothing
   * @param words told what could not be read, a sentence each
   * @throws UsageException if there is no such folder, or it cannot be written
   */
  public static Memory of(Path hunts, boolean anew, Consumer<String> words) {
    if (!Files.isDirectory(hunts)) {
      throw new UsageException(
          hunts + " is no folder of hunts; name it with --hunts, or hunt first");
    }
    try {
      return opened(hunts, anew, words);
    } catch (SQLException e) {
      if (!isUseless(e)) {
        throw unusable(hunts, e);
      }
      words.accept(hunts.resolve(FILE) + " is made anew: " + e.getMessage());
    }
    try {
      return opened(hunts, true, words);
    } catch (SQLException e) {
      throw unusable(hunts, e);
    }
  }

  private static boolean isUseless(SQLException e) {
    return e instanceof AnotherVersion
        || e.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code
        || e.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** An index that another Kelpie made. */
  private static final class AnotherVersion extends SQLException {
    private static final long serialVersionUID = 1L;

    AnotherVersion() {
      super("another version of Kelpie made it");
    }
  }

  private static Memory opened(Path hunts, boolean anew, Consumer<String> words)
      throws SQLException {
    Path file = hunts.resolve(FILE);
    if (anew) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UsageException(file + " cannot be deleted; check its permissions", e);
      }
    }
    Memory memory = new Memory(hunts, DriverManager.getConnection("jdbc:sqlite:" + file));
    try {
      memory.prepare();
      memory.refresh(words);
      return memory;
    } catch (SQLException | RuntimeException e) {
      memory.connection.close();
      throw e;
    }
  }

  private void prepare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      int version;
      try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
        version = result.getInt(1);
      }
      if (version != 0 && version != VERSION) {
        throw new AnotherVersion();
      }
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS hunt (folder TEXT PRIMARY KEY, state TEXT NOT NULL,"
              + " started TEXT NOT NULL, place TEXT NOT NULL)");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS sighting (folder TEXT NOT NULL REFERENCES hunt(folder),"
              + " position INTEGER NOT NULL, finding TEXT NOT NULL,"
              + " PRIMARY KEY (folder, position))");
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
  }

  private void refresh(Consumer<String> words) throws SQLException {
    Map<String, String> known = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT folder, state FROM hunt")) {
      while (result.next()) {
        known.put(result.getString(1), result.getString(2));
      }
    }
    connection.setAutoCommit(false);
    Set<String> present = new HashSet<>();
    for (Path folder : folders()) {
      String name = String.valueOf(folder.getFileName());
      present.add(name);
      String state = state(folder);
      if (!state.equals(known.get(name))) {
        read(folder, name, state, words);
      }
    }
    for (String name : known.keySet()) {
      if (!present.contains(name)) {
        forget(name);
      }
    }
    connection.commit();
  }

  private List<Path> folders() {
    try (Stream<Path> entries = Files.list(hunts)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("hunt.json")))
          .filter(entry -> Files.exists(entry.resolve("journal.jsonl")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UsageException(hunts + " cannot be read; check its permissions", e);
    }
  }

  /** What changes with every run and every find. */
  private static String state(Path folder) {
    StringBuilder state = new StringBuilder();
    try {
      for (String name : List.of("hunt.json", "journal.jsonl", "result.json")) {
        Path file = folder.resolve(name);
        state.append(
            Files.exists(file) ? Files.size(file) + "@" + Files.getLastModifiedTime(file) : "-");
        state.append(' ');
      }
    } catch (IOException e) {
      throw new UsageException(folder + " cannot be read; check its permissions", e);
    }
    return state.toString();
  }

  private void read(Path folder, String name, String state, Consumer<String> words)
      throws SQLException {
    HuntFile file;
    List<Finding> findings;
    try {
      file = HuntFolder.read(folder);
      findings = Recollection.findings(folder);
    } catch (UsageException e) {
      words.accept("left out: " + e.getMessage());
      return;
    }
    forget(name);
    try (PreparedStatement hunt =
            connection.prepareStatement("INSERT INTO hunt VALUES (?, ?, ?, ?)");
        PreparedStatement sighting =
            connection.prepareStatement("INSERT INTO sighting VALUES (?, ?, ?)")) {
      hunt.setString(1, name);
      hunt.setString(2, state);
      hunt.setString(3, file.started());
      hunt.setString(4, place(file.place()));
      hunt.executeUpdate();
      for (int position = 0; position < findings.size(); position++) {
        sighting.setString(1, name);
        sighting.setInt(2, position);
        sighting.setString(3, StrictJson.line(findings.get(position)));
        sighting.executeUpdate();
      }
    }
  }

  private void forget(String name) throws SQLException {
    for (String table : List.of("sighting", "hunt")) {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM " + table + " WHERE folder = ?")) {
        statement.setString(1, name);
        statement.executeUpdate();
      }
    }
  }

  private static String place(Place place) {
    StringBuilder words = new StringBuilder(place.probe());
    place
        .environment()
        .forEach((key, value) -> {
          if (WHERE.contains(key.substring(key.lastIndexOf('.') + 1)) && !value.isEmpty()) {
            words.append(", ").append(key).append(' ').append(value);
          }
        });
    return words.toString();
  }

  /** A finding in a hunt. */
  record Sighting(String folder, String started, String place, Finding finding) {}

  /** Every anomaly, the one that was met last first. */
  public List<Remembered> list() {
    Remarks remarks = Remarks.in(hunts);
    List<Remembered> list = new ArrayList<>();
    for (List<Sighting> group : groups(sightings())) {
      list.add(remembered(group, remarks));
    }
    list.sort((a, b) -> b.lastSeen().compareTo(a.lastSeen()));
    return list;
  }

  /**
   * What is known of a hunt's anomalies, by their ids in it: of those that another hunt met too, or
   * somebody named or muted. It is asked where somebody keeps track of the hunts beside it; there,
   * what hinders it is told, and nothing is known.
   *
   * @param hunt its folder
   * @param words told what could not be read, a sentence each
   */
  public static Map<String, Recognised> recognised(Path hunt, Consumer<String> words) {
    Path beside = hunt.toAbsolutePath().normalize().getParent();
    if (beside == null || !Files.exists(beside.resolve(Remarks.FILE))) {
      return Map.of();
    }
    try (Memory memory = of(beside, false, words)) {
      return memory.recognised(String.valueOf(hunt.toAbsolutePath().normalize().getFileName()));
    } catch (UsageException e) {
      words.accept(e.getMessage());
      return Map.of();
    }
  }

  private Map<String, Recognised> recognised(String folder) {
    Remarks remarks = Remarks.in(hunts);
    Map<String, Recognised> recognised = new LinkedHashMap<>();
    for (List<Sighting> group : groups(sightings())) {
      Remembered anomaly = remembered(group, remarks);
      if (anomaly.hunts() > 1 || anomaly.name() != null || anomaly.muted() != null) {
        Recognised known =
            new Recognised(
                anomaly.id(),
                anomaly.name(),
                anomaly.firstSeen(),
                anomaly.hunts(),
                anomaly.muted());
        group.stream()
            .filter(sighting -> sighting.folder().equals(folder))
            .forEach(sighting -> recognised.put(sighting.finding().id(), known));
      }
    }
    return recognised;
  }

  private List<Sighting> sightings() {
    List<Sighting> sightings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT hunt.folder, started, place, finding FROM sighting JOIN hunt"
                    + " ON hunt.folder = sighting.folder"
                    + " ORDER BY started, hunt.folder, position")) {
      while (result.next()) {
        sightings.add(
            new Sighting(
                result.getString(1),
                result.getString(2),
                result.getString(3),
                StrictJson.read(result.getString(4), FILE, Finding.class)));
      }
    } catch (SQLException e) {
      throw unusable(hunts, e);
    }
    return sightings;
  }

  /** Sightings of one anomaly, in order; each joins the group whose first it is most like. */
  static List<List<Sighting>> groups(List<Sighting> sightings) {
    List<List<Sighting>> groups = new ArrayList<>();
    for (Sighting sighting : sightings) {
      groups.stream()
          .filter(group -> Likeness.same(group.getFirst().finding(), sighting.finding()))
          .findFirst()
          .or(() ->
              groups.stream()
                  .filter(group ->
                      group.stream()
                          .anyMatch(met -> Likeness.same(met.finding(), sighting.finding())))
                  .findFirst())
          .orElseGet(() -> {
            List<Sighting> group = new ArrayList<>();
            groups.add(group);
            return group;
          })
          .add(sighting);
    }
    return groups;
  }

  private static Set<String> ids(List<Sighting> group) {
    Set<String> ids = new LinkedHashSet<>();
    group.forEach(sighting -> ids.add(sighting.finding().id()));
    return ids;
  }

  private static Remembered remembered(List<Sighting> group, Remarks remarks) {
    Set<String> ids = ids(group);
    Sighting first = group.getFirst();
    Sighting last = group.getLast();
    Map<String, List<Sighting>> places = new LinkedHashMap<>();
    group.forEach(each -> places.computeIfAbsent(each.place(), _ -> new ArrayList<>()).add(each));
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    return new Remembered(
        first.finding().id(),
        Remarks.of(remarks.names(), ids).orElse(null),
        last.finding().title(),
        last.finding().symptom().name(),
        Objects.toString(last.finding().blockedStage(), null),
        last.finding().simulated(),
        last.finding().conditions(),
        first.started(),
        last.started(),
        hunts(group),
        places.entrySet().stream().map(Memory::at).toList(),
        Remarks.of(remarks.mutes(), ids)
            .filter(mute -> mute.holds(today))
            .map(mute -> new Recognised.Muted(mute.reason(), mute.since(), mute.until()))
            .orElse(null));
  }

  private static Remembered.At at(Map.Entry<String, List<Sighting>> place) {
    List<Sighting> met = place.getValue();
    return new Remembered.At(
        place.getKey(),
        met.getFirst().started(),
        met.getLast().started(),
        hunts(met),
        met.stream().mapToDouble(each -> each.finding().effect()).min().orElse(0),
        met.stream().mapToDouble(each -> each.finding().effect()).max().orElse(0),
        met.stream().map(Sighting::folder).distinct().toList());
  }

  private static int hunts(List<Sighting> sightings) {
    return (int) sightings.stream().map(Sighting::folder).distinct().count();
  }

  /**
   * Gives an anomaly a name.
   *
   * @throws UsageException if no anomaly has that id, or another one has that name
   */
  public void name(String id, String name) {
    List<String> ids = require(id);
    Remarks remarks = Remarks.in(hunts);
    for (Map.Entry<String, String> taken : remarks.names().entrySet()) {
      if (taken.getValue().equals(name) && !ids.contains(taken.getKey())) {
        throw new UsageException(name + " is the name of " + taken.getKey() + "; choose another");
      }
    }
    remarks.named(ids, name).save(hunts);
  }

  /**
   * Lets an anomaly be known and not be told.
   *
   * @param until the last day of it; null for ever
   */
  public void mute(String id, String reason, @Nullable LocalDate until) {
    if (reason.isBlank()) {
      throw new UsageException("a mute needs a reason, so that somebody can end it");
    }
    String known = require(id).getFirst();
    String today = LocalDate.now(ZoneId.systemDefault()).toString();
    Remarks.Mute mute = new Remarks.Mute(reason, today, until == null ? null : until.toString());
    Remarks.in(hunts).muted(known, mute).save(hunts);
  }

  /** Lets an anomaly be told again. */
  public void unmute(String id) {
    Remarks.in(hunts).unmuted(require(id)).save(hunts);
  }

  /** The ids of the anomaly that one of its ids, or its name, means. */
  private List<String> require(String id) {
    Remarks remarks = Remarks.in(hunts);
    for (List<Sighting> group : groups(sightings())) {
      Set<String> ids = ids(group);
      if (ids.contains(id) || Remarks.of(remarks.names(), ids).filter(id::equals).isPresent()) {
        return List.copyOf(ids);
      }
    }
    throw new UsageException(
        "no anomaly in " + hunts + " has the id or the name " + id + "; kelpie known lists them");
  }

  private static UsageException unusable(Path hunts, SQLException cause) {
    return new UsageException(
        hunts.resolve(FILE)
            + " cannot be used ("
            + cause.getMessage()
            + "); check the folder and the disk",
        cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unusable(hunts, e);
    }
  }
}
