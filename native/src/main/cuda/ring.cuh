/*
 * The producer's side of a request ring. A slot is taken by adding to a counter in device memory; every word of
 * a request carries the lap in which it was written, so that words may become visible in any order and no fence
 * parts them; the proxy has a request when all its words are of the lap that it expects.
 */
#pragma once

#include "device.cuh"

namespace kelpie {

struct Ring {
  uint64_t *issued; /* a line: requests ever issued, then those known to be taken */
  uint64_t *requests;
  const uint64_t *consumed;
  uint32_t depth;

  __device__ static Ring of(const kelpie_launch &launch, uint32_t number) {
    return Ring{at<uint64_t>(launch.issued + (uint64_t)number * KELPIE_LINE_BYTES),
                at<uint64_t>(launch.requests + (uint64_t)number * launch.depth * KELPIE_REQUEST_BYTES),
                at<const uint64_t>(launch.consumed + (uint64_t)number * KELPIE_LINE_BYTES), launch.depth};
  }

  /* Takes a slot; `known` is how many requests are known to be taken, asked for beside it. */
  __device__ uint64_t reserve(uint64_t &known) const {
    known = *(volatile uint64_t *)(issued + 1);
    return atomicAdd(reinterpret_cast<unsigned long long *>(issued), 1ull);
  }

  /* Whether the slot of this number has been taken a lap ago; asks the host only where it is not known yet. */
  __device__ bool has_room(uint64_t slot, uint64_t &known) const {
    if (slot < known + depth) return true;
    known = load_relaxed(consumed);
    atomicMax(reinterpret_cast<unsigned long long *>(issued + 1), (unsigned long long)known);
    return slot < known + depth;
  }

  __device__ uint64_t *words(uint64_t slot) const {
    return requests + (slot & (depth - 1)) * KELPIE_REQUEST_WORDS;
  }

  __device__ uint64_t lap(uint64_t slot) const {
    return (slot >> (31 - __clz(depth))) + 1 & ((1 << KELPIE_LAP_BITS) - 1);
  }

  __device__ void write(uint64_t slot, const uint64_t (&payload)[KELPIE_REQUEST_WORDS]) const {
    uint64_t *to = words(slot);
    uint64_t tag = lap(slot);
#pragma unroll
    for (int i = 0; i < KELPIE_REQUEST_WORDS; i += 2) {
      store_relaxed(to + i, payload[i] << KELPIE_LAP_BITS | tag, payload[i + 1] << KELPIE_LAP_BITS | tag);
    }
  }
};

}  // namespace kelpie
