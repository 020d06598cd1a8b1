package io.kelpie.results;

import io.kelpie.search.ProbeRecord;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A line as a journal holds it, its checksums found right and its JSON not read yet.
 *
 * @param where file and line, as an error names them
 * @param body the object without {@code time} and {@code sum}
 * @param time the object {@code time} without its {@code sum}; null where the line has none
 */
record StoredLine(String where, String body, @Nullable String time) {
  private static final String SUM = ",\"sum\":\"";
  private static final int TAIL = SUM.length() + Checksum.DIGITS + 2;
  private static final byte[] TIME = ",\"time\":{".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = {'}'};

  /**
   * @param line without its newline
   * @throws UsageException if a checksum is missing or wrong
   */
  static StoredLine of(String where, byte[] line) {
    byte[] content = withoutSum(where, line);
    int time = lastIndexOf(content, TIME);
    byte[] body = time < 0 ? content : Arrays.copyOf(content, time);
    check(where, line, body);
    if (time < 0) {
      return new StoredLine(where, text(body), null);
    }
    byte[] when = Arrays.copyOfRange(content, time + TIME.length - 1, content.length);
    byte[] moment = withoutSum(where, when);
    check(where, when, moment);
    return new StoredLine(where, text(body), text(moment));
  }

  boolean isAttempt() {
    return body.startsWith("{\"attempt\":");
  }

  /** Whether it is the run or the attempt of this number. */
  boolean isNumber(long number) {
    return body.startsWith((isAttempt() ? "{\"attempt\":" : "{\"n\":") + number + ",");
  }

  <T extends JournalLine> T read(Class<T> type) {
    return StrictJson.read(body, where, type);
  }

  ProbeRecord record() {
    if (time == null) {
      throw new UsageException(where + ": time is missing; Kelpie did not write this line");
    }
    return read(JournalLine.Ran.class)
        .at(StrictJson.read(time, where + " at time", JournalLine.Time.class));
  }

  private static byte[] withoutSum(String where, byte[] object) {
    int end = object.length - TAIL;
    if (end < 1
        || !new String(object, end, SUM.length(), StandardCharsets.ISO_8859_1).equals(SUM)
        || object[object.length - 2] != '"'
        || object[object.length - 1] != '}') {
      throw damaged(where, "it does not end with its checksum");
    }
    return Arrays.copyOf(object, end);
  }

  private static void check(String where, byte[] object, byte[] body) {
    String sum =
        new String(
            object, object.length - 2 - Checksum.DIGITS, Checksum.DIGITS, StandardCharsets.UTF_8);
    if (!sum.equals(Checksum.of(body, CLOSE))) {
      throw damaged(where, "its checksum is wrong");
    }
  }

  private static UsageException damaged(String where, String what) {
    return new UsageException(
        where
            + " is damaged: "
            + what
            + "; restore the journal from a copy, or cut it before this line to go on from there");
  }

  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    for (int start = bytes.length - wanted.length; start >= 0; start--) {
      if (Arrays.equals(bytes, start, start + wanted.length, wanted, 0, wanted.length)) {
        return start;
      }
    }
    return -1;
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8) + "}";
  }
}
