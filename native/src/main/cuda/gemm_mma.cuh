/* A GEMM task on mma.sync: 256 threads, 128 by 128 at a time, three stages by cp.async. */
#pragma once

#include <cuda_bf16.h>

#include "device.cuh"

namespace kelpie {

__device__ __forceinline__ float activate(float x, uint32_t activation) {
  if (activation == KELPIE_RELU) return fmaxf(x, 0.0f);
  if (activation == KELPIE_SILU) return x / (1.0f + __expf(-x));
  return x;
}

__device__ __forceinline__ uint32_t pack(float low, float high) {
  __nv_bfloat162 both = __floats2bfloat162_rn(low, high);
  return reinterpret_cast<uint32_t &>(both);
}

__device__ __forceinline__ uint32_t shared_address(const void *pointer) {
  return (uint32_t)__cvta_generic_to_shared(pointer);
}

__device__ __forceinline__ void mma_m16n8k16(float (&c)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

#if !KELPIE_WGMMA

constexpr int MMA_STAGES = 3;
constexpr int MMA_STAGE_BYTES = 2 * KELPIE_BLOCK_BYTES;

__device__ __forceinline__ void load_matrix(uint32_t (&r)[4], uint32_t address) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(address));
}

__device__ __forceinline__ void copy_block(uint32_t to, uint64_t from, int thread) {
#pragma unroll
  for (int i = 0; i < KELPIE_BLOCK_BYTES / 16 / 256; i++) {
    uint32_t offset = (i * 256 + thread) * 16;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to + offset), "l"(from + offset) : "memory");
  }
}

/* Two blocks side by side: 128 rows of weights from `b`. */
__device__ void gemm_half(const kelpie_task &task, uint64_t b, uint64_t d, int blocks, uint32_t stages, int thread) {
  const int lane = thread & 31;
  const int warp = thread >> 5;
  const int row0 = (warp & 1) * 64;
  const int column0 = (warp >> 1) * 32;
  float c[4][4][4] = {};
  const int depth = task.depth;
  auto load = [&](int k) {
    if (k < depth) {
      uint32_t to = stages + (k % MMA_STAGES) * MMA_STAGE_BYTES;
      copy_block(to, task.a + (uint64_t)k * KELPIE_BLOCK_BYTES, thread);
      copy_block(to + KELPIE_BLOCK_BYTES, b + (uint64_t)k * KELPIE_BLOCK_BYTES, thread);
    }
    asm volatile("cp.async.commit_group;" ::: "memory");
  };
  load(0);
  load(1);
  for (int k = 0; k < depth; k++) {
    asm volatile("cp.async.wait_group 1;" ::: "memory");
    asm volatile("bar.sync 1, 256;" ::: "memory");
    load(k + 2);
    uint32_t blockA = stages + (k % MMA_STAGES) * MMA_STAGE_BYTES;
    uint32_t blockB = blockA + KELPIE_BLOCK_BYTES;
#pragma unroll
    for (int step = 0; step < 4; step++) {
      uint32_t a[4][4];
      uint32_t w[2][4];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        load_matrix(a[i], blockA + place(row0 + i * 16 + (lane & 15), step * 2 + (lane >> 4)));
      }
#pragma unroll
      for (int j = 0; j < 2; j++) {
        load_matrix(
            w[j], blockB + place(column0 + j * 16 + (lane & 7) + ((lane >> 4) << 3), step * 2 + ((lane >> 3) & 1)));
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) mma_m16n8k16(c[i][j], a[i], w[j >> 1][(j & 1) * 2], w[j >> 1][(j & 1) * 2 + 1]);
      }
    }
  }
  asm volatile("cp.async.wait_group 0;" ::: "memory");
  asm volatile("bar.sync 1, 256;" ::: "memory");
#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int j = 0; j < 4; j++) {
      int column = column0 + j * 8;
      if (column / KELPIE_BLOCK_COLUMNS >= blocks) continue;
      uint64_t block = d + (uint64_t)(column / KELPIE_BLOCK_COLUMNS) * KELPIE_BLOCK_BYTES;
      int chunk = column % KELPIE_BLOCK_COLUMNS / 8;
#pragma unroll
      for (int half = 0; half < 2; half++) {
        int row = row0 + i * 16 + half * 8 + (lane >> 2);
        *at<uint32_t>(block + place(row, chunk) + (lane & 3) * 4) =
            pack(activate(c[i][j][half * 2], task.width), activate(c[i][j][half * 2 + 1], task.width));
      }
    }
  }
}

__device__ void gemm(const kelpie_task &task, uint32_t stages, int thread) {
  uint64_t row_block = (uint64_t)task.depth * KELPIE_BLOCK_BYTES;
  for (int half = 0; half * 2 < (int)task.columns; half++) {
    gemm_half(task, task.b + half * row_block, task.d + half * 2 * (uint64_t)KELPIE_BLOCK_BYTES,
              task.columns - half * 2, stages, thread);
  }
}

#endif

}  // namespace kelpie
