package io.kelpie.ffi.nvml;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** A GPU by its handle. */
final class NvmlDevice implements GpuDevice {
  private static final StructLayout FIELD =
      MemoryLayout.structLayout(
          JAVA_INT.withName("fieldId"),
          JAVA_INT.withName("scopeId"),
          JAVA_LONG.withName("timestamp"),
          JAVA_LONG.withName("latencyUsec"),
          JAVA_INT.withName("valueType"),
          JAVA_INT.withName("nvmlReturn"),
          JAVA_LONG.withName("value"));
  private static final long FIELD_STATUS = FIELD.byteOffset(PathElement.groupElement("nvmlReturn"));
  private static final long FIELD_VALUE = FIELD.byteOffset(PathElement.groupElement("value"));

  /** {@code NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX} and {@code _RX}, in KiB of payload. */
  private static final int NVLINK_SENT = 138;

  private static final int NVLINK_RECEIVED = 139;

  /** {@code NVML_NVLINK_MAX_LINKS}. */
  private static final int LINKS = 18;

  private static final int XID_EVENTS = 8;
  private static final int TIMEOUT = 10;
  private static final int KIB = 1024;
  private static final int KILO = 1000;

  /** {@code nvmlEventData_t}. */
  private static final long EVENT_BYTES = 32;

  private static final long EVENT_DATA = 16;

  private final Nvml nvml;
  private final MemorySegment device;
  private MemorySegment events = MemorySegment.NULL;
  private long xids;
  private long lastXid;

  NvmlDevice(Nvml nvml, MemorySegment device) {
    this.nvml = nvml;
    this.device = device;
  }

  @Override
  public long pcieSent() {
    return KILO * Integer.toUnsignedLong(number("nvmlDeviceGetPcieThroughput", 0));
  }

  @Override
  public long pcieReceived() {
    return KILO * Integer.toUnsignedLong(number("nvmlDeviceGetPcieThroughput", 1));
  }

  @Override
  public long pcieReplays() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      nvml.check("nvmlDeviceGetPcieReplayCounter", device, value);
      return Integer.toUnsignedLong(value.get(JAVA_INT, 0));
    }
  }

  @Override
  public long multiprocessorClock() {
    return number("nvmlDeviceGetClockInfo", 1);
  }

  @Override
  public long memoryClock() {
    return number("nvmlDeviceGetClockInfo", 2);
  }

  @Override
  public long clockReasons() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_LONG);
      nvml.check("nvmlDeviceGetCurrentClocksThrottleReasons", device, value);
      return value.get(JAVA_LONG, 0);
    }
  }

  @Override
  public long held(Policy policy) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times = arena.allocate(JAVA_LONG, 2);
      nvml.check("nvmlDeviceGetViolationStatus", device, policy.ordinal(), times);
      return times.getAtIndex(JAVA_LONG, 1);
    }
  }

  @Override
  public long nvlinkSent() {
    return KIB * links(NVLINK_SENT);
  }

  @Override
  public long nvlinkReceived() {
    return KIB * links(NVLINK_RECEIVED);
  }

  @Override
  public long xids() {
    if (events.address() == 0) {
      events = listen();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, Long.BYTES);
      for (int status = next(event); status != TIMEOUT; status = next(event)) {
        xids++;
        lastXid = event.get(JAVA_LONG, EVENT_DATA);
      }
    }
    return xids;
  }

  @Override
  public long lastXid() {
    return lastXid;
  }

  private MemorySegment listen() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(ADDRESS);
      nvml.check("nvmlEventSetCreate", set);
      nvml.check("nvmlDeviceRegisterEvents", device, (long) XID_EVENTS, set.get(ADDRESS, 0));
      return set.get(ADDRESS, 0);
    }
  }

  private int next(MemorySegment event) {
    int status = nvml.status("nvmlEventSetWait_v2", events, event, 0);
    if (status != 0 && status != TIMEOUT) {
      nvml.check("nvmlEventSetWait_v2", events, event, 0);
    }
    return status;
  }

  private int number(String call, int which) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      nvml.check(call, device, which, value);
      return value.get(JAVA_INT, 0);
    }
  }

  /**
   * The sum of a field over the links that there are, each asked for by its number. {@code
   * UINT_MAX} would ask for all at once: with driver 580.159 on two H200 every hunt that did so
   * died of a damaged heap within seconds, and none that asks so.
   */
  private long links(int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fields = arena.allocate(FIELD, LINKS);
      for (int link = 0; link < LINKS; link++) {
        fields.set(JAVA_INT, link * FIELD.byteSize(), id);
        fields.set(JAVA_INT, link * FIELD.byteSize() + Integer.BYTES, link);
      }
      nvml.check("nvmlDeviceGetFieldValues", device, LINKS, fields);
      long sum = 0;
      int there = 0;
      for (int link = 0; link < LINKS; link++) {
        if (fields.get(JAVA_INT, link * FIELD.byteSize() + FIELD_STATUS) == 0) {
          sum += fields.get(JAVA_LONG, link * FIELD.byteSize() + FIELD_VALUE);
          there++;
        }
      }
      if (there == 0) {
        throw new NvmlException(
            "nvmlDeviceGetFieldValues",
            fields.get(JAVA_INT, FIELD_STATUS),
            "no NVLink has field " + id);
      }
      return sum;
    }
  }
}
