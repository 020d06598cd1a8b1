package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.results.JournalLine.Attempt;
import io.kelpie.results.JournalLine.Header;
import io.kelpie.results.JournalLine.Ran;
import io.kelpie.results.JournalLine.Time;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workloads;
import io.kelpie.workload.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken input of every kind: nothing but a value or a {@link UsageException} may come of it. */
class CodecFuzzTest {
  private static final long SEED = 20_260_511;
  private static final String HUNT = "0123abcd";

  /**
   * Pieces that break JSON, numbers, enums, records and checksums in ways that a flip rarely does.
   */
  private static final List<String> PIECES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "NaN",
          "1.5",
          "\"\"",
          "\"1\"",
          "[]",
          "{}",
          "[[[[",
          "{\"",
          "}",
          "]",
          ",",
          ":",
          "\\u0000",
          "\"seed\":1,",
          "\"version\":2,",
          "\"range\":[2,1]",
          "\"set\":[]",
          "9223372036854775808",
          "\"PT1e9S\"",
          "\"rc\"",
          "\"completed\"",
          "é",
          "\"sum\":\"00000000\"}");

  private interface Codec {
    void read(String text);
  }

  @Test
  void texts() {
    List<String> texts =
        List.of(
            StrictJson.line(Hunts.file()),
            StrictJson.line(
                new Anomaly(
                    Anomaly.VERSION, "0123abcd", Hunts.file().place(), Findings.serialised())),
            StrictJson.line(Ran.of(Runs.run(1))),
            StrictJson.line(Attempt.of(Runs.request(2))),
            StrictJson.line(new Time("2026-01-01T00:00:00Z", 1.25)),
            StrictJson.line(new Header(2, HUNT)));
    List<Codec> codecs =
        List.of(
            text -> Versioned.read(text, "hunt.json", HuntFile.class, "version", 2),
            text -> Anomaly.read(text, "finding.json"),
            text -> StrictJson.read(text, "line", Ran.class),
            text -> StrictJson.read(text, "line", Attempt.class),
            text -> StrictJson.read(text, "time", Time.class),
            text -> Versioned.read(text, "line", Header.class, "journal", 2));
    UniformRandomProvider random = Workloads.generator(SEED);
    int refused = 0;
    for (int input = 0; input < 90_000; input++) {
      int kind = input % texts.size();
      String broken = broken(texts.get(kind), random);
      refused += refuses(() -> codecs.get(kind).read(broken), broken) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(60_000);
  }

  @Test
  void journals(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("journal.jsonl");
    UniformRandomProvider random = Workloads.generator(SEED + 1);
    List<byte[]> lines = new ArrayList<>();
    lines.add(new Header(2, HUNT).bytes());
    for (int run = 1; run <= 3; run++) {
      lines.add(Attempt.of(Runs.request(run)).bytes());
      lines.add(JournalLine.bytes(Ran.of(Runs.run(run)), new Time("2026-01-01T00:00:00Z", run)));
    }
    int refused = 0;
    for (int input = 0; input < 15_000; input++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (byte[] line : lines) {
        bytes.writeBytes(random.nextInt(6) == 0 ? broken(line, random) : line);
      }
      Files.write(file, bytes.toByteArray());
      refused += refuses(() -> readAll(file), "journal of input " + input) ? 1 : 0;
    }
    assertThat(refused).isBetween(5_000, 14_000);
  }

  private static void readAll(Path file) {
    try (JournalReader reader = new JournalReader(file, HUNT)) {
      for (Optional<StoredLine> line = reader.next(); line.isPresent(); line = reader.next()) {
        if (!line.get().isAttempt()) {
          assertThat(line.get().record().number()).isEqualTo(reader.runs());
        }
      }
    }
  }

  private static boolean refuses(Runnable reading, String input) {
    try {
      reading.run();
      return false;
    } catch (UsageException e) {
      assertThat(e.getMessage()).isNotBlank();
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + SEED + ": " + e + " of " + input, e);
    }
  }

  /** A line of a journal damaged as disks and editors do, at times with its checksum made right. */
  private static byte[] broken(byte[] line, UniformRandomProvider random) {
    if (random.nextInt(8) == 0) {
      return new byte[0];
    }
    String text = new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
    String broken = broken(text, random);
    int sum = broken.lastIndexOf(",\"sum\":\"");
    if (sum > 0 && random.nextBoolean()) {
      int time = broken.lastIndexOf(",\"time\":{");
      String body = broken.substring(0, time > 0 ? time : sum) + "}";
      broken = broken.substring(0, sum) + ",\"sum\":\"" + Checksum.of(body) + "\"}";
    }
    return (broken + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String broken(String text, UniformRandomProvider random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(20));
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(end);
      case 2 -> text.substring(0, end) + text.substring(at);
      case 3 -> text.substring(0, at) + piece(random) + text.substring(at);
      default -> text.substring(0, at) + piece(random) + text.substring(end);
    };
  }

  private static String piece(UniformRandomProvider random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }
}
