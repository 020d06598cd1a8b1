package io.kelpie.search.trespass;

import io.kelpie.results.JournalInside;

/** Breaks the rule that the search knows its ports alone, not what implements them. */
public final class ReadsJournal {
  @Override
  public String toString() {
    return "reads " + JournalInside.name();
  }
}
