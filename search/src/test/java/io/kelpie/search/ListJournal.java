package io.kelpie.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A journal in memory that hands back the records that it was given. */
final class ListJournal implements Journal {
  final List<ProbeRecord> records = new ArrayList<>();
  private final List<ProbeRecord> before;
  private int next;

  ListJournal() {
    this(List.of());
  }

  ListJournal(List<ProbeRecord> before) {
    this.before = List.copyOf(before);
  }

  @Override
  public Optional<ProbeRecord> recorded() {
    if (next == before.size()) {
      return Optional.empty();
    }
    records.add(before.get(next));
    return Optional.of(before.get(next++));
  }

  @Override
  public void attempt(ProbeRequest request) {}

  @Override
  public void append(ProbeRecord record) {
    records.add(record);
  }
}
