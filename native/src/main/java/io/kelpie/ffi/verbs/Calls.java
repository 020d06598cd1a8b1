package io.kelpie.ffi.verbs;

import io.kelpie.ffi.verbs.generated.verbs_h;

/**
 * The functions that libibverbs exports; loading this class loads the library and finds them all.
 */
final class Calls {
  static final Call GET_DEVICE_LIST =
      new Call(
          "ibv_get_device_list",
          verbs_h.ibv_get_device_list$address(),
          verbs_h.ibv_get_device_list$descriptor());
  static final Call FREE_DEVICE_LIST =
      new Call(
          "ibv_free_device_list",
          verbs_h.ibv_free_device_list$address(),
          verbs_h.ibv_free_device_list$descriptor());
  static final Call GET_DEVICE_NAME =
      new Call(
          "ibv_get_device_name",
          verbs_h.ibv_get_device_name$address(),
          verbs_h.ibv_get_device_name$descriptor());
  static final Call GET_DEVICE_GUID =
      new Call(
          "ibv_get_device_guid",
          verbs_h.ibv_get_device_guid$address(),
          verbs_h.ibv_get_device_guid$descriptor());
  static final Call OPEN_DEVICE =
      new Call(
          "ibv_open_device",
          verbs_h.ibv_open_device$address(),
          verbs_h.ibv_open_device$descriptor());
  static final Call CLOSE_DEVICE =
      new Call(
          "ibv_close_device",
          verbs_h.ibv_close_device$address(),
          verbs_h.ibv_close_device$descriptor());
  static final Call QUERY_DEVICE =
      new Call(
          "ibv_query_device",
          verbs_h.ibv_query_device$address(),
          verbs_h.ibv_query_device$descriptor());
  static final Call QUERY_PORT =
      new Call(
          "ibv_query_port", verbs_h.ibv_query_port$address(), verbs_h.ibv_query_port$descriptor());
  static final Call QUERY_GID_TABLE =
      new Call(
          "_ibv_query_gid_table",
          verbs_h._ibv_query_gid_table$address(),
          verbs_h._ibv_query_gid_table$descriptor());
  static final Call GET_ASYNC_EVENT =
      new Call(
          "ibv_get_async_event",
          verbs_h.ibv_get_async_event$address(),
          verbs_h.ibv_get_async_event$descriptor());
  static final Call ACK_ASYNC_EVENT =
      new Call(
          "ibv_ack_async_event",
          verbs_h.ibv_ack_async_event$address(),
          verbs_h.ibv_ack_async_event$descriptor());
  static final Call ALLOC_PD =
      new Call("ibv_alloc_pd", verbs_h.ibv_alloc_pd$address(), verbs_h.ibv_alloc_pd$descriptor());
  static final Call DEALLOC_PD =
      new Call(
          "ibv_dealloc_pd", verbs_h.ibv_dealloc_pd$address(), verbs_h.ibv_dealloc_pd$descriptor());
  static final Call REG_MR =
      new Call("ibv_reg_mr", verbs_h.ibv_reg_mr$address(), verbs_h.ibv_reg_mr$descriptor());
  static final Call REG_MR_IOVA2 =
      new Call(
          "ibv_reg_mr_iova2",
          verbs_h.ibv_reg_mr_iova2$address(),
          verbs_h.ibv_reg_mr_iova2$descriptor());
  static final Call REG_DMABUF_MR =
      new Call(
          "ibv_reg_dmabuf_mr",
          verbs_h.ibv_reg_dmabuf_mr$address(),
          verbs_h.ibv_reg_dmabuf_mr$descriptor());
  static final Call DEREG_MR =
      new Call("ibv_dereg_mr", verbs_h.ibv_dereg_mr$address(), verbs_h.ibv_dereg_mr$descriptor());
  static final Call CREATE_COMP_CHANNEL =
      new Call(
          "ibv_create_comp_channel",
          verbs_h.ibv_create_comp_channel$address(),
          verbs_h.ibv_create_comp_channel$descriptor());
  static final Call DESTROY_COMP_CHANNEL =
      new Call(
          "ibv_destroy_comp_channel",
          verbs_h.ibv_destroy_comp_channel$address(),
          verbs_h.ibv_destroy_comp_channel$descriptor());
  static final Call CREATE_CQ =
      new Call(
          "ibv_create_cq", verbs_h.ibv_create_cq$address(), verbs_h.ibv_create_cq$descriptor());
  static final Call DESTROY_CQ =
      new Call(
          "ibv_destroy_cq", verbs_h.ibv_destroy_cq$address(), verbs_h.ibv_destroy_cq$descriptor());
  static final Call GET_CQ_EVENT =
      new Call(
          "ibv_get_cq_event",
          verbs_h.ibv_get_cq_event$address(),
          verbs_h.ibv_get_cq_event$descriptor());
  static final Call ACK_CQ_EVENTS =
      new Call(
          "ibv_ack_cq_events",
          verbs_h.ibv_ack_cq_events$address(),
          verbs_h.ibv_ack_cq_events$descriptor());
  static final Call CREATE_QP =
      new Call(
          "ibv_create_qp", verbs_h.ibv_create_qp$address(), verbs_h.ibv_create_qp$descriptor());
  static final Call MODIFY_QP =
      new Call(
          "ibv_modify_qp", verbs_h.ibv_modify_qp$address(), verbs_h.ibv_modify_qp$descriptor());
  static final Call QUERY_QP =
      new Call("ibv_query_qp", verbs_h.ibv_query_qp$address(), verbs_h.ibv_query_qp$descriptor());
  static final Call DESTROY_QP =
      new Call(
          "ibv_destroy_qp", verbs_h.ibv_destroy_qp$address(), verbs_h.ibv_destroy_qp$descriptor());
  static final Call CREATE_AH =
      new Call(
          "ibv_create_ah", verbs_h.ibv_create_ah$address(), verbs_h.ibv_create_ah$descriptor());
  static final Call DESTROY_AH =
      new Call(
          "ibv_destroy_ah", verbs_h.ibv_destroy_ah$address(), verbs_h.ibv_destroy_ah$descriptor());
  static final Call CREATE_SRQ =
      new Call(
          "ibv_create_srq", verbs_h.ibv_create_srq$address(), verbs_h.ibv_create_srq$descriptor());
  static final Call DESTROY_SRQ =
      new Call(
          "ibv_destroy_srq",
          verbs_h.ibv_destroy_srq$address(),
          verbs_h.ibv_destroy_srq$descriptor());
  static final Call WC_STATUS_STR =
      new Call(
          "ibv_wc_status_str",
          verbs_h.ibv_wc_status_str$address(),
          verbs_h.ibv_wc_status_str$descriptor());

  private Calls() {}

  /** Loads the library. */
  static void load() {}
}
