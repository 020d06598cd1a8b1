/*
 * A GEMM task on wgmma: one thread copies blocks in bulk into four stages, two warpgroups multiply 64 rows by 256
 * columns each, and put the result out in bulk through a staging area of their own.
 */
#pragma once

#include "gemm_mma.cuh"

#if KELPIE_WGMMA

#include "wgmma.cuh"

namespace kelpie {

constexpr int STAGES = 4;
constexpr int STAGE_BYTES = 3 * KELPIE_BLOCK_BYTES;
constexpr int STAGING_BYTES = 2 * KELPIE_BLOCK_BYTES;

__device__ __forceinline__ void barrier_init(uint32_t barrier, uint32_t count) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(count) : "memory");
}

__device__ __forceinline__ void barrier_arrive(uint32_t barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

__device__ __forceinline__ void barrier_wait(uint32_t barrier, uint32_t parity) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "again:\n"
      "mbarrier.try_wait.parity.shared::cta.b64 p, [%0], %1;\n"
      "@p bra done;\n"
      "bra again;\n"
      "done:\n"
      "}\n" ::"r"(barrier),
      "r"(parity)
      : "memory");
}

__device__ __forceinline__ void bulk_load(uint32_t to, uint64_t from, uint32_t bytes, uint32_t barrier) {
  asm volatile(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(to), "l"(from),
      "r"(bytes), "r"(barrier)
      : "memory");
}

__device__ __forceinline__ void bulk_store(uint64_t to, uint32_t from, uint32_t bytes) {
  asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(to), "r"(from), "r"(bytes)
               : "memory");
}

/* The place of a stage in the run of all stages that this block has gone through. */
struct Turn {
  uint32_t stage = 0;
  uint32_t parity = 0;

  __device__ __forceinline__ void next() {
    if (++stage == STAGES) {
      stage = 0;
      parity ^= 1;
    }
  }
};

/* By one thread. */
__device__ __forceinline__ void gemm_feed(const kelpie_task &task, uint32_t stages, uint32_t full, uint32_t empty,
                                          Turn &turn) {
  uint64_t row_block = (uint64_t)task.depth * KELPIE_BLOCK_BYTES;
  bool wide = task.columns > 2;
  uint32_t bytes = (wide ? 3 : 2) * KELPIE_BLOCK_BYTES;
  fence_async();
  for (uint32_t k = 0; k < task.depth; k++, turn.next()) {
    barrier_wait(empty + turn.stage * 8, turn.parity ^ 1);
    uint32_t barrier = full + turn.stage * 8;
    uint32_t to = stages + turn.stage * STAGE_BYTES;
    uint64_t offset = (uint64_t)k * KELPIE_BLOCK_BYTES;
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
    bulk_load(to, task.a + offset, KELPIE_BLOCK_BYTES, barrier);
    bulk_load(to + KELPIE_BLOCK_BYTES, task.b + offset, KELPIE_BLOCK_BYTES, barrier);
    if (wide) bulk_load(to + 2 * KELPIE_BLOCK_BYTES, task.b + row_block + offset, KELPIE_BLOCK_BYTES, barrier);
  }
}

__device__ __forceinline__ uint64_t descriptor(uint32_t address) {
  return (uint64_t)((address & 0x3ffff) >> 4) | 1ull << 16 | (uint64_t)(1024 >> 4) << 32 | 1ull << 62;
}

/* By the two warpgroups; `group` is 0 or 1, `thread` counts within it. */
__device__ __forceinline__ void gemm_multiply(const kelpie_task &task, uint32_t stages, char *staging_memory,
                                              uint32_t full, uint32_t empty, Turn &turn, int group, int thread) {
  float c[128];
#pragma unroll
  for (int i = 0; i < 128; i++) c[i] = 0;
  uint32_t before = 0;
  for (uint32_t k = 0; k < task.depth; k++, turn.next()) {
    barrier_wait(full + turn.stage * 8, turn.parity);
    uint32_t base = stages + turn.stage * STAGE_BYTES;
    uint64_t a = descriptor(base + group * (KELPIE_BLOCK_BYTES / 2));
    uint64_t b = descriptor(base + KELPIE_BLOCK_BYTES);
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
    for (int step = 0; step < 4; step++) wgmma_m64n256k16(c, a + step * 2, b + step * 2, k > 0 || step > 0);
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
    if (k > 0) {
      asm volatile("wgmma.wait_group.sync.aligned 1;" ::: "memory");
      if (thread == 0) barrier_arrive(empty + before * 8);
    }
    before = turn.stage;
  }
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
  if (thread == 0) barrier_arrive(empty + before * 8);

  const int lane = thread & 31;
  const int row = (thread >> 5) * 16 + (lane >> 2);
  char *mine = staging_memory + group * KELPIE_BLOCK_BYTES;
#pragma unroll
  for (int half = 0; half < 2; half++) {
    if (half * 2 >= (int)task.columns) break;
    if (thread == 0) asm volatile("cp.async.bulk.wait_group.read 0;" ::: "memory");
    asm volatile("bar.sync %0, 128;" ::"r"(2 + group) : "memory");
#pragma unroll
    for (int j = 0; j < 16; j++) {
      int i = half * 64 + j * 4;
      char *block = mine + (j / 8) * (KELPIE_BLOCK_BYTES / 2) + (lane & 3) * 4;
      *reinterpret_cast<uint32_t *>(block + place(row, j % 8)) =
          pack(activate(c[i], task.width), activate(c[i + 1], task.width));
      *reinterpret_cast<uint32_t *>(block + place(row + 8, j % 8)) =
          pack(activate(c[i + 2], task.width), activate(c[i + 3], task.width));
    }
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    asm volatile("bar.sync %0, 128;" ::"r"(2 + group) : "memory");
    if (thread == 0) {
      for (int j = 0; j < 2 && half * 2 + j < (int)task.columns; j++) {
        uint64_t to = task.d + (uint64_t)(half * 2 + j) * KELPIE_BLOCK_BYTES + group * (KELPIE_BLOCK_BYTES / 2);
        bulk_store(to, shared_address(mine + j * (KELPIE_BLOCK_BYTES / 2)), KELPIE_BLOCK_BYTES / 2);
      }
      asm volatile("cp.async.bulk.commit_group;" ::: "memory");
    }
  }
  if (thread == 0) {
    asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
    fence_async();
  }
}

}  // namespace kelpie

#endif
