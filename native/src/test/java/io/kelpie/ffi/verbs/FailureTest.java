package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes wrong is told as completion status, event or exception, each by its name. */
class FailureTest extends TwoDevicesTest {
  private static final int EBUSY = 16;
  private static final int EINVAL = 22;
  private static final long INBOX = 32_768;

  /** The specification names it a protection error, Soft-RoCE an operation error. */
  @Test
  void aReceiveWithAWrongLocalKeyIsAnError() {
    Pair pair = connect(QueuePairType.RC);
    far.receives.single(0, far.at(INBOX), 64, far.region.localKey() + 0x0100_0000);
    pair.theirs().postReceive(far.receives, 0);
    near.send(1, 0, 64).send(0, SendRequests.SIGNALED);
    pair.mine().postSend(near.sends, 0);
    assertThat(far.awaitOne().status())
        .isIn(CompletionStatus.LOCAL_PROTECTION_ERROR, CompletionStatus.LOCAL_QP_OPERATION_ERROR)
        .satisfies(status ->
            assertThat(status.text()).isIn("local protection error", "local QP operation error"));
    assertThat(pair.theirs().query().state()).isEqualTo(QueuePairState.ERROR);
  }

  /**
   * The specification names it a protection error; Soft-RoCE of Linux 6.12 flushes it with the
   * rest.
   */
  @Test
  void aSendWithAWrongLocalKeyIsAnError() {
    Pair pair = connect(QueuePairType.RC);
    near.send(1, 0, 64);
    near.sends.single(0, near.at(0), 64, near.region.localKey() + 0x0100_0000);
    near.sends.write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitOne().status())
        .isIn(
            CompletionStatus.LOCAL_PROTECTION_ERROR,
            CompletionStatus.LOCAL_QP_OPERATION_ERROR,
            CompletionStatus.FLUSHED);
    assertThat(pair.mine().query().state()).isEqualTo(QueuePairState.ERROR);
  }

  @Test
  void aWrongRemoteKeyIsARemoteAccessError() {
    Pair pair = connect(QueuePairType.RC);
    near.send(1, 0, 64)
        .write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey() + 0x0100_0000);
    pair.mine().postSend(near.sends, 0);
    CompletionStatus status = near.awaitOne().status();
    assertThat(status).isEqualTo(CompletionStatus.REMOTE_ACCESS_ERROR);
    assertThat(status.text()).isEqualTo("remote access error");
  }

  @Test
  void withoutAReceiveTheRetriesRunOut() {
    Pair pair = connect(QueuePairType.RC);
    near.send(1, 0, 64).send(0, SendRequests.SIGNALED);
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitOne().status()).isEqualTo(CompletionStatus.RNR_RETRIES_EXCEEDED);
  }

  @Test
  void withoutAPeerTheRetriesRunOut() {
    Pair pair = connect(QueuePairType.RC);
    pair.theirs().reset();
    near.send(1, 0, 64).write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitOne().status()).isEqualTo(CompletionStatus.RETRIES_EXCEEDED);
  }

  @Test
  void aFailedQueuePairFlushesWhatIsPosted() {
    Pair pair = connect(QueuePairType.RC);
    near.receive(pair.mine(), INBOX, 64);
    pair.mine().fail();
    assertThat(near.awaitOne().status()).isEqualTo(CompletionStatus.FLUSHED);
  }

  @Test
  void aFullQueueRefusesTheRequestAndSaysWhich() {
    QueuePair small =
        near.keep(
            near.domain.createQueuePair(
                new QueuePairSettings(
                    QueuePairType.RC,
                    near.queue,
                    near.queue,
                    new QueuePairCapacity(4, 4, 1, 1, 0))));
    small.init(Endpoint.PORT, Set.of(Access.LOCAL_WRITE));
    int slots = near.receives.capacity();
    assertThat(small.capacity().receives()).isLessThan(slots);
    for (int slot = 0; slot < slots; slot++) {
      near.receives.single(slot, near.at(INBOX), 64, near.region.localKey());
      if (slot + 1 < slots) {
        near.receives.chain(slot, slot + 1);
      }
    }
    assertThatExceptionOfType(VerbsException.class)
        .isThrownBy(() -> small.postReceive(near.receives, 0))
        .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Libc.ENOMEM))
        .withMessage("ibv_post_recv: Cannot allocate memory (errno 12)");
    assertThat(near.receives.refused()).isBetween(small.capacity().receives(), slots - 1);
  }

  @Test
  void anImpossibleCapacityIsRefused() {
    QueuePairCapacity impossible =
        new QueuePairCapacity(4, 4, near.context.attributes().maxGather() + 1, 1, 0);
    assertThatExceptionOfType(VerbsException.class)
        .isThrownBy(() ->
            near.domain.createQueuePair(
                new QueuePairSettings(QueuePairType.RC, near.queue, near.queue, impossible)))
        .withMessage("ibv_create_qp: Invalid argument (errno " + EINVAL + ")");
  }

  @Test
  void whatIsStillInUseStaysOpen() {
    try (CompletionQueue used = near.context.createCompletionQueue(16)) {
      QueuePair user =
          near.domain.createQueuePair(
              new QueuePairSettings(QueuePairType.RC, used, used, Endpoint.CAPACITY));
      assertThatExceptionOfType(VerbsException.class)
          .isThrownBy(used::close)
          .withMessage("ibv_destroy_cq: Device or resource busy (errno " + EBUSY + ")");
      user.close();
      user.close();
      assertThatIllegalStateException().isThrownBy(user::query).withMessage("QueuePair is closed");
    }
  }

  @Test
  void anOverrunCompletionQueueRaisesAnEvent() {
    CompletionQueue small = near.keep(near.context.createCompletionQueue(4));
    QueuePair mine =
        near.keep(
            near.domain.createQueuePair(
                new QueuePairSettings(QueuePairType.RC, small, small, Endpoint.CAPACITY)));
    QueuePair theirs = far.queuePair(QueuePairType.RC);
    Endpoint.connect(near, mine, far, theirs);
    assertThat(near.context.pollAsyncEvent()).isEmpty();
    Optional<AsyncEvent> event = Optional.empty();
    long deadline = System.nanoTime() + Endpoint.PATIENCE.toNanos();
    near.send(1, 0, 8).write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    for (int i = 0; i < 32; i++) {
      mine.postSend(near.sends, 0);
    }
    while (event.isEmpty() && System.nanoTime() - deadline < 0) {
      event = near.context.pollAsyncEvent();
    }
    assertThat(event).map(AsyncEvent::type).hasValue(AsyncEventType.CQ_ERROR);
  }

  /** Soft-RoCE reaches nothing but the host's memory, and says so in two ways. */
  @Test
  void anotherDevicesMemoryIsRefusedByNumber() {
    Set<Access> access = Set.of(Access.LOCAL_WRITE);
    assertThatThrownBy(() -> near.domain.registerDmaBuf(0, 0, 1L << 32, 4096, access))
        .isInstanceOf(VerbsException.class)
        .hasMessageContaining("ibv_reg_dmabuf_mr");
    assertThatThrownBy(() -> near.domain.registerPeer(1L << 47, 4096, access))
        .isInstanceOf(VerbsException.class)
        .hasMessageContaining("ibv_reg_mr");
  }

  /** Registers more than this process may lock and prints what it is told. */
  static final class LockTooMuch {
    private LockTooMuch() {}

    public static void main(String[] arguments) {
      try (Context context = Verbs.open().devices().getFirst().open();
          ProtectionDomain domain = context.allocateProtectionDomain();
          Arena arena = Arena.ofShared();
          MemoryRegion region =
              domain.register(arena.allocate(1 << 20, 4096), Set.of(Access.LOCAL_WRITE))) {
        System.out.println("registered " + region.byteSize());
      } catch (VerbsException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  @Test
  void tooLittleLockableMemoryIsToldWithItsRemedy() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "skipped: no setpriv");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -l 64 && exec setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LockTooMuch.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip().lines().reduce((first, last) -> last))
        .hasValue(
            "ibv_reg_mr: Cannot allocate memory (errno 12); this process may lock 65536 bytes of"
                + " memory: raise the limit with ulimit -l unlimited, or memlock in"
                + " /etc/security/limits.conf");
  }
}
