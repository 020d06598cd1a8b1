package io.kelpie.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A finding's notes for a reader. Files have a note for each value that could not be had without
 * changing something else; a reader gets one sentence that names them together.
 */
public final class Untested {
  private static final String TIED = " cannot be had without changing something else";
  private static final Pattern VALUE = Pattern.compile("(\\S+) = (\\S+)" + TIED);

  private Untested() {}

  /** The sentences, each once; those on single values give way to one at the end. */
  public static List<String> told(List<String> notes) {
    List<String> told = new ArrayList<>();
    Map<String, Set<String>> tied = new LinkedHashMap<>();
    for (String note : new LinkedHashSet<>(notes)) {
      Matcher value = VALUE.matcher(note);
      if (value.matches()) {
        tied.computeIfAbsent(value.group(1), _ -> new LinkedHashSet<>()).add(value.group(2));
      } else {
        told.add(note);
      }
    }
    if (!tied.isEmpty()) {
      told.add(
          tied.entrySet().stream()
                  .map(each -> each.getKey() + " = " + String.join(" or ", each.getValue()))
                  .collect(Collectors.joining(", "))
              + TIED);
    }
    return told;
  }
}
