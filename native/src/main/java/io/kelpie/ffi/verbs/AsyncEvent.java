package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.ibv_async_event;
import io.kelpie.ffi.verbs.generated.ibv_qp;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/**
 * Something that happened to a device outside any completion ({@code struct ibv_async_event}).
 *
 * @param type what happened
 * @param queuePair number of the queue pair that it happened to, where it was one
 * @param port port that it happened to, where it was one
 */
public record AsyncEvent(AsyncEventType type, OptionalInt queuePair, OptionalInt port) {

  static AsyncEvent read(MemorySegment event) {
    AsyncEventType type = AsyncEventType.of(ibv_async_event.event_type(event));
    MemorySegment element = ibv_async_event.element(event);
    return switch (type) {
      case QP_FATAL,
          QP_REQUEST_ERROR,
          QP_ACCESS_ERROR,
          CONNECTION_ESTABLISHED,
          SEND_QUEUE_DRAINED,
          PATH_MIGRATED,
          PATH_MIGRATION_FAILED,
          LAST_WORK_REQUEST ->
          new AsyncEvent(
              type,
              OptionalInt.of(ibv_qp.qp_num(ibv_async_event.element.qp(element))),
              OptionalInt.empty());
      case PORT_ACTIVE,
          PORT_ERROR,
          LID_CHANGE,
          PKEY_CHANGE,
          SM_CHANGE,
          CLIENT_REREGISTER,
          GID_CHANGE ->
          new AsyncEvent(
              type, OptionalInt.empty(), OptionalInt.of(ibv_async_event.element.port_num(element)));
      case CQ_ERROR, SRQ_ERROR, SRQ_LIMIT, DEVICE_FATAL, WQ_FATAL, UNKNOWN ->
          new AsyncEvent(type, OptionalInt.empty(), OptionalInt.empty());
    };
  }
}
