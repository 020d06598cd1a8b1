package io.kelpie.ffi.verbs;

/**
 * The global part of a route (the GRH; on RoCE the IP header).
 *
 * @param gid the far port's address
 * @param gidIndex the near port's entry in its GID table
 * @param hopLimit routers that may be crossed, 0 to 255
 * @param trafficClass traffic class; on RoCE v2 the IP header's DSCP and ECN bits, 0 to 255
 * @param flowLabel flow label, 0 to 2^20 - 1; providers derive the UDP source port from it
 */
public record GlobalRoute(Gid gid, int gidIndex, int hopLimit, int trafficClass, int flowLabel) {
  /** As many hops as the Linux default allows an IP packet. */
  public static final int DEFAULT_HOP_LIMIT = 64;

  public GlobalRoute {
    Range.check("gidIndex", gidIndex, 0, 255);
    Range.check("hopLimit", hopLimit, 0, 255);
    Range.check("trafficClass", trafficClass, 0, 255);
    Range.check("flowLabel", flowLabel, 0, (1 << 20) - 1);
  }

  /** A route of default class and hop limit. */
  public GlobalRoute(Gid gid, int gidIndex) {
    this(gid, gidIndex, DEFAULT_HOP_LIMIT, 0, 0);
  }
}
