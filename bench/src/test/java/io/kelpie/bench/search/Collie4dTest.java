package io.kelpie.bench.search;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kelpie.probes.Probe;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.model.Profile;
import io.kelpie.probes.model.ProfileTrial;
import io.kelpie.probes.model.Shift;
import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Space;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Workload;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class Collie4dTest {
  private static final Space SPACE = Collie4d.space();

  @Test
  void thePapersDimensionsVaryAndNoOther() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
    Set<Object> opcodes = new HashSet<>();
    Set<Object> types = new HashSet<>();
    Set<Object> memories = new HashSet<>();
    Set<Object> directions = new HashSet<>();
    for (int draw = 0; draw < 200; draw++) {
      Workload drawn = SPACE.draw(random);
      opcodes.add(drawn.get(OPCODE));
      types.add(drawn.get(QP_TYPE));
      memories.add(drawn.get(MEMORY));
      directions.add(drawn.get(DIRECTION));
      assertThat(drawn.get(ORDERING)).isEqualTo(Ordering.NONE);
      assertThat(drawn.get(TILES)).isEqualTo(1024);
      assertThat(drawn.get(PEERS)).isEqualTo(1);
    }
    assertThat(opcodes).hasSize(3);
    assertThat(types).hasSize(3);
    assertThat(memories).hasSize(2);
    assertThat(directions)
        .containsExactlyInAnyOrder(Direction.BOTH_WAYS, Direction.LOOPBACK_BESIDE_RECEIVE);
  }

  @Test
  void anExperimentTakesTwentyToSixtySeconds() {
    Workload plain = SPACE.initial();

    assertThat(Collie4d.seconds(plain, SPACE)).isCloseTo(20, within(0.1));
    assertThat(Collie4d.seconds(plain.with(QPS_PER_PEER, 10_000L), SPACE)).isEqualTo(40);
    assertThat(Collie4d.seconds(plain.with(REGIONS, 200_000L), SPACE)).isEqualTo(60);
  }

  @Test
  void theDeviceIsIllWhereTable2SaysSoAndNowhereElse() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(5);
    Profile profile = Collie4d.profile();
    try (Probe device = new ModelProbe(profile);
        Probe spec = new ModelProbe(profile.parameters().ideal())) {
      for (int draw = 0; draw < 300; draw++) {
        Workload drawn = SPACE.draw(random);
        boolean isTriggered =
            profile.quirks().stream().anyMatch(quirk -> quirk.trigger().strength(drawn) == 1);
        if (!isTriggered) {
          assertThat(Shift.of(device, spec, drawn).ill()).as(drawn.toString()).isFalse();
        }
      }
    }
    assertThat(profile.quirks()).hasSize(13);
    try (ProfileTrial trial = new ProfileTrial(profile)) {
      assertThat(profile.quirks()).allMatch(quirk -> trial.of(quirk).holds());
    }
  }

  @Test
  void nothingIsComparedOverNoSeeds() {
    assertThatThrownBy(() -> new Collie4d(0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least one seed");
  }
}
