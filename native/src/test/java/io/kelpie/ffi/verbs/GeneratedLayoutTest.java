package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.ffi.CompiledProbe;
import io.kelpie.ffi.CompiledProbe.Target;
import io.kelpie.ffi.GeneratedValues;
import io.kelpie.ffi.verbs.generated.ibv_recv_wr;
import io.kelpie.ffi.verbs.generated.ibv_send_wr;
import io.kelpie.ffi.verbs.generated.verbs_types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every size, offset and constant of the bindings is what a C compiler makes of the installed
 * header.
 */
class GeneratedLayoutTest {
  /** A mutex has another size there, and what follows it another place; the façade reads none. */
  private static final List<String> BEHIND_A_MUTEX =
      List.of(
          "sizeof(((struct ibv_context *)0)->mutex)",
          "offsetof(struct ibv_context, abi_compat)",
          "sizeof(struct ibv_context)",
          "sizeof(((struct ibv_qp *)0)->mutex)",
          "offsetof(struct ibv_qp, cond)",
          "offsetof(struct ibv_qp, events_completed)",
          "sizeof(struct ibv_qp)");

  @ParameterizedTest
  @EnumSource
  void agreesWithTheHeader(Target target, @TempDir Path folder) throws Exception {
    GeneratedValues generated = GeneratedValues.of(verbs_types.class, "_?ibv_\\w+", "IBV_");
    assertThat(generated.values())
        .hasSizeGreaterThan(400)
        .containsKeys(
            "sizeof(struct ibv_wc)",
            "offsetof(struct ibv_context, ops)",
            "offsetof(struct ibv_send_wr, wr.atomic.compare_add)",
            "IBV_ACCESS_RELAXED_ORDERING");

    List<String> differing =
        new ArrayList<>(
            CompiledProbe.run(target, folder, generated.program(List.of("infiniband/verbs.h"))));
    assertThat(differing).hasSameSizeAs(generated.lines());
    differing.removeAll(generated.lines());
    assertThat(differing)
        .extracting(line -> line.split(" = ", -1)[0])
        .containsExactlyInAnyOrderElementsOf(target == Target.AARCH64 ? BEHIND_A_MUTEX : List.of());
  }

  @Test
  void sendsAndReceivesBeginAlike() {
    assertThat(ibv_send_wr.wr_id$offset()).isEqualTo(ibv_recv_wr.wr_id$offset());
    assertThat(ibv_send_wr.next$offset()).isEqualTo(ibv_recv_wr.next$offset());
    assertThat(ibv_send_wr.sg_list$offset()).isEqualTo(ibv_recv_wr.sg_list$offset());
    assertThat(ibv_send_wr.num_sge$offset()).isEqualTo(ibv_recv_wr.num_sge$offset());
  }
}
