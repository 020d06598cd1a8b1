package io.kelpie.search.trespass;

import io.kelpie.probes.model.ModelInside;

/** Breaks the rule that the search sees no probe's inside. */
public final class SeesModel {
  @Override
  public String toString() {
    return "sees " + ModelInside.name();
  }
}
