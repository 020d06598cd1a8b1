package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_domain_attr;
import io.kelpie.ffi.fabric.generated.fi_ep_attr;
import io.kelpie.ffi.fabric.generated.fi_fabric_attr;
import io.kelpie.ffi.fabric.generated.fi_info;
import io.kelpie.ffi.fabric.generated.fi_rx_attr;
import io.kelpie.ffi.fabric.generated.fi_tx_attr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A {@link Wish} as the library reads it. */
final class Hints {
  /** What this façade can do about the memory that a provider reads and writes. */
  private static final int REGIONS =
      fabric_types.FI_MR_LOCAL()
          | fabric_types.FI_MR_VIRT_ADDR()
          | fabric_types.FI_MR_ALLOCATED()
          | fabric_types.FI_MR_PROV_KEY()
          | fabric_types.FI_MR_ENDPOINT();

  /** Operations are identified by memory of their own; immediate data may take a receive. */
  private static final long MODES =
      fabric_types.FI_CONTEXT() | fabric_types.FI_CONTEXT2() | fabric_types.FI_RX_CQ_DATA();

  private Hints() {}

  static MemorySegment of(Wish wish, Arena arena) {
    MemorySegment hints = fi_info.allocate(arena);
    fi_info.caps(hints, capabilities(wish));
    fi_info.mode(hints, MODES);
    fi_info.tx_attr(hints, send(wish, arena));
    fi_info.rx_attr(hints, receive(wish, arena));
    MemorySegment endpoint = fi_ep_attr.allocate(arena);
    fi_ep_attr.type(endpoint, fabric_types.FI_EP_RDM());
    fi_info.ep_attr(hints, endpoint);
    MemorySegment domain = fi_domain_attr.allocate(arena);
    fi_domain_attr.mr_mode(domain, REGIONS);
    fi_domain_attr.threading(domain, fabric_types.FI_THREAD_DOMAIN());
    fi_domain_attr.control_progress(domain, fabric_types.FI_PROGRESS_MANUAL());
    fi_domain_attr.data_progress(domain, fabric_types.FI_PROGRESS_MANUAL());
    if (!wish.domain().isEmpty()) {
      fi_domain_attr.name(domain, arena.allocateFrom(wish.domain()));
    }
    fi_info.domain_attr(hints, domain);
    MemorySegment fabric = fi_fabric_attr.allocate(arena);
    fi_fabric_attr.prov_name(fabric, arena.allocateFrom(wish.provider()));
    fi_info.fabric_attr(hints, fabric);
    return hints;
  }

  private static long capabilities(Wish wish) {
    long capabilities =
        fabric_types.FI_MSG()
            | fabric_types.FI_RMA()
            | fabric_types.FI_READ()
            | fabric_types.FI_WRITE()
            | fabric_types.FI_SEND()
            | fabric_types.FI_RECV()
            | fabric_types.FI_REMOTE_READ()
            | fabric_types.FI_REMOTE_WRITE();
    for (Capability each : wish.capabilities()) {
      capabilities |= each.code();
    }
    return capabilities;
  }

  private static MemorySegment send(Wish wish, Arena arena) {
    MemorySegment send = fi_tx_attr.allocate(arena);
    fi_tx_attr.msg_order(send, Order.codes(wish.orders()));
    fi_tx_attr.op_flags(send, wish.delivery() ? fabric_types.FI_DELIVERY_COMPLETE() : 0);
    fi_tx_attr.size(send, wish.sendDepth());
    return send;
  }

  private static MemorySegment receive(Wish wish, Arena arena) {
    MemorySegment receive = fi_rx_attr.allocate(arena);
    fi_rx_attr.msg_order(receive, Order.codes(wish.orders()));
    fi_rx_attr.size(receive, wish.receiveDepth());
    return receive;
  }
}
