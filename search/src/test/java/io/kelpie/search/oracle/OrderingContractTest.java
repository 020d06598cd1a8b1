package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.OrderingContract.Guarantee;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OrderingContractTest {
  @ParameterizedTest
  @CsvSource({
    "RC, SEND, TILE, SAME_QP, GUARANTEED",
    "RC, IMMEDIATE, TILE, SAME_QP, GUARANTEED",
    "RC, INLINE_WRITE, TILE, SAME_QP, CUSTOMARY",
    "RC, FETCH_ADD, TILE, NIC_FENCE, CUSTOMARY",
    "RC, FETCH_ADD, TILE, DRAIN, GUARANTEED",
    "RC, INLINE_WRITE, CONTROL, DRAIN, CUSTOMARY",
    "RC, INLINE_WRITE, CONTROL, NONE, NONE",
    "RC, SEND, ROUND_ROBIN, NONE, NONE",
    "UC, IMMEDIATE, TILE, SAME_QP, GUARANTEED",
    "UC, INLINE_WRITE, CONTROL, NONE, NONE",
    "UD, SEND, TILE, SAME_QP, CUSTOMARY",
    "UD, SEND, CONTROL, NONE, NONE"
  })
  void saysHowFirmAnOrderIs(
      QpType type, Signal signal, SignalQp queuePair, Ordering ordering, Guarantee guarantee) {
    Workload workload =
        Workload.initial()
            .with(QP_TYPE, type)
            .with(SIGNAL, signal)
            .with(SIGNAL_QP, queuePair)
            .with(ORDERING, ordering);
    assertThat(OrderingContract.of(workload).guarantee()).isEqualTo(guarantee);
  }

  @Test
  void aReadsCompletionIsItsOwnGuarantee() {
    Workload read =
        Workload.initial()
            .with(OPCODE, Opcode.READ)
            .with(SIGNAL, Signal.COMPLETION)
            .with(ORDERING, Ordering.NONE);
    assertThat(OrderingContract.of(read).guarantee()).isEqualTo(Guarantee.GUARANTEED);
  }

  @Test
  void everyRowNamesItsSource() {
    assertThat(OrderingContract.values()).allMatch(row -> row.source().startsWith("IBTA 1.4"));
  }
}
