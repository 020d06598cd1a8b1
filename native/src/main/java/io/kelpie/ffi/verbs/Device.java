package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_device;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An RDMA device, as listed.
 *
 * @param name the kernel's name, {@code mlx5_0} or {@code rxe0}
 * @param guid the node's GUID, most significant byte first
 * @param nodeType what the device is
 * @param transport its transport
 * @param sysfs its folder in sysfs
 * @param driver the kernel driver of the PCI function behind it, {@code mlx5_core}; none for a
 *     software device
 */
public record Device(
    String name,
    long guid,
    NodeType nodeType,
    Transport transport,
    Path sysfs,
    Optional<String> driver) {

  static Device read(MemorySegment device) {
    Path sysfs = Path.of(ibv_device.ibdev_path(device).getString(0));
    return new Device(
        Libc.text(Calls.GET_DEVICE_NAME.pointer(device)),
        hostOrder((long) Calls.GET_DEVICE_GUID.invoke(device).value()),
        NodeType.of(ibv_device.node_type(device)),
        Transport.of(ibv_device.transport_type(device)),
        sysfs,
        driver(sysfs));
  }

  /**
   * Opens the device.
   *
   * @throws VerbsException EACCES without the right to its file in {@code /dev/infiniband}
   * @throws VerbsUnavailableException if the device has gone since it was listed
   */
  public Context open() {
    return DeviceList.find(name, device -> new Context(this, Calls.OPEN_DEVICE.pointer(device)));
  }

  /** GUID as other tools print it: four groups of four digits. */
  public String guidText() {
    return "%016x".formatted(guid).replaceAll("(.{4})(?!$)", "$1:");
  }

  /** A number that the library hands out in network byte order. */
  static long hostOrder(long network) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? network : Long.reverseBytes(network);
  }

  private static Optional<String> driver(Path sysfs) {
    try {
      return Optional.of(sysfs.resolve("device/driver").toRealPath().getFileName().toString());
    } catch (IOException software) {
      return Optional.empty();
    }
  }
}
