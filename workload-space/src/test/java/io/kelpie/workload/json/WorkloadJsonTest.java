package io.kelpie.workload.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kelpie.workload.Condition;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import io.kelpie.workload.Workloads;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadJsonTest {

  @Test
  void readsWhatItWrites() {
    Workloads.wild(7, 2_000)
        .forEach(workload ->
            assertThat(StrictJson.read(StrictJson.line(workload), "text", Workload.class))
                .isEqualTo(workload));
  }

  @Test
  void whatIsLeftOutHasItsInitialValue() {
    assertThat(StrictJson.read("{\"version\": 1}", "text", Workload.class))
        .isEqualTo(Workload.initial());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                       | version is missing",
        "{\"version\": 2}                                         | use the Kelpie that wrote it",
        "{\"version\": 1, \"traffik\": {}}                        | traffik is unknown",
        "{\"version\": 1, \"traffic\": 3}                         | traffic is unknown",
        "{\"version\": 1, \"traffic\": {\"tile\": 3}}             | traffic.tile is unknown",
        "{\"version\": 1, \"traffic\": {\"qp_type\": \"rc\"}}     | traffic.qp_type is unknown",
        "{\"version\": 1, \"traffic\": {\"tiles\": 1.5}}          | traffic.tiles is 1.5; it must be a whole number",
        "{\"version\": 1, \"traffic\": {\"tiles\": \"4\"}}        | must be a whole number",
        "{\"version\": 1, \"traffic\": {\"tiles\": null}}         | must be a whole number",
        "{\"version\": 1, \"traffic\": {\"tiles\": 0}}            | traffic.tiles: 0 is outside 1 to 1000000 tiles",
        "{\"version\": 1, \"traffic\": {\"tiles\": 4, \"tiles\": 5}} | uplicate",
        "{\"version\": 1, \"traffic\": {\"tile_bytes\": 4096}}    | must be a list",
        "{\"version\": 1, \"traffic\": {\"tile_bytes\": []}}      | has 0 elements",
        "{\"version\": 1, \"transport\": {\"path_mtu\": 1500}}    | 1500 is not a power of two",
        "{\"version\": 1, \"transport\": {\"qp_type\": \"XRC\"}}  | it may be one of [rc, uc, ud]",
        "[]                                                       | a workload is an object",
      })
  void refusesWithASentence(String json, String sentence) {
    assertThatThrownBy(() -> StrictJson.read(json, "w.json", Workload.class))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("w.json")
        .hasMessageContaining(sentence);
  }

  @Test
  void conditionsReadWhatTheyWrite() {
    List<Condition> conditions =
        List.of(
            new Condition("tiles", new Values.Range(8, 1024)),
            new Condition("ordering", Values.Members.of("drain", "nic_fence")),
            new Condition(
                "tile_bytes.largest",
                new Values.Ranges(
                    List.of(new Values.Range(32, 64), new Values.Range(4095, 4097)))));
    for (Condition condition : conditions) {
      assertThat(StrictJson.read(StrictJson.line(condition), "text", Condition.class))
          .isEqualTo(condition);
    }
    assertThat(StrictJson.line(conditions.getFirst()))
        .isEqualTo("{\"dimension\":\"tiles\",\"range\":[8,1024]}");
    assertThatThrownBy(() ->
            StrictJson.read("{\"dimension\":\"tiles\",\"set\":[\"a\"]}", "c", Condition.class))
        .isInstanceOf(UsageException.class);
  }

  /**
   * Bytes changed, cut, doubled and moved: the one documented exception or a workload, nothing
   * else.
   */
  @Test
  void survivesHundredThousandBrokenTexts() {
    UniformRandomProvider random = Workloads.generator(13);
    String alphabet = "{}[]\",:0123456789.-eE\\ntrufalsENaN_\u0000\u00e9 ";
    String[] texts = Workloads.wild(17, 64).map(StrictJson::line).toArray(String[]::new);
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder(texts[random.nextInt(texts.length)]);
      for (int edit = random.nextInt(1, 5); edit > 0 && !text.isEmpty(); edit--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 1 -> text.deleteCharAt(at);
          case 2 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setLength(Math.max(1, at));
        }
      }
      try {
        StrictJson.read(text.toString(), "fuzz", Workload.class);
        read++;
      } catch (UsageException e) {
        assertThat(e).hasMessageStartingWith("fuzz");
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void theSchemaAcceptsWhatIsWrittenAndRefusesWhatIsNotRead() {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(StrictJson.page(WorkloadSchema.schema()), InputFormat.JSON);
    Workloads.wild(19, 200)
        .forEach(workload ->
            assertThat(schema.validate(StrictJson.line(workload), InputFormat.JSON)).isEmpty());
    for (String bad :
        List.of(
            "{}",
            "{\"version\": 2}",
            "{\"version\": 1, \"traffic\": {\"tile\": 3}}",
            "{\"version\": 1, \"traffic\": {\"tiles\": 0}}",
            "{\"version\": 1, \"traffic\": {\"tile_bytes\": []}}",
            "{\"version\": 1, \"transport\": {\"qp_type\": \"XRC\"}}")) {
      assertThat(schema.validate(bad, InputFormat.JSON)).as(bad).isNotEmpty();
    }
  }
}
