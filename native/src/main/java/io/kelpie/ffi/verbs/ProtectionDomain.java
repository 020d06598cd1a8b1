package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_ah_attr;
import io.kelpie.ffi.verbs.generated.ibv_qp_init_attr;
import io.kelpie.ffi.verbs.generated.ibv_srq_attr;
import io.kelpie.ffi.verbs.generated.ibv_srq_init_attr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** What may work together on a device: regions, queue pairs and address handles of one domain. */
public final class ProtectionDomain extends Resource {
  private final Context context;

  ProtectionDomain(Context context, MemorySegment pointer) {
    super(pointer, Calls.DEALLOC_PD);
    this.context = context;
  }

  /** The device that the domain is on. */
  public Context context() {
    return context;
  }

  /**
   * Pins memory and makes it known to the device.
   *
   * @param memory native memory that stays allocated until the region is closed
   * @param access what may be done with it
   * @throws VerbsException ENOMEM where the process may not lock that much memory, with the remedy
   */
  public MemoryRegion register(MemorySegment memory, Set<Access> access) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("a memory region needs native memory");
    }
    int flags = MemoryRegion.flags(access);
    // The exported ibv_reg_mr refuses optional rights; the header's macro turns to the other
    // function for them, as here.
    MemorySegment region =
        access.contains(Access.RELAXED_ORDERING)
            ? Calls.REG_MR_IOVA2.pointer(
                pointer(), memory, memory.byteSize(), memory.address(), flags)
            : Calls.REG_MR.pointer(pointer(), memory, memory.byteSize(), flags);
    return new MemoryRegion(memory, memory.byteSize(), region);
  }

  /**
   * Makes memory of another device known that a file stands for (dma-buf, {@code
   * ibv_reg_dmabuf_mr(3)}).
   *
   * @param file its descriptor, which may be closed afterwards
   * @param offset of the memory in what the file stands for
   * @param address by which requests name its first byte
   * @param bytes of it
   * @throws VerbsException EOPNOTSUPP where this device's driver takes no dma-buf
   */
  public MemoryRegion registerDmaBuf(
      int file, long offset, long address, long bytes, Set<Access> access) {
    MemorySegment region =
        Calls.REG_DMABUF_MR.pointer(
            pointer(), offset, bytes, address, file, MemoryRegion.flags(access));
    return new MemoryRegion(MemorySegment.ofAddress(address), bytes, region);
  }

  /**
   * Makes memory of another device known by its address, which a module of the kernel ({@code
   * nvidia-peermem}) translates.
   *
   * @throws VerbsException EFAULT where nothing does
   */
  public MemoryRegion registerPeer(long address, long bytes, Set<Access> access) {
    MemorySegment region =
        Calls.REG_MR.pointer(
            pointer(), MemorySegment.ofAddress(address), bytes, MemoryRegion.flags(access));
    return new MemoryRegion(MemorySegment.ofAddress(address), bytes, region);
  }

  /**
   * Creates a queue pair, in state RESET.
   *
   * @throws VerbsException EINVAL where the device cannot have one of that capacity
   */
  public QueuePair createQueuePair(QueuePairSettings settings) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ibv_qp_init_attr.layout());
      ibv_qp_init_attr.send_cq(attributes, settings.sendCompletions().pointer());
      ibv_qp_init_attr.recv_cq(attributes, settings.receiveCompletions().pointer());
      settings.sharedReceives().ifPresent(srq -> ibv_qp_init_attr.srq(attributes, srq.pointer()));
      ibv_qp_init_attr.qp_type(attributes, settings.type().code());
      ibv_qp_init_attr.sq_sig_all(attributes, settings.signalAll() ? 1 : 0);
      settings.capacity().write(ibv_qp_init_attr.cap(attributes));
      MemorySegment queuePair = Calls.CREATE_QP.pointer(pointer(), attributes);
      QueuePairCapacity granted = QueuePairCapacity.read(ibv_qp_init_attr.cap(attributes));
      return new QueuePair(context, settings.type(), granted, queuePair);
    }
  }

  /** Creates a destination for datagrams. */
  public AddressHandle createAddressHandle(Route route) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ibv_ah_attr.layout());
      route.write(attributes);
      return new AddressHandle(Calls.CREATE_AH.pointer(pointer(), attributes));
    }
  }

  /**
   * Creates a receive queue for several queue pairs.
   *
   * @param receives outstanding receives
   * @param scatter entries per scatter list
   */
  public SharedReceiveQueue createSharedReceiveQueue(int receives, int scatter) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment settings = arena.allocate(ibv_srq_init_attr.layout());
      MemorySegment attributes = ibv_srq_init_attr.attr(settings);
      ibv_srq_attr.max_wr(attributes, receives);
      ibv_srq_attr.max_sge(attributes, scatter);
      return new SharedReceiveQueue(context, Calls.CREATE_SRQ.pointer(pointer(), settings));
    }
  }
}
