package io.kelpie.ffi.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.ffi.CompiledProbe;
import io.kelpie.ffi.GeneratedValues;
import io.kelpie.ffi.fabric.generated.fabric_types;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every size, offset and constant of the bindings is what a C compiler makes of the installed
 * headers.
 */
class GeneratedLayoutTest {
  private static final List<String> HEADERS =
      List.of(
          "rdma/fabric.h",
          "rdma/fi_domain.h",
          "rdma/fi_endpoint.h",
          "rdma/fi_cm.h",
          "rdma/fi_rma.h",
          "rdma/fi_atomic.h",
          "rdma/fi_errno.h");

  @ParameterizedTest
  @EnumSource
  void agreesWithTheHeaders(CompiledProbe.Target target, @TempDir Path folder) throws Exception {
    GeneratedValues generated =
        GeneratedValues.of(fabric_types.class, "fid?_\\w+|fid|iovec", "FI_");
    assertThat(generated.values())
        .hasSizeGreaterThan(400)
        .containsKeys(
            "sizeof(struct fi_info)",
            "offsetof(struct fid_ep, rma)",
            "offsetof(struct fi_ops_rma, writemsg)",
            "offsetof(struct fi_msg_atomic, op)",
            "offsetof(struct iovec, iov_len)",
            "FI_DELIVERY_COMPLETE");

    assertThat(CompiledProbe.run(target, folder, generated.program(HEADERS)))
        .containsExactlyElementsOf(generated.lines());
  }
}
