package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.ffi.CompiledProbe;
import io.kelpie.ffi.verbs.generated.ibv_send_wr;
import io.kelpie.ffi.verbs.generated.ibv_sge;
import io.kelpie.ffi.verbs.generated.ibv_wc;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Work requests hold the bytes that a C program's would, and completions are read as it writes
 * them.
 */
@SuppressWarnings("restricted")
class WorkRequestsTest {
  private static final long ID = 0x1122334455667788L;
  private static final long REMOTE = 0xa1a2a3a4a5a6a7a8L;
  private static final int KEY = 0xb1b2b3b4;
  private static final long OPERAND = 0xc1c2c3c4c5c6c7c8L;
  private static final int IMMEDIATE = 0xd1d2d3d4;

  @Test
  void filledAsInC(@TempDir Path folder) throws IOException {
    Map<String, String> expected = printedByC(folder);
    try (SendRequests sends = new SendRequests(7, 2)) {
      sends.write(0, SendRequests.SIGNALED | SendRequests.INLINE, REMOTE, KEY);
      sends.writeImmediate(1, SendRequests.SOLICITED, REMOTE, KEY, IMMEDIATE);
      sends.read(2, SendRequests.FENCE, REMOTE, KEY);
      sends.send(3, 0);
      sends.sendImmediate(4, SendRequests.SIGNALED, IMMEDIATE);
      sends.fetchAdd(5, SendRequests.SIGNALED, REMOTE, KEY, OPERAND);
      sends.compareSwap(6, SendRequests.FENCE, REMOTE, KEY, OPERAND, 0x0102030405060708L);
      List<String> names =
          List.of(
              "write",
              "writeImmediate",
              "read",
              "send",
              "sendImmediate",
              "fetchAdd",
              "compareSwap");
      for (int slot = 0; slot < names.size(); slot++) {
        sends.id(slot, ID);
        sends.listLength(slot, 1);
        sends.entry(slot, 1, 0x2122232425262728L, 0x31323334, 0x41424344);
        MemorySegment request = bytes(sends.address(slot), ibv_send_wr.layout().byteSize());
        MemorySegment list = ibv_send_wr.sg_list(request);
        assertThat(hex(bytes(list.address() + ibv_sge.layout().byteSize(), 16)))
            .isEqualTo(expected.get("entry"));
        ibv_send_wr.sg_list(request, MemorySegment.NULL);
        if (slot == 3) {
          MemorySegment datagram = ibv_send_wr.wr.ud(ibv_send_wr.wr(request));
          ibv_send_wr.wr.ud.remote_qpn(datagram, 0xe1e2e3);
          ibv_send_wr.wr.ud.remote_qkey(datagram, 0xf1f2f3f4);
        }
        assertThat(hex(request)).as(names.get(slot)).isEqualTo(expected.get(names.get(slot)));
      }
    }
  }

  @Test
  void completionsAreReadAsWrittenInC(@TempDir Path folder) throws IOException {
    byte[] written = HexFormat.of().parseHex(printedByC(folder).get("completion"));
    try (Completions completions = new Completions(3)) {
      long size = ibv_wc.layout().byteSize();
      bytes(completions.address() + 2 * size, size).copyFrom(MemorySegment.ofArray(written));
      assertThat(completions.id(2)).isEqualTo(ID);
      assertThat(completions.succeeded(2)).isFalse();
      assertThat(completions.status(2)).isEqualTo(CompletionStatus.RNR_RETRIES_EXCEEDED);
      assertThat(completions.opcode(2)).isEqualTo(CompletionOpcode.RECEIVE_WITH_IMMEDIATE);
      assertThat(completions.vendorError(2)).isEqualTo(0x51525354);
      assertThat(completions.byteLength(2)).isEqualTo(0x61626364);
      assertThat(completions.hasImmediate(2)).isTrue();
      assertThat(completions.immediate(2)).isEqualTo(IMMEDIATE);
      assertThat(completions.queuePair(2)).isEqualTo(0x717273);
      assertThat(completions.sourceQueuePair(2)).isEqualTo(0x818283);
      assertThat(completions.hasGlobalRoute(2)).isTrue();
      assertThat(completions.hasImmediate(0)).isFalse();
    }
  }

  @Test
  void chainsPointToTheNextSlot() {
    try (ReceiveRequests receives = new ReceiveRequests(3, 1)) {
      receives.chain(0, 2);
      long next = bytes(receives.address(0), 16).get(ValueLayout.JAVA_LONG, 8);
      assertThat(next).isEqualTo(receives.address(2));
      receives.unchain(0);
      assertThat(bytes(receives.address(0), 16).get(ValueLayout.JAVA_LONG, 8)).isZero();
      assertThat(receives.refused()).isEqualTo(-1);
    }
  }

  @Test
  void slotsAndEntriesOutOfRangeAreRefused() {
    try (SendRequests sends = new SendRequests(2, 1)) {
      assertThatThrownBy(() -> sends.write(2, 0, REMOTE, KEY))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> sends.chain(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> sends.entry(0, 1, 0, 0, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> sends.listLength(0, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static Map<String, String> printedByC(Path folder) throws IOException {
    try (InputStream source =
        Objects.requireNonNull(WorkRequestsTest.class.getResourceAsStream("work-requests.c"))) {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      return CompiledProbe.run(folder, text).stream()
          .map(line -> line.split(" ", -1))
          .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }
  }

  private static MemorySegment bytes(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  private static String hex(MemorySegment bytes) {
    return HexFormat.of().formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
  }
}
