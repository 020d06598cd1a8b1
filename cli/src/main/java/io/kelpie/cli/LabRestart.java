package io.kelpie.cli;

import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command and the Soft-RoCE lab that runs it tell each other of running it again. */
final class LabRestart {
  /** Set by the lab where it runs a command again: what died, guest or command. */
  private static final String RESUME = "KELPIE_LAB_RESUME";

  /** Names the file by which a command tells the lab that it can be run again. */
  private static final String RESUMABLE = "KELPIE_LAB_RESUMABLE";

  private LabRestart() {}

  /** Whether the command was run before, and crashed. */
  static boolean isAgain() {
    return System.getenv(RESUME) != null;
  }

  /** Whether the guest went down with it. */
  static boolean guestDied() {
    return "guest".equals(System.getenv(RESUME));
  }

  /** Tells the lab that this command, should it crash, goes on where it was when run again. */
  static void offer() {
    String file = System.getenv(RESUMABLE);
    if (file != null) {
      try {
        Files.write(Path.of(file), new byte[0]);
      } catch (IOException e) {
        throw new UsageException(RESUMABLE + " names " + file + ", which cannot be written", e);
      }
    }
  }
}
