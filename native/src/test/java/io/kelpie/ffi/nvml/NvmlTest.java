package io.kelpie.ffi.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.ffi.CompiledProbe;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The façade against a double of the library that answers as {@code nvml.h} declares. */
class NvmlTest {
  private static final String DOUBLE =
      """
      #include <string.h>
      typedef struct { unsigned field, scope; long long time, latency; int type, status; unsigned long long value; } field;
      typedef struct { void *device; unsigned long long type, data; unsigned gpu, compute; } event;
      static int pending = 2, gpu;
      int nvmlInit_v2(void) { return 0; }
      int nvmlShutdown(void) { return 0; }
      const char *nvmlErrorString(int code) { return code == 3 ? "Not Supported" : code == 6 ? "Not Found" : "?"; }
      int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void **device) {
        *device = &gpu;
        return strcmp(id, "0000:3b:00.0") ? 6 : 0;
      }
      int nvmlDeviceGetPcieThroughput(void *device, unsigned which, unsigned *value) {
        *value = device == &gpu ? which ? 4000000000u : 7 : 0;
        return 0;
      }
      int nvmlDeviceGetPcieReplayCounter(void *device, unsigned *value) { *value = 4000000001u; return 0; }
      int nvmlDeviceGetClockInfo(void *device, int which, unsigned *value) { *value = which == 1 ? 1980 : 2619; return 0; }
      int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *value) { *value = 0x24; return 0; }
      int nvmlDeviceGetViolationStatus(void *device, int policy, unsigned long long *times) {
        times[1] = policy ? 0 : 12345;
        return policy ? 3 : 0;
      }
      int nvmlDeviceGetFieldValues(void *device, int count, field *values) {
        for (int i = 0; i < count; i++) {
          if (values[i].scope >= 18) return 2;
          values[i].status = values[i].scope < 2 ? 0 : 3;
          values[i].value = values[i].field == 138 ? 5 + values[i].scope : 9;
        }
        return 0;
      }
      int nvmlEventSetCreate(void **set) { *set = &pending; return 0; }
      int nvmlDeviceRegisterEvents(void *device, unsigned long long types, void *set) { return types == 8 ? 0 : 2; }
      int nvmlEventSetWait_v2(void *set, event *data, unsigned timeout) {
        if (pending == 0) return 10;
        data->data = 31 + pending--;
        return timeout == 0 ? 0 : 2;
      }
      """;

  @Test
  void whatTheLibrarySaysIsRead(@TempDir Path folder) {
    Path library = CompiledProbe.library(folder, DOUBLE, "libnvml-double.so");
    try (Nvml nvml = Nvml.open(library.toString())) {
      GpuDevice gpu = nvml.device("0000:3b:00.0");

      assertThat(gpu.pcieSent()).isEqualTo(7_000);
      assertThat(gpu.pcieReceived()).isEqualTo(4_000_000_000_000L);
      assertThat(gpu.pcieReplays()).isEqualTo(4_000_000_001L);
      assertThat(gpu.multiprocessorClock()).isEqualTo(1980);
      assertThat(gpu.memoryClock()).isEqualTo(2619);
      assertThat(gpu.clockReasons()).isEqualTo(0x24);
      assertThat(gpu.held(GpuDevice.Policy.POWER)).isEqualTo(12_345);
      assertThat(gpu.nvlinkSent()).as("two links").isEqualTo((5 + 6) * 1024);
      assertThat(gpu.nvlinkReceived()).isEqualTo((9 + 9) * 1024);
      assertThat(gpu.xids()).isEqualTo(2);
      assertThat(gpu.lastXid()).isEqualTo(32);
      assertThat(gpu.xids()).as("asked again").isEqualTo(2);

      assertThatThrownBy(() -> gpu.held(GpuDevice.Policy.THERMAL))
          .isInstanceOf(NvmlException.class)
          .hasMessage("nvmlDeviceGetViolationStatus: Not Supported (3)");
      assertThatThrownBy(() -> nvml.device("0000:00:00.0"))
          .isInstanceOf(NvmlException.class)
          .hasMessage("nvmlDeviceGetHandleByPciBusId_v2: Not Found (6)");
    }
  }

  @Test
  void aFunctionThatTheDriverLacksIsNamed(@TempDir Path folder) {
    Path library =
        CompiledProbe.library(
            folder,
            """
            int nvmlInit_v2(void) { return 0; }
            int nvmlShutdown(void) { return 0; }
            """,
            "libnvml-old.so");
    try (Nvml nvml = Nvml.open(library.toString())) {
      assertThatThrownBy(() -> nvml.device("0000:3b:00.0"))
          .isInstanceOf(NvmlException.class)
          .hasMessage("nvmlDeviceGetHandleByPciBusId_v2: this driver has no such function (13)");
    }
  }

  @Test
  void whereItIsMissingASentenceSaysSo() {
    assertThatThrownBy(() -> Nvml.open("libnvidia-nothing.so.1"))
        .isInstanceOf(NvmlUnavailableException.class)
        .hasMessageStartingWith("no GPU counters: ");
  }
}
