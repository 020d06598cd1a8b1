package io.kelpie.workload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.UsageException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One case for each leniency of the JSON library. */
class StrictJsonTest {
  enum Colour {
    RED,
    GREEN
  }

  record Inner(int depth) {}

  record Sample(
      int count,
      double share,
      boolean on,
      String word,
      Colour colour,
      List<Inner> inner,
      @Nullable Double unread) {}

  private static final String GOOD =
      """
      {"count": 3, "share": 0.5, "on": true, "word": "a", "colour": "GREEN", "inner": [{"depth": 1}], "unread": null}\
      """;

  @Test
  void readsWhatItWrites() {
    Sample sample = StrictJson.read(GOOD, "text", Sample.class);
    assertThat(sample)
        .isEqualTo(new Sample(3, 0.5, true, "a", Colour.GREEN, List.of(new Inner(1)), null));
    assertThat(StrictJson.read(StrictJson.line(sample), "text", Sample.class)).isEqualTo(sample);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "unknown property      | \"on\": true         | \"on\": true, \"off\": 1",
        "doubled property      | \"on\": true         | \"on\": true, \"on\": true",
        "missing property      | \"on\": true,        | ``",
        "missing reference     | \"word\": \"a\",     | ``",
        "missing nullable      | , \"unread\": null   | ``",
        "float for int         | \"count\": 3         | \"count\": 3.9",
        "string for int        | \"count\": 3         | \"count\": \"64\"",
        "object for int        | \"count\": 3         | \"count\": {}",
        "null for int          | \"count\": 3         | \"count\": null",
        "int out of range      | \"count\": 3         | \"count\": 3000000000",
        "boolean for int       | \"count\": 3         | \"count\": true",
        "string for double     | \"share\": 0.5       | \"share\": \"0.5\"",
        "NaN as string         | \"share\": 0.5       | \"share\": \"NaN\"",
        "NaN                   | \"share\": 0.5       | \"share\": NaN",
        "empty for double      | \"share\": 0.5       | \"share\": \"\"",
        "int for boolean       | \"on\": true         | \"on\": 1",
        "string for boolean    | \"on\": true         | \"on\": \"true\"",
        "number for string     | \"word\": \"a\"      | \"word\": 64",
        "boolean for string    | \"word\": \"a\"      | \"word\": true",
        "null for string       | \"word\": \"a\"      | \"word\": null",
        "number for enum       | \"GREEN\"            | 1",
        "number text for enum  | \"GREEN\"            | \"1\"",
        "unknown enum          | \"GREEN\"            | \"BLUE\"",
        "empty enum            | \"GREEN\"            | \"\"",
        "null element          | [{\"depth\": 1}]     | [null]",
        "single for list       | [{\"depth\": 1}]     | {\"depth\": 1}",
        "empty object inside   | {\"depth\": 1}       | {}",
        "trailing text         | \"unread\": null}    | \"unread\": null} x",
      })
  void refuses(String trap, String from, String to) {
    String bad = GOOD.replace(from, to);
    assertThat(bad).as(trap).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> StrictJson.read(bad, "some/file.json", Sample.class))
        .as(trap)
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("some/file.json");
  }

  @Test
  void namesThePathOfTheFault() {
    assertThatThrownBy(() ->
            StrictJson.read(
                GOOD.replace("\"depth\": 1", "\"depth\": \"x\""), "f.json", Sample.class))
        .hasMessageStartingWith("f.json at inner[0].depth: ");
  }

  @Test
  void nullAndNothingAreRefused() {
    assertThatThrownBy(() -> StrictJson.read("null", "f", Sample.class))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> StrictJson.read("", "f", Sample.class))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> StrictJson.read("[".repeat(100_000), "f", Sample.class))
        .isInstanceOf(UsageException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void writesNothingThatItWouldRefuse(double value) {
    Sample share = new Sample(3, value, true, "a", Colour.GREEN, List.of(), null);
    assertThatThrownBy(() -> StrictJson.line(share))
        .hasStackTraceContaining("cannot be written as JSON");
    Sample unread = new Sample(3, 0.5, true, "a", Colour.GREEN, List.of(), value);
    assertThatThrownBy(() -> StrictJson.line(unread))
        .hasStackTraceContaining("cannot be written as JSON");
  }
}
