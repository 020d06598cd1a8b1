package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_device_attr;
import java.lang.foreign.MemorySegment;

/**
 * What a device can hold, as it says itself ({@code struct ibv_device_attr}). The longest inline
 * message is not among it: a queue pair tells once created.
 *
 * @param firmware firmware version, empty on software devices
 * @param vendorId vendor's number, an IEEE OUI
 * @param vendorPartId vendor's number of the part
 * @param hardwareVersion vendor's hardware revision
 * @param ports physical ports
 * @param maxRegionBytes longest memory region
 * @param maxQueuePairs queue pairs
 * @param maxWorkRequests outstanding work requests per queue
 * @param maxGather entries per gather or scatter list, except for READ
 * @param maxReadGather entries per scatter list of a READ
 * @param maxCompletionQueues completion queues
 * @param maxCompletions entries per completion queue
 * @param maxRegions memory regions
 * @param maxProtectionDomains protection domains
 * @param maxReadAtomicResponder outstanding READs and atomics per queue pair as their target
 * @param maxReadAtomicRequester outstanding READs and atomics per queue pair as their initiator
 * @param atomics what atomics are atomic against
 * @param maxAddressHandles address handles
 * @param maxSharedReceiveQueues shared receive queues
 * @param maxSharedReceives outstanding receives per shared receive queue
 */
public record DeviceAttributes(
    String firmware,
    int vendorId,
    int vendorPartId,
    int hardwareVersion,
    int ports,
    long maxRegionBytes,
    int maxQueuePairs,
    int maxWorkRequests,
    int maxGather,
    int maxReadGather,
    int maxCompletionQueues,
    int maxCompletions,
    int maxRegions,
    int maxProtectionDomains,
    int maxReadAtomicResponder,
    int maxReadAtomicRequester,
    AtomicCapability atomics,
    int maxAddressHandles,
    int maxSharedReceiveQueues,
    int maxSharedReceives) {

  static DeviceAttributes read(MemorySegment attributes) {
    return new DeviceAttributes(
        ibv_device_attr.fw_ver(attributes).getString(0),
        ibv_device_attr.vendor_id(attributes),
        ibv_device_attr.vendor_part_id(attributes),
        ibv_device_attr.hw_ver(attributes),
        Byte.toUnsignedInt(ibv_device_attr.phys_port_cnt(attributes)),
        ibv_device_attr.max_mr_size(attributes),
        ibv_device_attr.max_qp(attributes),
        ibv_device_attr.max_qp_wr(attributes),
        ibv_device_attr.max_sge(attributes),
        ibv_device_attr.max_sge_rd(attributes),
        ibv_device_attr.max_cq(attributes),
        ibv_device_attr.max_cqe(attributes),
        ibv_device_attr.max_mr(attributes),
        ibv_device_attr.max_pd(attributes),
        ibv_device_attr.max_qp_rd_atom(attributes),
        ibv_device_attr.max_qp_init_rd_atom(attributes),
        AtomicCapability.of(ibv_device_attr.atomic_cap(attributes)),
        ibv_device_attr.max_ah(attributes),
        ibv_device_attr.max_srq(attributes),
        ibv_device_attr.max_srq_wr(attributes));
  }
}
