package io.kelpie.results;

/** Stands for anything in {@code results}, which the search must not know. */
public final class JournalInside {
  private JournalInside() {}

  public static String name() {
    return "journal";
  }
}
