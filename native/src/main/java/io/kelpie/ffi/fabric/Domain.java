package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_av_attr;
import io.kelpie.ffi.fabric.generated.fi_cq_attr;
import io.kelpie.ffi.fabric.generated.fi_ops_domain;
import io.kelpie.ffi.fabric.generated.fi_ops_fabric;
import io.kelpie.ffi.fabric.generated.fi_ops_mr;
import io.kelpie.ffi.fabric.generated.fid_domain;
import io.kelpie.ffi.fabric.generated.fid_fabric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An open device: the root of queues, regions and endpoints. */
public final class Domain extends Resource {
  private static final long LOCAL =
      fabric_types.FI_SEND()
          | fabric_types.FI_RECV()
          | fabric_types.FI_READ()
          | fabric_types.FI_WRITE();
  private static final long REMOTE = fabric_types.FI_REMOTE_READ() | fabric_types.FI_REMOTE_WRITE();

  private final Network network;
  private final MemorySegment info;
  private long nextKey = 1;

  private Domain(Network network, MemorySegment info, MemorySegment pointer) {
    super(pointer);
    this.network = network;
    this.info = info;
  }

  /** Opens the device of {@code info}, which must outlive it. */
  static Domain open(MemorySegment info) {
    Network network = Network.open(info);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(fabric_types.C_POINTER);
      MemorySegment operations = fid_fabric.ops(network.pointer());
      FabricException.check(
          "fi_domain",
          fi_ops_fabric.domain.invoke(
              fi_ops_fabric.domain(operations),
              network.pointer(),
              info,
              opened,
              MemorySegment.NULL));
      return new Domain(network, info, opened.get(fabric_types.C_POINTER, 0));
    } catch (RuntimeException failure) {
      network.close();
      throw failure;
    }
  }

  /** Creates a table of peers' addresses. */
  public AddressVector createAddressVector() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = fi_av_attr.allocate(arena);
      fi_av_attr.type(attributes, fabric_types.FI_AV_TABLE());
      MemorySegment opened = arena.allocate(fabric_types.C_POINTER);
      FabricException.check(
          "fi_av_open",
          fi_ops_domain.av_open.invoke(
              fi_ops_domain.av_open(operations()),
              pointer(),
              attributes,
              opened,
              MemorySegment.NULL));
      return new AddressVector(opened.get(fabric_types.C_POINTER, 0));
    }
  }

  /**
   * Creates a completion queue that is polled only.
   *
   * @param entries least number of entries; 0 for the provider's default
   */
  public CompletionQueue createCompletionQueue(int entries) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = fi_cq_attr.allocate(arena);
      fi_cq_attr.size(attributes, entries);
      fi_cq_attr.format(attributes, fabric_types.FI_CQ_FORMAT_DATA());
      fi_cq_attr.wait_obj(attributes, fabric_types.FI_WAIT_NONE());
      MemorySegment opened = arena.allocate(fabric_types.C_POINTER);
      FabricException.check(
          "fi_cq_open",
          fi_ops_domain.cq_open.invoke(
              fi_ops_domain.cq_open(operations()),
              pointer(),
              attributes,
              opened,
              MemorySegment.NULL));
      return new CompletionQueue(opened.get(fabric_types.C_POINTER, 0));
    }
  }

  /** Registers memory for every local use and, if {@code remote}, for the far side's. */
  public Region register(MemorySegment memory, boolean remote) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(fabric_types.C_POINTER);
      MemorySegment operations = fid_domain.mr(pointer());
      FabricException.check(
          "fi_mr_reg",
          fi_ops_mr.reg.invoke(
              fi_ops_mr.reg(operations),
              pointer(),
              memory,
              memory.byteSize(),
              remote ? LOCAL | REMOTE : LOCAL,
              0L,
              Offer.choosesKeys(info) ? 0 : nextKey++,
              0L,
              opened,
              MemorySegment.NULL));
      return new Region(
          opened.get(fabric_types.C_POINTER, 0),
          Offer.isVirtuallyAddressed(info) ? memory.address() : 0);
    }
  }

  /**
   * Creates an endpoint that announces what it was asked to announce on {@code completions}, and
   * enables it.
   */
  public Endpoint createEndpoint(CompletionQueue completions, AddressVector peers) {
    return Signals.keeping(() -> create(completions, peers));
  }

  private Endpoint create(CompletionQueue completions, AddressVector peers) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(fabric_types.C_POINTER);
      FabricException.check(
          "fi_endpoint",
          fi_ops_domain.endpoint.invoke(
              fi_ops_domain.endpoint(operations()), pointer(), info, opened, MemorySegment.NULL));
      Endpoint endpoint = new Endpoint(opened.get(fabric_types.C_POINTER, 0));
      try {
        endpoint.enable(completions, peers);
        return endpoint;
      } catch (RuntimeException failure) {
        endpoint.close();
        throw failure;
      }
    }
  }

  private MemorySegment operations() {
    return fid_domain.ops(pointer());
  }

  @Override
  public void close() {
    super.close();
    network.close();
  }
}
