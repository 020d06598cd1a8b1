package io.kelpie.results;

import io.kelpie.search.Finding;
import io.kelpie.search.HuntResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of {@code result.json}: what a hunt said at its end. It spares a reader the search
 * over the journal, from which it can be had again.
 *
 * @param version of this format
 * @param hunt fingerprint of what was asked
 * @param runs that the journal held then
 * @param ended {@code budget}, {@code stopped} or {@code exhausted}
 * @param findings ids, in the order in which they were met
 * @param unranked counters that were not driven, with the reason
 */
public record HuntEnd(
    int version,
    String hunt,
    long runs,
    String ended,
    List<String> findings,
    SortedMap<String, String> unranked,
    List<String> notes) {
  /** The format's version: the one that is written and read. */
  public static final int VERSION = 1;

  static final String FILE = "result.json";

  public HuntEnd {
    findings = List.copyOf(findings);
    unranked = Collections.unmodifiableSortedMap(new TreeMap<>(unranked));
    notes = List.copyOf(notes);
  }

  static HuntEnd of(String hunt, HuntResult result) {
    return new HuntEnd(
        VERSION,
        hunt,
        result.probes(),
        result.ended(),
        result.findings().stream().map(Finding::id).toList(),
        new TreeMap<>(result.unranked()),
        result.notes());
  }

  /** What a folder holds; empty where its hunt has not ended. */
  static Optional<HuntEnd> in(Path folder) {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(Versioned.read(file, HuntEnd.class, VERSION))
        : Optional.empty();
  }
}
