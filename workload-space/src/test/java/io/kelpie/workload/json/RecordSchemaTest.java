package io.kelpie.workload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kelpie.workload.Condition;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

class RecordSchemaTest {
  private static final Whole WHOLE =
      new Whole(
          List.of(new Part.Near(3), new Part.Far("there", null)),
          Map.of("a", Size.LARGE),
          null,
          Duration.ofSeconds(3),
          new Condition("tiles", new Values.Range(1, 8)),
          new Renamed(1, true));

  /** Every form that a component may have. */
  record Whole(
      List<Part> parts,
      Map<String, Size> sizes,
      @Nullable Double share,
      Duration time,
      Condition condition,
      Renamed renamed) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Part.Near.class, name = "near"),
    @JsonSubTypes.Type(value = Part.Far.class, name = "far")
  })
  sealed interface Part {
    record Near(long distance) implements Part {}

    record Far(String where, @Nullable String why) implements Part {}
  }

  enum Size {
    SMALL,
    LARGE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  record Renamed(@JsonProperty("n") int number, boolean isSure) {}

  record Strange(Object anything) {}

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(StrictJson.page(RecordSchema.of("test", Whole.class)), InputFormat.JSON);
  }

  @Test
  void acceptsWhatIsWritten() {
    assertThat(schema().validate(StrictJson.page(WHOLE), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"distance\":3     | \"distance\":\"3\"",
        "\"distance\":3     | \"distance\":3,\"why\":null",
        "\"kind\":\"near\"  | \"kind\":\"middle\"",
        "\"kind\":\"near\", | ",
        "\"why\":null       | \"why\":7",
        "\"where\":\"there\"| \"where\":null",
        "\"a\":\"large\"    | \"a\":\"LARGE\"",
        "\"share\":null     | \"share\":\"1\"",
        "\"share\":null,    | ",
        "\"PT3S\"           | 3",
        "[1,8]              | [1]",
        "[1,8]              | [1,8],\"set\":[\"a\"]",
        "\"tiles\"          | \"tile\"",
        "\"n\":1            | \"number\":1",
        "\"is_sure\":true   | \"is_sure\":0"
      })
  void refusesWhatIsNotRead(String written, String broken) {
    String text = StrictJson.line(WHOLE);
    assertThat(text).contains(written);
    String bad = text.replace(written, broken == null ? "" : broken);
    assertThatThrownBy(() -> StrictJson.read(bad, "text", Whole.class))
        .isInstanceOf(UsageException.class);
    assertThat(schema().validate(bad, InputFormat.JSON)).as(bad).isNotEmpty();
  }

  @Test
  void aTypeOfNoKnownFormIsRefused() {
    assertThatThrownBy(() -> RecordSchema.of("test", Strange.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Object");
  }
}
