package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_async_event;
import io.kelpie.ffi.verbs.generated.ibv_context;
import io.kelpie.ffi.verbs.generated.ibv_device_attr;
import io.kelpie.ffi.verbs.generated.ibv_gid_entry;
import io.kelpie.ffi.verbs.generated.ibv_port_attr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** An open device: what it says about itself, and the root of everything made on it. */
public final class Context extends Resource {
  private final Device device;
  private final DataPath dataPath;
  private final int asyncDescriptor;

  Context(Device device, MemorySegment pointer) {
    super(pointer, Calls.CLOSE_DEVICE);
    this.device = device;
    this.dataPath = new DataPath(ibv_context.ops(pointer), device);
    this.asyncDescriptor = ibv_context.async_fd(pointer);
  }

  /** The device that was opened. */
  public Device device() {
    return device;
  }

  DataPath dataPath() {
    return dataPath;
  }

  /** Asks the device for its limits. */
  public DeviceAttributes attributes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ibv_device_attr.layout());
      Calls.QUERY_DEVICE.check(pointer(), attributes);
      return DeviceAttributes.read(attributes);
    }
  }

  /**
   * Asks the device for a port's state.
   *
   * @param port from 1 to {@link DeviceAttributes#ports()}
   */
  public PortAttributes port(int port) {
    try (Arena arena = Arena.ofConfined()) {
      // The exported function fills the struct as it was before rdma-core 28; fields added since
      // stay as allocated, zero.
      MemorySegment attributes = arena.allocate(ibv_port_attr.layout());
      Calls.QUERY_PORT.check(pointer(), (byte) Range.check("port", port, 1, 255), attributes);
      return PortAttributes.read(attributes);
    }
  }

  /** The valid entries of a port's GID table, by index. */
  public List<GidEntry> gids(int port) {
    int room = 0;
    for (int each = 1; each <= attributes().ports(); each++) {
      room += port(each).gidTableLength();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = ibv_gid_entry.allocateArray(room, arena);
      long size = ibv_gid_entry.layout().byteSize();
      int count = (int) Calls.QUERY_GID_TABLE.count(pointer(), entries, (long) room, 0, size);
      return IntStream.range(0, count)
          .mapToObj(i -> gidEntry(ibv_gid_entry.asSlice(entries, i)))
          .filter(entry -> entry.port() == port)
          .toList();
    }
  }

  private static GidEntry gidEntry(MemorySegment entry) {
    return new GidEntry(
        Gid.read(ibv_gid_entry.gid(entry)),
        ibv_gid_entry.gid_index(entry),
        ibv_gid_entry.port_num(entry),
        GidType.of(ibv_gid_entry.gid_type(entry)),
        ibv_gid_entry.ndev_ifindex(entry));
  }

  /** Takes the oldest asynchronous event that is waiting, if any, and does not wait for one. */
  public Optional<AsyncEvent> pollAsyncEvent() {
    MemorySegment context = pointer();
    if (!Libc.awaitReadable(asyncDescriptor, Duration.ZERO)) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(ibv_async_event.layout());
      Calls.GET_ASYNC_EVENT.check(context, event);
      try {
        return Optional.of(AsyncEvent.read(event));
      } finally {
        Calls.ACK_ASYNC_EVENT.invoke(event);
      }
    }
  }

  /** Allocates a protection domain. */
  public ProtectionDomain allocateProtectionDomain() {
    return new ProtectionDomain(this, Calls.ALLOC_PD.pointer(pointer()));
  }

  /** Creates a channel on which completion queues can announce completions. */
  public CompletionChannel createCompletionChannel() {
    return new CompletionChannel(Calls.CREATE_COMP_CHANNEL.pointer(pointer()));
  }

  /**
   * Creates a completion queue that is polled only.
   *
   * @param entries least number of entries, from 1 to {@link DeviceAttributes#maxCompletions()}
   */
  public CompletionQueue createCompletionQueue(int entries) {
    return new CompletionQueue(this, createCompletionQueue(entries, MemorySegment.NULL));
  }

  /** Creates a completion queue that, once armed, announces a completion on {@code channel}. */
  public CompletionQueue createCompletionQueue(int entries, CompletionChannel channel) {
    CompletionQueue queue =
        new CompletionQueue(this, createCompletionQueue(entries, channel.pointer()));
    channel.add(queue);
    return queue;
  }

  private MemorySegment createCompletionQueue(int entries, MemorySegment channel) {
    return Calls.CREATE_CQ.pointer(pointer(), entries, MemorySegment.NULL, channel, 0);
  }
}
