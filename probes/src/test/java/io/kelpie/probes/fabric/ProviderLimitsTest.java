package io.kelpie.probes.fabric;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.workload.Limits;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** What is refused where a provider has little, and where it has all. */
class ProviderLimitsTest {
  private static final ProviderFacts LITTLE =
      facts(0, 0, false, false, false, Set.of("FI_ORDER_SAS"), Set.of());
  private static final ProviderFacts ALL =
      facts(
          256,
          8,
          true,
          true,
          true,
          Set.of("FI_ORDER_WAW", "FI_ORDER_SAW", "FI_ORDER_WAS", "FI_ORDER_SAS"),
          Set.of("FI_ORDER_WAW", "FI_ORDER_WAS"));

  private static ProviderFacts facts(
      int injectBytes,
      int immediateBytes,
      boolean atomics,
      boolean fence,
      boolean delivery,
      Set<String> orders,
      Set<String> atomicOrders) {
    return new ProviderFacts(
        "1.17",
        "efa",
        "efa",
        "117.0",
        "",
        "net",
        "near",
        "far",
        injectBytes,
        1000,
        512,
        2,
        0,
        immediateBytes,
        256,
        fence,
        atomics,
        fence,
        delivery,
        orders,
        atomicOrders,
        null,
        List.of());
  }

  private static List<String> lacks(Workload workload) {
    return ProviderLimits.lacks(LITTLE, workload);
  }

  private static final Workload PLAIN =
      Workload.initial()
          .with(OPCODE, Opcode.SEND)
          .with(SIGNAL, Signal.SEND)
          .with(INLINE_THRESHOLD, 0L);

  @Test
  void eachLackIsASentenceWithTheProvidersName() {
    assertThat(lacks(PLAIN)).isEmpty();
    assertThat(lacks(PLAIN.with(SIGNAL, Signal.FETCH_ADD)))
        .containsExactly(
            "libfabric's provider efa has no atomics (FI_ATOMIC): set signal to inline_write or"
                + " send");
    assertThat(lacks(PLAIN.with(SIGNAL, Signal.IMMEDIATE)))
        .containsExactly(
            "libfabric's provider efa hands over 0 B of remote CQ data, and immediate data takes 4:"
                + " choose another signal");
    assertThat(lacks(PLAIN.with(OPCODE, Opcode.WRITE)))
        .containsExactly(
            "libfabric's provider efa does not keep FI_ORDER_SAW on an endpoint: set ordering to"
                + " drain or choose another signal");
    assertThat(lacks(PLAIN.with(ORDERING, Ordering.NIC_FENCE)))
        .containsExactly(
            "libfabric's provider efa has no fence (FI_FENCE): set ordering to drain or same_qp");
    assertThat(lacks(PLAIN.with(ORDERING, Ordering.DRAIN)))
        .containsExactly(
            "libfabric's provider efa cannot say that data has arrived (FI_DELIVERY_COMPLETE), so"
                + " its completions are no drain: choose another ordering");
    assertThat(lacks(PLAIN.with(SGES, 3L)))
        .containsExactly(
            "libfabric's provider efa gathers 2 pieces at most (iov_limit): lower sges");
    assertThat(lacks(PLAIN.with(INLINE_THRESHOLD, 8L)))
        .containsExactly(
            "libfabric's provider efa injects 0 B at most (inject_size): lower inline_threshold");
    assertThat(lacks(PLAIN.with(CQ_MODERATION, 2L))).hasSize(1);
    assertThat(lacks(PLAIN.with(QP_TYPE, QpType.UD)))
        .containsExactly(
            "the probe fabric drives reliable endpoints (FI_EP_RDM) of efa alone: set qp_type to"
                + " rc");
  }

  @Test
  void nothingLacksWhereAllIsThere() {
    for (Signal signal : Signal.values()) {
      for (Ordering ordering : Ordering.values()) {
        assertThat(
                ProviderLimits.lacks(
                    ALL, Workload.initial().with(SIGNAL, signal).with(ORDERING, ordering)))
            .isEmpty();
      }
    }
  }

  /** What is drawn within the limits lacks nothing but an order of messages. */
  @Test
  void drawsKeepToWhatIsThere() {
    Limits limits = ProviderLimits.of(LITTLE, Optional.empty());
    Space space = Space.within(limits);
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(1);

    assertThat(((Values.Members) limits.of(SIGNAL)).words())
        .containsExactlyInAnyOrder("send", "completion", "nothing");
    for (int draw = 0; draw < 500; draw++) {
      Workload drawn = space.draw(random);
      assertThat(lacks(drawn).stream().filter(sentence -> !sentence.contains("FI_ORDER_")))
          .as(drawn.toString())
          .isEmpty();
    }
  }
}
