package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.ffi.CompiledProbe;
import io.kelpie.ffi.GeneratedValues;
import io.kelpie.ffi.verbs.generated.ibv_recv_wr;
import io.kelpie.ffi.verbs.generated.ibv_send_wr;
import io.kelpie.ffi.verbs.generated.verbs_types;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every size, offset and constant of the bindings is what the C compiler makes of the installed
 * header.
 */
class GeneratedLayoutTest {
  @Test
  void agreesWithTheHeader(@TempDir Path folder) throws Exception {
    GeneratedValues generated = GeneratedValues.of(verbs_types.class, "_?ibv_\\w+", "IBV_");
    assertThat(generated.values())
        .hasSizeGreaterThan(400)
        .containsKeys(
            "sizeof(struct ibv_wc)",
            "offsetof(struct ibv_context, ops)",
            "offsetof(struct ibv_send_wr, wr.atomic.compare_add)",
            "IBV_ACCESS_RELAXED_ORDERING");

    assertThat(CompiledProbe.run(folder, generated.program(List.of("infiniband/verbs.h"))))
        .containsExactlyElementsOf(generated.lines());
  }

  @Test
  void sendsAndReceivesBeginAlike() {
    assertThat(ibv_send_wr.wr_id$offset()).isEqualTo(ibv_recv_wr.wr_id$offset());
    assertThat(ibv_send_wr.next$offset()).isEqualTo(ibv_recv_wr.next$offset());
    assertThat(ibv_send_wr.sg_list$offset()).isEqualTo(ibv_recv_wr.sg_list$offset());
    assertThat(ibv_send_wr.num_sge$offset()).isEqualTo(ibv_recv_wr.num_sge$offset());
  }
}
