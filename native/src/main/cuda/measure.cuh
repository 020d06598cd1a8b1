/* Small kernels that measure one thing each. */
#pragma once

#include "ring.cuh"

namespace kelpie {

/*
 * Asks for a word of host memory until it has come to `wanted`. The host writes LINES copies of it, each to a line of
 * its own: questions for one line are answered one after the other, those for several at once, and these are spread
 * over the time that an answer takes. Whether it came in time.
 */
template <int LINES>
__device__ __forceinline__ bool await(const uint64_t *word, uint64_t wanted, uint64_t until) {
  constexpr int STEP = KELPIE_LINE_BYTES / sizeof(uint64_t);
  uint64_t seen[LINES];
#pragma unroll
  for (int i = 0; i < LINES; i++) {
    long long next = clock64() + 1600 / LINES;
    seen[i] = load_relaxed(word + i * STEP);
    while (i + 1 < LINES && clock64() < next) {}
  }
  for (uint32_t spin = 1;; spin++) {
#pragma unroll
    for (int i = 0; i < LINES; i++) {
      if (seen[i] >= wanted) return true;
      seen[i] = load_relaxed(word + i * STEP);
    }
    if ((spin & 255) == 0 && global_time() >= until) return false;
  }
}

/* By one warp: its first lanes write the request in one access. */
template <int LINES>
__device__ void round_trips(const kelpie_launch &launch, uint64_t *took, uint32_t rounds, bool is_owned) {
  const uint64_t *signal = at<const uint64_t>(launch.signals);
  const uint64_t until = global_time() + launch.deadline;
  const Ring ring = Ring::of(launch, 0);
  const uint32_t lane = threadIdx.x;
  uint64_t own = ring.issued[0];
  for (uint32_t round = 1; round <= rounds; round++) {
    uint64_t began = global_time();
    long long cycles = clock64();
    uint64_t slot = own++;
    if (!is_owned) {
      uint64_t known = 0;
      if (lane == 0) {
        slot = ring.reserve(known);
        while (!ring.has_room(slot, known) && global_time() < until) {}
      }
      slot = __shfl_sync(0xffffffffu, slot, 0);
    }
    uint64_t tag = ring.lap(slot);
    uint64_t one = lane == 0 ? KELPIE_PING : 0;
    uint64_t other = lane == 0 ? round : 0;
    if (lane < KELPIE_REQUEST_WORDS / 2) {
      store_relaxed(ring.words(slot) + 2 * lane, one << KELPIE_LAP_BITS | tag, other << KELPIE_LAP_BITS | tag);
    }
    if (!await<LINES>(signal, round, until)) return;
    if (lane == 0) {
      took[2 * (round - 1)] = global_time() - began;
      took[2 * (round - 1) + 1] = clock64() - cycles;
    }
    __syncwarp();
  }
}

}  // namespace kelpie

/*
 * One warp sends a request and waits for its signal, `rounds` times: nanoseconds and cycles of each into `took`.
 * An owned ring has no other producer, so that its slots need no counter that all add to.
 */
extern "C" __global__ void kelpie_round_trip(const __grid_constant__ kelpie_launch launch, uint64_t *took,
                                             uint32_t rounds, uint32_t lines, uint32_t is_owned) {
  using namespace kelpie;
  switch (lines) {
    case 1: return round_trips<1>(launch, took, rounds, is_owned != 0);
    case 2: return round_trips<2>(launch, took, rounds, is_owned != 0);
    default: return round_trips<4>(launch, took, rounds, is_owned != 0);
  }
}

/* One warp a block, one block a ring: `requests` requests, eight at a time, four lanes each. */
extern "C" __global__ void kelpie_pour(const __grid_constant__ kelpie_launch launch, uint64_t requests) {
  using namespace kelpie;
  Ring ring = Ring::of(launch, blockIdx.x);
  const uint32_t lane = threadIdx.x & 31;
  const uint32_t part = (lane & 3) * 2;
  uint64_t until = global_time() + launch.deadline;
  uint64_t first = ring.issued[0];
  uint64_t known = ring.issued[1];
  for (uint64_t sent = 0; sent < requests; sent += 8) {
    uint64_t slot = first + sent + lane / 4;
    while (!ring.has_room(first + sent + 7, known)) {
      if (global_time() >= until) return;
    }
    uint64_t tag = ring.lap(slot);
    uint64_t one = part == 0 ? KELPIE_PUT : slot;
    store_relaxed(ring.words(slot) + part, one << KELPIE_LAP_BITS | tag, slot << KELPIE_LAP_BITS | tag);
    __syncwarp();
  }
  if (lane == 0) ring.issued[0] = first + requests;
}

/*
 * The host keeps writing its time to `asked`, this thread its own to `answer`, until the host writes all ones. What
 * was read was written before: the largest of host time less own time, into answer[1], bounds their difference from
 * below, as the host's least bounds it from above.
 */
extern "C" __global__ void kelpie_clocks(const uint64_t *asked, uint64_t *answer, uint64_t patience) {
  using namespace kelpie;
  const uint64_t until = global_time() + patience;
  int64_t least = INT64_MIN;
  for (;;) {
    uint64_t host = load_relaxed(asked);
    if (host == UINT64_MAX) break;
    uint64_t now = global_time();
    if (host != 0 && (int64_t)(host - now) > least) least = host - now;
    *(volatile uint64_t *)answer = now;
    if (now >= until) break;
  }
  *(volatile int64_t *)(answer + 1) = least;
}

/* Distinct values of the global timer that one thread sees in a row: its resolution. */
extern "C" __global__ void kelpie_ticks(uint64_t *times, uint32_t count) {
  uint64_t last = kelpie::global_time();
  for (uint32_t i = 0; i < count; i++) {
    uint64_t now;
    do now = kelpie::global_time();
    while (now == last);
    times[i] = last = now;
  }
}

/* Stores over to a peer's memory, 16 bytes a thread. */
extern "C" __global__ void kelpie_peer_store(uint4 *to, const uint4 *from, uint64_t count) {
  uint64_t stride = (uint64_t)gridDim.x * blockDim.x;
  uint64_t i = (uint64_t)blockIdx.x * blockDim.x + threadIdx.x;
  for (; i + 3 * stride < count; i += 4 * stride) {
    uint4 a = from[i], b = from[i + stride], c = from[i + 2 * stride], d = from[i + 3 * stride];
    to[i] = a;
    to[i + stride] = b;
    to[i + 2 * stride] = c;
    to[i + 3 * stride] = d;
  }
  for (; i < count; i += stride) to[i] = from[i];
}

/* A kernel in front of the persistent one: busy for so many nanoseconds. */
extern "C" __global__ void kelpie_preamble(uint64_t nanoseconds) {
  uint64_t until = kelpie::global_time() + nanoseconds;
  while (kelpie::global_time() < until) {}
}

/* Nothing, to learn what a launch costs and leaves. */
extern "C" __global__ void kelpie_nothing() {}
