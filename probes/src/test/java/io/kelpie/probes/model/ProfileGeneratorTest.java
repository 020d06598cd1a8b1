package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ProfileGeneratorTest {
  private static final Profile F = Profile.named("cx6-200g-f");

  private static String digest(Profile profile) throws NoSuchAlgorithmException {
    ObjectNode mechanisms = (ObjectNode) StrictJson.MAPPER.valueToTree(profile);
    mechanisms.remove("published");
    byte[] bytes = StrictJson.line(mechanisms).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
        .substring(0, 16);
  }

  /**
   * Of all but what was published, which is no mechanism. Strategies are compared on these: whoever
   * moves one of them says so and compares anew.
   */
  @ParameterizedTest
  @CsvSource({
    "cx6-200g-f, 1, 33c866033025cf3f",
    "cx6-200g-f, 2, 28cc902f1ecce029",
    "p2100-100g, 1, 7205a296e716c12a",
  })
  void aSeedsProfileStaysTheSame(String like, long seed, String digest)
      throws NoSuchAlgorithmException {
    assertThat(digest(ProfileGenerator.generate(Profile.named(like), seed))).isEqualTo(digest);
  }

  @Test
  void mechanismsAreRedrawnAndHold() {
    Profile made = ProfileGenerator.generate(F, 3);

    assertThat(made.objections()).isEmpty();
    assertThat(made.quirks()).hasSameSizeAs(F.quirks());
    assertThat(made.parameters().noise()).isNotEqualTo(F.parameters().noise());
    assertThat(made.parameters().withNoise(0)).isEqualTo(F.parameters().withNoise(0));
    try (ProfileTrial trial = new ProfileTrial(made)) {
      for (int i = 0; i < made.quirks().size(); i++) {
        Quirk quirk = made.quirks().get(i);
        assertThat(quirk.trigger()).isNotEqualTo(F.quirks().get(i).trigger());
        assertThat(quirk.effect() == null).isEqualTo(F.quirks().get(i).effect() == null);
        assertThat(trial.of(quirk).holds()).as(quirk.id()).isTrue();
      }
    }
  }

  @Test
  void thereIsNothingToRedrawInACleanProfile() {
    assertThatThrownBy(() -> ProfileGenerator.generate(Profile.named(Profile.CLEAN), 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no quirks");
    assertThatThrownBy(() -> ProfileGenerator.generate(F, -1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("seed is -1");
  }
}
