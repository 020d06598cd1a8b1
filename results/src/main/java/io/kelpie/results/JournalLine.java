package io.kelpie.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.search.Ledger;
import io.kelpie.search.ProbeRecord;
import io.kelpie.search.ProbeRequest;
import io.kelpie.workload.Workload;
import io.kelpie.workload.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal, a JSON object: a {@link Header} first, then probes and attempts. Its last
 * key {@code sum} is the CRC-32C of the object without {@code time} and {@code sum}; {@code time}
 * ends in the same way with a sum of its own. So two hunts of one seed differ in {@code time}
 * alone, and a change of any byte shows.
 */
sealed interface JournalLine {

  /**
   * What the journal is.
   *
   * @param journal the format's version
   * @param hunt the fingerprint of what was asked
   */
  record Header(int journal, String hunt) implements JournalLine {}

  /** A run that was about to start. */
  record Attempt(
      @JsonProperty("attempt") long number,
      Ledger ledger,
      String purpose,
      Workload workload,
      Budget budget)
      implements JournalLine {

    static Attempt of(ProbeRequest request) {
      return new Attempt(
          request.number(),
          request.ledger(),
          request.purpose(),
          request.workload(),
          request.budget());
    }
  }

  /** A run that ended. */
  record Ran(
      @JsonProperty("n") long number,
      Ledger ledger,
      String purpose,
      Workload workload,
      Budget budget,
      Measurement measurement,
      @Nullable String verdict)
      implements JournalLine {

    static Ran of(ProbeRecord record) {
      return new Ran(
          record.number(),
          record.ledger(),
          record.purpose(),
          record.workload(),
          record.budget(),
          record.measurement(),
          record.verdict());
    }

    ProbeRecord at(Time time) {
      return new ProbeRecord(
          number, ledger, purpose, workload, budget, measurement, verdict, time.elapsed());
    }
  }

  /**
   * When a run ended.
   *
   * @param at the moment, in ISO 8601
   * @param elapsed seconds of the hunt, see {@link ProbeRecord#elapsed()}
   */
  record Time(String at, double elapsed) {
    public Time {
      try {
        Instant.parse(at);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(at + " is no moment in ISO 8601", e);
      }
      if (!(elapsed >= 0)) {
        throw new IllegalArgumentException("elapsed cannot be " + elapsed + " s");
      }
    }
  }

  /** The line of a header or an attempt, newline included. */
  default byte[] bytes() {
    String body = StrictJson.line(this);
    return (summed(body, Checksum.of(body)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The line of a run, newline included. */
  static byte[] bytes(Ran ran, Time time) {
    String body = StrictJson.line(ran);
    String when = StrictJson.line(time);
    String timed =
        body.substring(0, body.length() - 1) + ",\"time\":" + summed(when, Checksum.of(when)) + "}";
    return (summed(timed, Checksum.of(body)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String summed(String object, String sum) {
    return object.substring(0, object.length() - 1) + ",\"sum\":\"" + sum + "\"}";
  }
}
