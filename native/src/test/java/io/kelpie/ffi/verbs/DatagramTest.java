package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Datagrams find the queue pair that they name, with its key. */
class DatagramTest extends TwoDevicesTest {
  private static final int HEADER = 40;
  private static final long INBOX = 32_768;

  @Test
  void sendsEachWay() {
    QueuePair mine = started(near);
    QueuePair theirs = started(far);
    near.fill(0, 1000, 0x5a);
    far.fill(0, 1000, 0x33);
    near.receive(mine, INBOX, HEADER + 1000);
    far.receive(theirs, INBOX, HEADER + 1000);
    send(near, mine, far, theirs, Endpoint.QUEUE_KEY);
    send(far, theirs, near, mine, Endpoint.QUEUE_KEY);
    check(near, 0x33, theirs.number());
    check(far, 0x5a, mine.number());
  }

  @Test
  void aDatagramWithAnotherKeyIsDropped() {
    QueuePair mine = started(near);
    QueuePair theirs = started(far);
    far.receive(theirs, INBOX, HEADER + 1000);
    near.fill(0, 1000, 1);
    send(near, mine, far, theirs, Endpoint.QUEUE_KEY + 1);
    near.awaitSuccess();
    near.fill(0, 1000, 2);
    send(near, mine, far, theirs, Endpoint.QUEUE_KEY);
    near.awaitSuccess();
    far.awaitSuccess();
    far.assertFilled(INBOX + HEADER, 1000, 2);
  }

  @Test
  void connectedAndDatagramCallsAreNotMixed() {
    QueuePair datagram = near.queuePair(QueuePairType.UD);
    QueuePair connected = near.queuePair(QueuePairType.RC);
    assertThatIllegalStateException()
        .isThrownBy(() -> datagram.connect(Endpoint.connection(near.routeTo(far), 1)))
        .withMessage("a datagram queue pair has no connection");
    assertThatIllegalStateException()
        .isThrownBy(() -> connected.startDatagram(0))
        .withMessage("a connected queue pair needs its connection");
  }

  private static QueuePair started(Endpoint endpoint) {
    QueuePair queuePair = endpoint.queuePair(QueuePairType.UD);
    queuePair.initDatagram(Endpoint.PORT, Endpoint.QUEUE_KEY);
    queuePair.startDatagram(5);
    return queuePair;
  }

  private static void send(Endpoint from, QueuePair mine, Endpoint to, QueuePair theirs, int key) {
    AddressHandle handle = from.keep(from.domain.createAddressHandle(from.routeTo(to)));
    from.send(1, 0, 1000).sendImmediate(0, SendRequests.SIGNALED, 4711);
    from.sends.destination(0, handle, theirs.number(), key);
    mine.postSend(from.sends, 0);
  }

  private static void check(Endpoint receiver, int value, int sender) {
    for (Endpoint.Completion completion : receiver.await(2)) {
      assertThat(completion.status()).isEqualTo(CompletionStatus.SUCCESS);
      if (completion.opcode() == CompletionOpcode.RECEIVE) {
        assertThat(completion.bytes()).isEqualTo(HEADER + 1000);
        assertThat(completion.immediate()).isEqualTo(4711);
        assertThat(completion.sourceQueuePair()).isEqualTo(sender);
      }
    }
    receiver.assertFilled(INBOX + HEADER, 1000, value);
  }
}
