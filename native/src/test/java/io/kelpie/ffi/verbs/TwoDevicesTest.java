package io.kelpie.ffi.verbs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A test of two devices that reach each other, an endpoint on each; the lab has them. */
@Tag("lab")
abstract class TwoDevicesTest {
  /** Two queue pairs tied to each other, ready to send. */
  record Pair(QueuePair mine, QueuePair theirs) {}

  Endpoint near;
  Endpoint far;

  @BeforeEach
  void open() {
    assumeTrue(Verbs.available(), () -> "skipped: " + Verbs.absence().orElseThrow());
    List<Device> devices = Verbs.open().devices();
    assumeTrue(
        devices.size() >= 2, () -> "skipped: two RDMA devices are needed, there are " + devices);
    near = new Endpoint(devices.get(0));
    far = new Endpoint(devices.get(1));
  }

  Pair connect(QueuePairType type) {
    Pair pair = new Pair(near.queuePair(type), far.queuePair(type));
    Endpoint.connect(near, pair.mine(), far, pair.theirs());
    return pair;
  }

  @AfterEach
  void close() {
    if (near != null) {
      near.close();
    }
    if (far != null) {
      far.close();
    }
  }
}
