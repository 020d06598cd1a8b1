/* What the 256 workers of a block do for each kind of task but GEMM. */
#pragma once

#include "gemm_mma.cuh"
#include "scheduler.cuh"

namespace kelpie {

__device__ __forceinline__ uint4 gathered(const kelpie_task &task, uint32_t row, uint32_t column) {
  uint32_t token = at<kelpie_row>(task.b)[row].token;
  if (row >= task.rows || token == KELPIE_NONE) return make_uint4(0, 0, 0, 0);
  return *at<uint4>(task.a + ((uint64_t)token * task.width + column) * 2);
}

__device__ void dispatch(const kelpie_task &task, int thread) {
  uint32_t chunks = task.columns * 8 * KELPIE_BLOCK_ROWS;
  for (uint32_t i = thread; i < chunks; i += WORKERS) {
    uint32_t chunk = i & 7;
    uint32_t row = i >> 3 & (KELPIE_BLOCK_ROWS - 1);
    uint32_t block = i >> 10;
    uint32_t column = (task.depth + block) * KELPIE_BLOCK_COLUMNS + chunk * 8;
    *at<uint4>(task.d + (uint64_t)block * KELPIE_BLOCK_BYTES + place(row, chunk)) = gathered(task, row, column);
  }
}

__device__ void import(const kelpie_task &task, int thread) {
  for (uint32_t i = thread; i < task.detail / 16; i += WORKERS) {
    at<uint4>(task.d)[i] = load_fresh(at<uint4>(task.a) + i);
  }
}

/* `detail` is the first row of the tile within its block. */
__device__ void combine(const kelpie_task &task, int thread) {
  uint32_t chunks = task.columns * 8 * task.rows;
  for (uint32_t i = thread; i < chunks; i += WORKERS) {
    uint32_t chunk = i & 7;
    uint32_t row = (i >> 3) % task.rows;
    uint32_t block = (i >> 3) / task.rows;
    kelpie_row to = at<kelpie_row>(task.b)[task.detail + row];
    if (to.token == KELPIE_NONE) continue;
    uint4 v = load_fresh(at<char>(task.a + (uint64_t)block * KELPIE_BLOCK_BYTES + place(task.detail + row, chunk) -
                                  task.detail * 128));
    const __nv_bfloat16 *value = reinterpret_cast<const __nv_bfloat16 *>(&v);
    float *out = at<float>(task.d) + (uint64_t)to.token * task.width +
                 (task.depth + block) * KELPIE_BLOCK_COLUMNS + chunk * 8;
#pragma unroll
    for (int j = 0; j < 8; j++) atomicAdd(out + j, to.weight * __bfloat162float(value[j]));
  }
}

/* Keeps the tensor cores busy for so many nanoseconds. */
__device__ void multiply_for(uint32_t nanoseconds) {
  if (nanoseconds == 0) return;
  uint64_t until = global_time() + nanoseconds;
  float c[4] = {};
  uint32_t a[4] = {threadIdx.x, 1, 2, 3};
  do {
#pragma unroll
    for (int i = 0; i < 8; i++) mma_m16n8k16(c, a, 1, 2);
  } while (global_time() < until);
  if (c[0] == 1.0f) asm volatile("" ::"f"(c[1]), "f"(c[2]), "f"(c[3]));
}

__device__ void compute(const kelpie_launch &launch, const kelpie_task &task, int thread) {
  multiply_for(task.depth);
  for (uint32_t i = thread; i < task.detail / 8; i += WORKERS) {
    at<uint64_t>(task.d)[i] = content(launch.sequence, task.tile, i);
  }
  uint32_t tail = task.detail & ~7u;
  if (tail + thread < task.detail) {
    at<uint8_t>(task.d)[tail + thread] = content(launch.sequence, task.tile, tail / 8) >> 8 * thread;
  }
}

__device__ void check(const kelpie_launch &launch, const kelpie_task &task, int thread) {
  uint32_t bad = 0;
  for (uint32_t i = thread; i < task.detail / 8; i += WORKERS) {
    bad += load_relaxed(at<const uint64_t>(task.a) + i) != content(launch.sequence, task.tile, i);
  }
  uint32_t tail = task.detail & ~7u;
  if (tail + thread < task.detail) {
    uint8_t value = *(at<volatile uint8_t>(task.a) + tail + thread);
    bad += value != (uint8_t)(content(launch.sequence, task.tile, tail / 8) >> 8 * thread);
  }
  if (bad != 0) atomicAdd(&at<kelpie_tile_stamps>(launch.tile_stamps)[task.tile].bad, bad);
}

__device__ void work(const kelpie_launch &launch, const kelpie_task &task, int thread) {
  switch (task.kind) {
    case KELPIE_DISPATCH: dispatch(task, thread); break;
    case KELPIE_IMPORT: import(task, thread); break;
    case KELPIE_COMBINE: combine(task, thread); break;
    case KELPIE_COMPUTE: compute(launch, task, thread); break;
    case KELPIE_CHECK: check(launch, task, thread); break;
    default: break;
  }
}

}  // namespace kelpie
