package io.kelpie.ffi.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** What a device says about itself agrees with what the kernel says in sysfs. */
class DeviceTest extends TwoDevicesTest {

  @Test
  void isKnownByNameAndGuid() throws IOException {
    Device device = near.context.device();
    assertThat(Verbs.open().device(device.name())).isEqualTo(device);
    assertThat(device.guidText()).isEqualTo(sysfs(device, "node_guid"));
    assertThat(sysfs(device, "node_type")).startsWith(device.nodeType().code() + ":");
    assertThat(device.transport()).isEqualTo(Transport.INFINIBAND);
    assertThatExceptionOfType(VerbsUnavailableException.class)
        .isThrownBy(() -> Verbs.open().device("nonesuch"))
        .withMessage(
            "no RDMA device nonesuch: there are "
                + device.name()
                + ", "
                + far.context.device().name());
  }

  @Test
  void tellsItsLimits() {
    DeviceAttributes attributes = near.context.attributes();
    assertThat(attributes.ports()).isEqualTo(1);
    assertThat(attributes.maxReadAtomicResponder()).isEqualTo(128);
    assertThat(attributes.maxGather()).isEqualTo(32);
    assertThat(attributes.maxCompletions()).isEqualTo(32767);
    assertThat(attributes.maxQueuePairs()).isPositive();
    assertThat(attributes.maxRegions()).isPositive();
    assertThat(attributes.atomics()).isEqualTo(AtomicCapability.DEVICE);
  }

  @Test
  void tellsItsPort() throws IOException {
    PortAttributes port = near.context.port(1);
    assertThat(port.state()).isEqualTo(PortState.ACTIVE);
    assertThat(port.linkLayer()).isEqualTo(LinkLayer.ETHERNET);
    assertThat(sysfs(near.context.device(), "ports/1/rate"))
        .startsWith("%.1f".formatted(port.gigabitsPerSecond().orElseThrow()).replace(".0", ""));
    assertThat(port.activeMtu().bytes()).isLessThanOrEqualTo(port.maxMtu().bytes());
    assertThatExceptionOfType(VerbsException.class)
        .isThrownBy(() -> near.context.port(2))
        .withMessageStartingWith("ibv_query_port: Invalid argument");
  }

  @Test
  void tellsItsGids() throws IOException {
    for (GidEntry entry : near.context.gids(1)) {
      String text = sysfs(near.context.device(), "ports/1/gids/" + entry.index());
      assertThat("%016x%016x".formatted(entry.gid().prefix(), entry.gid().interfaceId()))
          .isEqualTo(text.replace(":", ""));
      assertThat(sysfs(near.context.device(), "ports/1/gid_attrs/types/" + entry.index()))
          .isEqualTo(entry.type() == GidType.ROCE_V2 ? "RoCE v2" : "IB/RoCE v1");
    }
    assertThat(near.context.gids(1)).isNotEmpty();
  }

  @Test
  void registersWithRelaxedOrdering() {
    try (Arena arena = Arena.ofShared();
        MemoryRegion region =
            near.domain.register(
                arena.allocate(8192, 4096),
                EnumSet.of(Access.LOCAL_WRITE, Access.REMOTE_WRITE, Access.RELAXED_ORDERING))) {
      assertThat(region.byteSize()).isEqualTo(8192);
      assertThat(region.remoteKey()).isNotZero();
    }
  }

  private static String sysfs(Device device, String file) throws IOException {
    return Files.readString(device.sysfs().resolve(file)).strip();
  }
}
