package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that cross into C are refused where they do not fit, and read back as what they mean. */
class ValuesTest {

  @Test
  void gidsPrintAsAddresses() {
    assertThat(new Gid(0, 0xffff0a4d0002L)).hasToString("::ffff:10.77.0.2");
    assertThat(new Gid(0xfe80000000000000L, 0x00000000fffe0001L))
        .hasToString("fe80:0:0:0:0:0:fffe:1");
    assertThat(new Gid(0, 0xffff0a4d0002L).isIpv4()).isTrue();
    assertThat(new Gid(1, 0xffff0a4d0002L).isIpv4()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 5.0", "2, 32, 100.0", "2, 64, 200.0", "2, 128, 400.0", "8, 1, 30.0"})
  void linkRateIsLanesTimesLaneRate(int width, int speed, double gigabits) {
    assertThat(port(width, speed).gigabitsPerSecond()).hasValue(gigabits);
  }

  @Test
  void linkRateOfAnUnknownCodeIsUnknown() {
    assertThat(port(3, 1).gigabitsPerSecond()).isEmpty();
    assertThat(port(1, 3).gigabitsPerSecond()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void mtusAreFoundByTheirBytes(Mtu mtu) {
    assertThat(Mtu.ofBytes(mtu.bytes())).isEqualTo(mtu);
  }

  @Test
  void whatDoesNotFitItsFieldIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mtu.ofBytes(1500))
        .withMessage("no path MTU of 1500 bytes: 256, 512, 1024, 2048 or 4096");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Route(1, 0, 16, Optional.empty()))
        .withMessage("serviceLevel is 16, not within 0 to 15");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GlobalRoute(new Gid(0, 0), 0, 64, 0, 1 << 20))
        .withMessage("flowLabel is 1048576, not within 0 to 1048575");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Connection(Route.infiniband(1, 1), Mtu.MTU_1024, 1, 0, 0, 1, 1, 12, 14, 8, 7))
        .withMessage("retryCount is 8, not within 0 to 7");
  }

  @Test
  void aNumberThatTheHeaderDoesNotNameIsUnknown() {
    assertThat(CompletionStatus.of(999)).isEqualTo(CompletionStatus.UNKNOWN);
    assertThat(AsyncEventType.of(999)).isEqualTo(AsyncEventType.UNKNOWN);
    assertThat(CompletionStatus.of(12)).isEqualTo(CompletionStatus.RETRIES_EXCEEDED);
  }

  @Test
  void aFailureTellsNumberAndText() {
    VerbsException failure = new VerbsException("ibv_post_send", 12, "poll first");
    assertThat(failure).hasMessage("ibv_post_send: Cannot allocate memory (errno 12); poll first");
    assertThat(failure.remedy()).hasValue("poll first");
    assertThat(new VerbsException("ibv_modify_qp", 22))
        .hasMessage("ibv_modify_qp: Invalid argument (errno 22)");
  }

  private static PortAttributes port(int width, int speed) {
    return new PortAttributes(
        PortState.ACTIVE, Mtu.MTU_4096, Mtu.MTU_1024, LinkLayer.ETHERNET, 0, 1, 1, width, speed);
  }
}
