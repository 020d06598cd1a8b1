package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What connected queue pairs carry; each side sends bytes of its own, and the other one checks
 * them.
 */
class ConnectedQueuePairTest extends TwoDevicesTest {
  private static final int LENGTH = 3000;
  private static final long INBOX = 32_768;

  @ParameterizedTest
  @EnumSource(names = {"RC", "UC"})
  void sendsEachWay(QueuePairType type) {
    Pair pair = connect(type);
    near.fill(0, LENGTH, 0x5a);
    far.fill(0, LENGTH, 0x33);
    near.receive(pair.mine(), INBOX, LENGTH);
    far.receive(pair.theirs(), INBOX, LENGTH);

    near.send(1, 0, LENGTH).send(0, SendRequests.SIGNALED);
    pair.mine().postSend(near.sends, 0);
    far.send(2, 0, LENGTH).sendImmediate(0, SendRequests.SIGNALED, 0xcafe_f00d);
    pair.theirs().postSend(far.sends, 0);

    assertThat(far.await(2))
        .extracting(Endpoint.Completion::id)
        .containsExactlyInAnyOrder(2L, INBOX);
    for (Endpoint.Completion completion : near.await(2)) {
      assertThat(completion.status()).isEqualTo(CompletionStatus.SUCCESS);
      if (completion.id() == 1) {
        assertThat(completion.opcode()).isEqualTo(CompletionOpcode.SEND);
      } else {
        assertThat(completion.opcode()).isEqualTo(CompletionOpcode.RECEIVE);
        assertThat(completion.bytes()).isEqualTo(LENGTH);
        assertThat(completion.hasImmediate()).isTrue();
        assertThat(completion.immediate()).isEqualTo(0xcafe_f00d);
      }
    }
    far.assertFilled(INBOX, LENGTH, 0x5a);
    near.assertFilled(INBOX, LENGTH, 0x33);
  }

  @ParameterizedTest
  @EnumSource(names = {"RC", "UC"})
  void writesWithImmediate(QueuePairType type) {
    Pair pair = connect(type);
    near.fill(0, LENGTH, 0x5a);
    far.fill(INBOX, LENGTH + 1, 0x11);
    far.receive(pair.theirs(), 0, 0);

    near.send(1, 0, LENGTH)
        .writeImmediate(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey(), 42);
    pair.mine().postSend(near.sends, 0);

    Endpoint.Completion received = far.awaitSuccess();
    assertThat(received.opcode()).isEqualTo(CompletionOpcode.RECEIVE_WITH_IMMEDIATE);
    assertThat(received.immediate()).isEqualTo(42);
    far.assertFilled(INBOX, LENGTH, 0x5a);
    far.assertFilled(INBOX + LENGTH, 1, 0x11);
    assertThat(near.awaitSuccess().opcode()).isEqualTo(CompletionOpcode.WRITE);
  }

  @Test
  void writesGatheredAndReadsScattered() {
    Pair pair = connect(QueuePairType.RC);
    near.fill(0, 100, 1);
    near.fill(1000, 200, 2);
    int key = near.region.localKey();
    near.sends.id(0, 9);
    near.sends.unchain(0);
    near.sends.entry(0, 0, near.at(0), 100, key);
    near.sends.entry(0, 1, near.at(1000), 200, key);
    near.sends.listLength(0, 2);
    near.sends.write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    near.awaitSuccess();
    far.assertFilled(INBOX, 100, 1);
    far.assertFilled(INBOX + 100, 200, 2);

    near.sends.entry(0, 0, near.at(4000), 200, key);
    near.sends.entry(0, 1, near.at(5000), 100, key);
    near.sends.read(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitSuccess().opcode()).isEqualTo(CompletionOpcode.READ);
    near.assertFilled(4000, 100, 1);
    near.assertFilled(4100, 100, 2);
    near.assertFilled(5000, 100, 2);
  }

  @Test
  void writesInlineWithoutARegion() {
    Pair pair = connect(QueuePairType.RC);
    assertThat(pair.mine().capacity().inlineBytes()).isGreaterThanOrEqualTo(64);
    near.fill(0, 64, 0x77);
    near.sends.id(0, 3);
    near.sends.unchain(0);
    near.sends.single(0, near.at(0), 64, 0);
    near.sends.write(
        0, SendRequests.SIGNALED | SendRequests.INLINE, far.at(INBOX), far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    near.fill(0, 64, 0);
    near.awaitSuccess();
    far.assertFilled(INBOX, 64, 0x77);
  }

  @Test
  void addsAndSwapsAtomically() {
    Pair pair = connect(QueuePairType.RC);
    far.word(INBOX, 40);
    near.send(1, 0, 8).fetchAdd(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey(), 2);
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitSuccess().opcode()).isEqualTo(CompletionOpcode.FETCH_ADD);
    assertThat(near.word(0)).isEqualTo(40);
    assertThat(far.word(INBOX)).isEqualTo(42);

    near.sends.compareSwap(
        0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey(), 41, 1000);
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitSuccess().opcode()).isEqualTo(CompletionOpcode.COMPARE_SWAP);
    assertThat(near.word(0)).isEqualTo(42);
    assertThat(far.word(INBOX)).isEqualTo(42);

    near.sends.compareSwap(
        0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey(), 42, 1000);
    pair.mine().postSend(near.sends, 0);
    near.awaitSuccess();
    assertThat(far.word(INBOX)).isEqualTo(1000);
  }

  @Test
  void postsAChainWithOneCall() {
    Pair pair = connect(QueuePairType.RC);
    int tiles = 32;
    for (int slot = 0; slot < tiles; slot++) {
      near.fill(slot * 64L, 64, slot + 1);
      near.sends.id(slot, slot);
      near.sends.single(slot, near.at(slot * 64L), 64, near.region.localKey());
      near.sends.write(
          slot, SendRequests.SIGNALED, far.at(INBOX + slot * 64L), far.region.remoteKey());
      if (slot + 1 < tiles) {
        near.sends.chain(slot, slot + 1);
      } else {
        near.sends.unchain(slot);
      }
    }
    pair.mine().postSend(near.sends, 0);
    assertThat(near.await(tiles))
        .extracting(Endpoint.Completion::id)
        .containsExactlyElementsOf(LongStream.range(0, tiles).boxed().toList());
    for (int slot = 0; slot < tiles; slot++) {
      far.assertFilled(INBOX + slot * 64L, 64, slot + 1);
    }
  }

  @Test
  void aFencedWriteSeesWhatTheReadBeforeItFetched() {
    Pair pair = connect(QueuePairType.RC);
    far.fill(INBOX, 2048, 0x44);
    near.fill(0, 2048, 0);
    near.send(1, 0, 2048).read(0, 0, far.at(INBOX), far.region.remoteKey());
    near.sends.chain(0, 1);
    near.sends.id(1, 2);
    near.sends.unchain(1);
    near.sends.single(1, near.at(0), 2048, near.region.localKey());
    near.sends.write(
        1,
        SendRequests.SIGNALED | SendRequests.FENCE,
        far.at(INBOX + 4096),
        far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    assertThat(near.awaitSuccess().id()).isEqualTo(2);
    far.assertFilled(INBOX + 4096, 2048, 0x44);
  }

  @Test
  void takesReceivesFromASharedQueue() {
    SharedReceiveQueue shared = far.keep(far.domain.createSharedReceiveQueue(16, 1));
    QueuePair mine = near.queuePair(QueuePairType.RC);
    QueuePair theirs =
        far.keep(
            far.domain.createQueuePair(
                new QueuePairSettings(
                    QueuePairType.RC,
                    far.queue,
                    far.queue,
                    Optional.of(shared),
                    new QueuePairCapacity(16, 0, 1, 0, 0),
                    false)));
    Endpoint.connect(near, mine, far, theirs);
    far.receives.id(0, 5);
    far.receives.single(0, far.at(INBOX), 64, far.region.localKey());
    shared.post(far.receives, 0);
    near.fill(0, 64, 0x21);
    near.send(1, 0, 64).send(0, SendRequests.SIGNALED);
    mine.postSend(near.sends, 0);
    assertThat(far.awaitSuccess().id()).isEqualTo(5);
    far.assertFilled(INBOX, 64, 0x21);
  }

  @Test
  void anArmedQueueAnnouncesItsCompletion() {
    CompletionChannel channel = near.keep(near.context.createCompletionChannel());
    CompletionQueue announced = near.keep(near.context.createCompletionQueue(16, channel));
    QueuePair mine =
        near.keep(
            near.domain.createQueuePair(
                new QueuePairSettings(QueuePairType.RC, announced, announced, Endpoint.CAPACITY)));
    QueuePair theirs = far.queuePair(QueuePairType.RC);
    Endpoint.connect(near, mine, far, theirs);
    announced.arm(false);
    assertThat(channel.await(Duration.ZERO)).isEmpty();
    near.send(8, 0, 64).write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    mine.postSend(near.sends, 0);
    assertThat(channel.await(Endpoint.PATIENCE)).hasValue(announced);
    assertThat(near.await(announced, 1, Endpoint.PATIENCE))
        .extracting(Endpoint.Completion::id)
        .containsExactly(8L);
  }

  @Test
  void tellsItsStateAndAttributes() {
    Pair pair = connect(QueuePairType.RC);
    QueuePairStatus status = pair.mine().query();
    assertThat(status.state()).isEqualTo(QueuePairState.READY_TO_SEND);
    assertThat(status.pathMtu()).isEqualTo(Mtu.MTU_1024);
    assertThat(status.remoteQueuePair()).isEqualTo(pair.theirs().number());
    assertThat(status.minRnrTimer()).isEqualTo(12);
    assertThat(status.timeout()).isEqualTo(14);
    assertThat(List.of(status.retryCount(), status.rnrRetry())).containsExactly(1, 1);
    assertThat(List.of(status.maxReadAtomic(), status.maxDestReadAtomic())).containsExactly(16, 16);
    pair.mine().fail();
    assertThat(pair.mine().query().state()).isEqualTo(QueuePairState.ERROR);
    pair.mine().reset();
    assertThat(pair.mine().query().state()).isEqualTo(QueuePairState.RESET);
  }

  @Test
  void aWaitGivesUpNamingWhatIsMissing() {
    Pair pair = connect(QueuePairType.RC);
    near.send(1, 0, 64).write(0, SendRequests.SIGNALED, far.at(INBOX), far.region.remoteKey());
    pair.mine().postSend(near.sends, 0);
    assertThatThrownBy(() -> near.await(near.queue, 3, Duration.ofSeconds(1)))
        .isInstanceOf(Endpoint.MissingCompletions.class)
        .hasMessageStartingWith("2 of 3 completions are missing");
  }
}
