package io.kelpie.probes.verbs;

import io.kelpie.ffi.verbs.Access;
import io.kelpie.ffi.verbs.AtomicCapability;
import io.kelpie.ffi.verbs.Context;
import io.kelpie.ffi.verbs.Device;
import io.kelpie.ffi.verbs.DeviceAttributes;
import io.kelpie.ffi.verbs.GidEntry;
import io.kelpie.ffi.verbs.GidType;
import io.kelpie.ffi.verbs.GlobalRoute;
import io.kelpie.ffi.verbs.LinkLayer;
import io.kelpie.ffi.verbs.PortAttributes;
import io.kelpie.ffi.verbs.ProtectionDomain;
import io.kelpie.ffi.verbs.QueuePairType;
import io.kelpie.ffi.verbs.Route;
import io.kelpie.workload.UsageException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** An open device, and how its port is reached. */
public final class Endpoint implements AutoCloseable {
  private final Device device;
  private final int port;
  private final Context context;
  private final ProtectionDomain domain;
  private final DeviceAttributes attributes;
  private final PortAttributes portAttributes;
  private final Optional<GidEntry> gid;

  public Endpoint(Device device, int port) {
    this.device = device;
    this.port = port;
    this.context = device.open();
    this.attributes = context.attributes();
    if (port < 1 || port > attributes.ports()) {
      context.close();
      throw new UsageException(
          device.name() + " has no port " + port + ": it has ports 1 to " + attributes.ports());
    }
    this.portAttributes = context.port(port);
    this.gid = context.gids(port).stream().min(Comparator.comparingInt(Endpoint::rank));
    this.domain = context.allocateProtectionDomain();
  }

  /**
   * RoCE v2 over IPv4 first: it can be routed and its netem can be seen; then what else there is.
   */
  private static int rank(GidEntry entry) {
    int type = entry.type() == GidType.ROCE_V2 ? 0 : 2;
    return type + (entry.gid().isIpv4() ? 0 : 1);
  }

  public Device device() {
    return device;
  }

  public Context context() {
    return context;
  }

  public ProtectionDomain domain() {
    return domain;
  }

  public int port() {
    return port;
  }

  public DeviceAttributes attributes() {
    return attributes;
  }

  public PortAttributes portAttributes() {
    return portAttributes;
  }

  public Optional<GidEntry> gid() {
    return gid;
  }

  public Route routeTo(Endpoint far) {
    if (portAttributes.linkLayer() != LinkLayer.ETHERNET) {
      return Route.infiniband(port, far.portAttributes.lid());
    }
    GidEntry near = gid.orElseThrow(() -> withoutAddress(device));
    GidEntry there = far.gid.orElseThrow(() -> withoutAddress(far.device));
    return Route.ethernet(port, new GlobalRoute(there.gid(), near.index()));
  }

  private static UsageException withoutAddress(Device device) {
    return new UsageException(
        device.name() + " has no GID: give its network interface an IP address");
  }

  /** What the far side may do with memory of this device through a queue pair of that type. */
  public Set<Access> access(QueuePairType type) {
    Set<Access> access = EnumSet.of(Access.LOCAL_WRITE, Access.REMOTE_WRITE);
    if (type == QueuePairType.RC) {
      access.add(Access.REMOTE_READ);
      if (attributes.atomics() != AtomicCapability.NONE) {
        access.add(Access.REMOTE_ATOMIC);
      }
    }
    return access;
  }

  @Override
  public void close() {
    domain.close();
    context.close();
  }
}
