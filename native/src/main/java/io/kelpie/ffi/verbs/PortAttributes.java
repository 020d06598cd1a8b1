package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_port_attr;
import java.lang.foreign.MemorySegment;
import java.util.OptionalDouble;

/**
 * State and limits of a port ({@code struct ibv_port_attr}).
 *
 * @param state state of the port
 * @param maxMtu largest MTU of the hardware
 * @param activeMtu largest MTU of the link: the most that a path over it can have
 * @param linkLayer what lies underneath
 * @param lid local identifier, 0 on Ethernet
 * @param gidTableLength entries of the GID table, valid or not
 * @param maxMessageBytes longest message
 * @param activeWidth width of the link as coded in {@code verbs.h}: 1, 2, 4, 8 or 16 for 1, 4, 8,
 *     12 or 2 lanes
 * @param activeSpeed speed of a lane as coded there: see {@link #gigabitsPerSecond()}
 */
public record PortAttributes(
    PortState state,
    Mtu maxMtu,
    Mtu activeMtu,
    LinkLayer linkLayer,
    int lid,
    int gidTableLength,
    long maxMessageBytes,
    int activeWidth,
    int activeSpeed) {

  static PortAttributes read(MemorySegment attributes) {
    return new PortAttributes(
        PortState.of(ibv_port_attr.state(attributes)),
        Mtu.of(ibv_port_attr.max_mtu(attributes)),
        Mtu.of(ibv_port_attr.active_mtu(attributes)),
        LinkLayer.of(Byte.toUnsignedInt(ibv_port_attr.link_layer(attributes))),
        Short.toUnsignedInt(ibv_port_attr.lid(attributes)),
        ibv_port_attr.gid_tbl_len(attributes),
        Integer.toUnsignedLong(ibv_port_attr.max_msg_sz(attributes)),
        Byte.toUnsignedInt(ibv_port_attr.active_width(attributes)),
        Byte.toUnsignedInt(ibv_port_attr.active_speed(attributes)));
  }

  /**
   * Signalling rate of the link in Gbit/s: lanes times nominal rate of a lane (InfiniBand
   * specification, PortInfo: LinkWidthActive, LinkSpeedActive, LinkSpeedExtActive). Empty for codes
   * that it does not know. A software device reports a figure too, which means nothing.
   */
  public OptionalDouble gigabitsPerSecond() {
    int lanes =
        switch (activeWidth) {
          case 1 -> 1;
          case 2 -> 4;
          case 4 -> 8;
          case 8 -> 12;
          case 16 -> 2;
          default -> 0;
        };
    double lane =
        switch (activeSpeed) {
          case 1 -> 2.5;
          case 2 -> 5;
          case 4, 8 -> 10;
          case 16 -> 14;
          case 32 -> 25;
          case 64 -> 50;
          case 128 -> 100;
          default -> 0;
        };
    return lanes == 0 || lane == 0 ? OptionalDouble.empty() : OptionalDouble.of(lanes * lane);
  }
}
