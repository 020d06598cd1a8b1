/* Time, memory order and content, as the kernels need them. */
#pragma once

#include <stdint.h>

#include "protocol.h"

/* wgmma and bulk copies: compiled for sm_90a alone. */
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define KELPIE_WGMMA 1
#else
#define KELPIE_WGMMA 0
#endif

namespace kelpie {

__device__ __forceinline__ uint64_t global_time() {
  uint64_t time;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(time));
  return time;
}

__device__ __forceinline__ uint32_t multiprocessor() {
  uint32_t sm;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(sm));
  return sm;
}

__device__ __forceinline__ uint64_t load_relaxed(const uint64_t *at) {
  uint64_t value;
  asm volatile("ld.relaxed.sys.global.u64 %0, [%1];" : "=l"(value) : "l"(at) : "memory");
  return value;
}

__device__ __forceinline__ uint32_t load_relaxed(const uint32_t *at) {
  uint32_t value;
  asm volatile("ld.relaxed.sys.global.u32 %0, [%1];" : "=r"(value) : "l"(at) : "memory");
  return value;
}

__device__ __forceinline__ uint64_t load_acquire(const uint64_t *at) {
  uint64_t value;
  asm volatile("ld.acquire.gpu.global.u64 %0, [%1];" : "=l"(value) : "l"(at) : "memory");
  return value;
}

__device__ __forceinline__ void store_release(uint64_t *at, uint64_t value) {
  asm volatile("st.release.gpu.global.u64 [%0], %1;" ::"l"(at), "l"(value) : "memory");
}

__device__ __forceinline__ void store_relaxed(uint64_t *at, uint64_t value) {
  asm volatile("st.relaxed.sys.global.u64 [%0], %1;" ::"l"(at), "l"(value) : "memory");
}

__device__ __forceinline__ void store_relaxed(uint64_t *at, uint64_t one, uint64_t other) {
  asm volatile("st.volatile.global.v2.u64 [%0], {%1, %2};" ::"l"(at), "l"(one), "l"(other) : "memory");
}

__device__ __forceinline__ uint4 load_fresh(const void *at) {
  uint4 v;
  asm volatile("ld.volatile.global.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
               : "l"(at)
               : "memory");
  return v;
}

/* Orders what was written by ordinary stores before what the copy engine of an SM reads, and back. */
__device__ __forceinline__ void fence_async() {
#if KELPIE_WGMMA
  asm volatile("fence.proxy.async;" ::: "memory");
#endif
}

/* The mixing function of SplitMix64. */
__device__ __forceinline__ uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/* What word number `word` of a tile holds in a pass: no other word, tile or pass has it. */
__device__ __forceinline__ uint64_t content(uint32_t sequence, uint32_t tile, uint32_t word) {
  return mix(sequence * 0x9e3779b97f4a7c15ull + ((uint64_t)tile << 32 | word));
}

/* Bytes from the start of a block to the 16-byte chunk of a row. */
__device__ __forceinline__ uint32_t place(uint32_t row, uint32_t chunk) {
  return row * 128 + ((chunk ^ (row & 7)) << 4);
}

template <typename T>
__device__ __forceinline__ T *at(uint64_t address) {
  return reinterpret_cast<T *>(address);
}

}  // namespace kelpie
