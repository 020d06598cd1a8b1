package io.kelpie.ffi.fabric;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations between two endpoints of this process, through each provider that needs no device. */
class EndpointTest {
  private static final int HERE = 0;
  private static final int THERE = 4096;

  private @Nullable Side nearSide;
  private @Nullable Side farSide;
  private long peer;

  @BeforeEach
  void library() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
  }

  private void open(String provider, Capability... capabilities) {
    Wish wish = Wish.of(provider, "").with(Set.copyOf(Arrays.asList(capabilities)));
    Fabric fabric = Fabric.open();
    assumeTrue(fabric.has(wish), () -> "skipped: no " + provider + " with " + wish.capabilities());
    Side near = new Side(fabric.find(wish).orElseThrow());
    nearSide = near;
    Side far = new Side(fabric.find(wish).orElseThrow());
    farSide = far;
    peer = near.peers.insert(far.endpoint.name());
    far.peers.insert(near.endpoint.name());
  }

  @AfterEach
  void close() {
    for (Side side : Arrays.asList(nearSide, farSide)) {
      if (side != null) {
        side.close();
      }
    }
  }

  private Side near() {
    return Objects.requireNonNull(nearSide);
  }

  private Side far() {
    return Objects.requireNonNull(farSide);
  }

  private void post(BooleanSupplier posting) {
    long end = System.nanoTime() + Side.PATIENCE.toNanos();
    while (!posting.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      near().progress();
      far().progress();
    }
  }

  private void succeeds(int context) {
    assertThat(near().await(far())).isEqualTo(context);
    assertThat(near().completions.areGood()).as(near().completions.errorText()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shm", "sockets"})
  void aWriteArrives(String provider) {
    open(provider);
    near().memory.set(JAVA_LONG, HERE, 0x1122334455667788L);
    near().fill(3, peer, HERE, 2048);
    near().remote(far(), THERE, 2048);
    post(() -> near().endpoint.write(near().operation, Operation.COMPLETION | Operation.DELIVERY));

    succeeds(3);
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(0x1122334455667788L);
    assertThat(near().completions.tookReceive(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shm", "sockets"})
  void anInjectedWriteLeavesItsBufferFree(String provider) {
    open(provider);
    assertThat(near().attributes.injectBytes()).isGreaterThanOrEqualTo(8);
    near().memory.set(JAVA_LONG, HERE, 5);
    near().fill(1, peer, HERE, 8);
    near().remote(far(), THERE, 8);
    post(() -> {
      near().memory.set(JAVA_LONG, HERE, 5);
      boolean taken =
          near().endpoint.write(near().operation, Operation.COMPLETION | Operation.INJECT);
      near().memory.set(JAVA_LONG, HERE, 6);
      return taken;
    });

    succeeds(1);
    long end = System.nanoTime() + Side.PATIENCE.toNanos();
    while (far().memory.get(JAVA_LONG, THERE) == 0 && System.nanoTime() < end) {
      far().progress();
    }
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shm", "sockets"})
  void aReadFetches(String provider) {
    open(provider);
    far().memory.set(JAVA_LONG, THERE, 7);
    near().fill(2, peer, HERE, 8);
    near().remote(far(), THERE, 8);
    post(() -> near().endpoint.read(near().operation, Operation.COMPLETION));

    succeeds(2);
    assertThat(near().memory.get(JAVA_LONG, HERE)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shm", "sockets"})
  void aSendTakesAReceive(String provider) {
    open(provider);
    post(() ->
        far()
            .endpoint
            .receive(
                far().memory.address() + THERE,
                64,
                far().region.descriptor(),
                far().contexts.address(9)));
    near().memory.set(JAVA_LONG, HERE, 8);
    near().operation.piece(0, near().memory.address() + HERE, 8, near().region.descriptor());
    near().operation.piece(1, near().memory.address() + HERE, 16, near().region.descriptor());
    near().operation.pieces(2);
    near().operation.to(near().contexts.address(1), peer, 0xfedcba98L);
    post(() -> near().endpoint.send(near().operation, Operation.COMPLETION | Operation.IMMEDIATE));

    assertThat(far().await(near())).isEqualTo(9);
    assertThat(far().completions.tookReceive(0)).isTrue();
    assertThat(far().completions.length(0)).isEqualTo(24);
    assertThat(far().completions.hasImmediate(0)).isTrue();
    assertThat((int) far().completions.immediate(0)).isEqualTo(0xfedcba98);
    assertThat(far().memory.get(JAVA_LONG, THERE + 8)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shm", "sockets"})
  void aWriteHandsOverImmediateDataWithoutAReceive(String provider) {
    open(provider);
    near().memory.set(JAVA_LONG, HERE, 4);
    near().fill(1, peer, HERE, 128);
    near().operation.to(near().contexts.address(1), peer, 0x80000001L);
    near().remote(far(), THERE, 128);
    post(() -> near().endpoint.write(near().operation, Operation.COMPLETION | Operation.IMMEDIATE));

    far().await(near());
    assertThat(far().completions.tookReceive(0)).isFalse();
    assertThat(far().completions.hasImmediate(0)).isTrue();
    assertThat(far().completions.immediate(0)).isEqualTo(0x80000001L);
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sockets"})
  void atomicsAnswerTheOldValue(String provider) {
    open(provider, Capability.ATOMICS);
    far().memory.set(JAVA_LONG, THERE, 40);
    near().operation.to(near().contexts.address(1), peer, 0);
    near().remote(far(), THERE, 8);
    near().operation.answer(near().memory.address() + HERE, near().region.descriptor());
    near().operation.add(2);
    post(() -> near().endpoint.fetchAdd(near().operation, Operation.COMPLETION));

    succeeds(1);
    assertThat(near().memory.get(JAVA_LONG, HERE)).isEqualTo(40);
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(42);

    near().operation.swap(42, 50);
    post(() -> near().endpoint.compareSwap(near().operation, Operation.COMPLETION));

    succeeds(1);
    assertThat(near().memory.get(JAVA_LONG, HERE)).isEqualTo(42);
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(50);

    near().operation.swap(42, 60);
    post(() -> near().endpoint.compareSwap(near().operation, Operation.COMPLETION));

    succeeds(1);
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sockets"})
  void aFencedWriteFollowsWhatWasBeforeIt(String provider) {
    open(provider, Capability.FENCE);
    for (int i = 1; i <= 8; i++) {
      near().memory.set(JAVA_LONG, 8L * i, i);
      near().fill(i, peer, 8L * i, 8);
      near().remote(far(), THERE, 8);
      post(() -> near().endpoint.write(near().operation, Operation.COMPLETION | Operation.FENCE));
    }
    for (int i = 1; i <= 8; i++) {
      succeeds(i);
    }
    assertThat(far().memory.get(JAVA_LONG, THERE)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "sockets"})
  void aWrongKeyIsAnError(String provider) {
    open(provider);
    near().fill(6, peer, HERE, 8);
    near().operation.remote(far().region.base() + THERE, 8, far().region.key() + 77);
    post(() -> near().endpoint.write(near().operation, Operation.COMPLETION | Operation.DELIVERY));

    assertThat(near().await(far())).isEqualTo(6);
    assertThat(near().completions.areGood()).isFalse();
    assertThat(near().completions.error()).isPositive();
    assertThat(near().completions.errorText()).isNotEmpty();
  }
}
