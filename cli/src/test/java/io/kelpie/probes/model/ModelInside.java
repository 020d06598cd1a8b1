package io.kelpie.probes.model;

/** Stands for anything inside a probe, which the search must not see. */
public final class ModelInside {
  private ModelInside() {}

  public static String name() {
    return "model";
  }
}
