package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_ah_attr;
import io.kelpie.ffi.verbs.generated.ibv_global_route;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * How packets reach the far port ({@code struct ibv_ah_attr}).
 *
 * @param port the near port, from 1
 * @param lid the far port's local identifier; 0 on Ethernet
 * @param serviceLevel service level, 0 to 15; on Ethernet the priority
 * @param global the global part, required on Ethernet
 */
public record Route(int port, int lid, int serviceLevel, Optional<GlobalRoute> global) {
  public Route {
    Range.check("port", port, 1, 255);
    Range.check("lid", lid, 0, 0xffff);
    Range.check("serviceLevel", serviceLevel, 0, 15);
  }

  /** A route over Ethernet, of service level 0. */
  public static Route ethernet(int port, GlobalRoute global) {
    return new Route(port, 0, 0, Optional.of(global));
  }

  /** A route within an InfiniBand subnet, of service level 0. */
  public static Route infiniband(int port, int lid) {
    return new Route(port, lid, 0, Optional.empty());
  }

  void write(MemorySegment attributes) {
    ibv_ah_attr.port_num(attributes, (byte) port);
    ibv_ah_attr.dlid(attributes, (short) lid);
    ibv_ah_attr.sl(attributes, (byte) serviceLevel);
    global.ifPresent(route -> {
      ibv_ah_attr.is_global(attributes, (byte) 1);
      MemorySegment header = ibv_ah_attr.grh(attributes);
      route.gid().write(ibv_global_route.dgid(header));
      ibv_global_route.sgid_index(header, (byte) route.gidIndex());
      ibv_global_route.hop_limit(header, (byte) route.hopLimit());
      ibv_global_route.traffic_class(header, (byte) route.trafficClass());
      ibv_global_route.flow_label(header, route.flowLabel());
    });
  }
}
