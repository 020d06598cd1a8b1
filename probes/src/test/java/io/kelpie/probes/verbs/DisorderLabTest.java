package io.kelpie.probes.verbs;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.Budget;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether integrity bites, in a lab whose link reorders. */
@Tag("lab")
class DisorderLabTest {

  @Test
  void anUnorderedSignalOnAnotherQueuePairIsCaughtByContent() {
    try (VerbsProbe probe = new VerbsProbe(VerbsSettings.found())) {
      Workload unordered =
          Lab.base(probe).with(ORDERING, Ordering.NONE).with(SIGNAL_QP, SignalQp.CONTROL);
      Measurement caught = Lab.run(probe, unordered, Budget.search(1));
      Measurement ordered =
          Lab.run(
              probe,
              unordered.with(ORDERING, Ordering.SAME_QP).with(SIGNAL_QP, SignalQp.TILE),
              Budget.search(1));
      Measurement drained =
          Lab.run(probe, unordered.with(ORDERING, Ordering.DRAIN), Budget.search(1));

      Lab.measured(
          "tiles signalled before their data, unordered over two queue pairs",
          caught.integrity().disordered() + " of " + caught.integrity().checked());
      assertThat(caught.integrity().disordered()).isPositive();
      assertThat(caught.integrity().corrupt()).isZero();
      assertThat(caught.integrity().example()).contains("signalled before its data");
      assertThat(ordered.integrity().whole()).isTrue();
      assertThat(drained.integrity().whole()).isTrue();
    }
  }
}
