package io.kelpie.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Kelpie's version, from the jar that this class came in. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "kelpie " + current(),
      "Java %s, %s %s"
          .formatted(
              Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch"))
    };
  }

  /** Returns the version, or {@code development} where the classes did not come in a jar. */
  static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
