#include <arpa/inet.h>
#include <infiniband/verbs.h>
#include <stdio.h>
#include <string.h>

/* Prints, in hexadecimal, one work request or completion of each kind as a C program fills it; pointers stay NULL. */

static void print(const char *name, const void *bytes, size_t size) {
  printf("%s ", name);
  for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *)bytes)[i]);
  putchar('\n');
}

static struct ibv_send_wr request(enum ibv_wr_opcode opcode, unsigned int flags) {
  struct ibv_send_wr wr;
  memset(&wr, 0, sizeof wr);
  wr.wr_id = 0x1122334455667788;
  wr.num_sge = 1;
  wr.opcode = opcode;
  wr.send_flags = flags;
  return wr;
}

static struct ibv_send_wr rdma(enum ibv_wr_opcode opcode, unsigned int flags) {
  struct ibv_send_wr wr = request(opcode, flags);
  wr.wr.rdma.remote_addr = 0xa1a2a3a4a5a6a7a8;
  wr.wr.rdma.rkey = 0xb1b2b3b4;
  return wr;
}

static struct ibv_send_wr atomic(enum ibv_wr_opcode opcode, unsigned int flags) {
  struct ibv_send_wr wr = request(opcode, flags);
  wr.wr.atomic.remote_addr = 0xa1a2a3a4a5a6a7a8;
  wr.wr.atomic.rkey = 0xb1b2b3b4;
  wr.wr.atomic.compare_add = 0xc1c2c3c4c5c6c7c8;
  return wr;
}

int main(void) {
  struct ibv_send_wr wr = rdma(IBV_WR_RDMA_WRITE, IBV_SEND_SIGNALED | IBV_SEND_INLINE);
  print("write", &wr, sizeof wr);

  wr = rdma(IBV_WR_RDMA_WRITE_WITH_IMM, IBV_SEND_SOLICITED);
  wr.imm_data = htonl(0xd1d2d3d4);
  print("writeImmediate", &wr, sizeof wr);

  wr = rdma(IBV_WR_RDMA_READ, IBV_SEND_FENCE);
  print("read", &wr, sizeof wr);

  wr = request(IBV_WR_SEND, 0);
  wr.wr.ud.remote_qpn = 0xe1e2e3;
  wr.wr.ud.remote_qkey = 0xf1f2f3f4;
  print("send", &wr, sizeof wr);

  wr = request(IBV_WR_SEND_WITH_IMM, IBV_SEND_SIGNALED);
  wr.imm_data = htonl(0xd1d2d3d4);
  print("sendImmediate", &wr, sizeof wr);

  wr = atomic(IBV_WR_ATOMIC_FETCH_AND_ADD, IBV_SEND_SIGNALED);
  print("fetchAdd", &wr, sizeof wr);

  wr = atomic(IBV_WR_ATOMIC_CMP_AND_SWP, IBV_SEND_FENCE);
  wr.wr.atomic.swap = 0x0102030405060708;
  print("compareSwap", &wr, sizeof wr);

  struct ibv_sge entry = {.addr = 0x2122232425262728, .length = 0x31323334, .lkey = 0x41424344};
  print("entry", &entry, sizeof entry);

  struct ibv_wc wc;
  memset(&wc, 0, sizeof wc);
  wc.wr_id = 0x1122334455667788;
  wc.status = IBV_WC_RNR_RETRY_EXC_ERR;
  wc.opcode = IBV_WC_RECV_RDMA_WITH_IMM;
  wc.vendor_err = 0x51525354;
  wc.byte_len = 0x61626364;
  wc.imm_data = htonl(0xd1d2d3d4);
  wc.qp_num = 0x717273;
  wc.src_qp = 0x818283;
  wc.wc_flags = IBV_WC_WITH_IMM | IBV_WC_GRH;
  print("completion", &wc, sizeof wc);
  return 0;
}
