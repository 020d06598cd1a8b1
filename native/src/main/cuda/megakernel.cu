/* The persistent kernel: one launch is one pass over all tasks. */
#include "gemm_wgmma.cuh"
#include "work.cuh"
#include "measure.cuh"

using namespace kelpie;

namespace {

__device__ __forceinline__ void workers_sync() { asm volatile("bar.sync 1, 256;" ::: "memory"); }

struct Claimed {
  uint32_t task;
  uint64_t asked;
  uint64_t claimed;
};

/* By all workers: does one task and lets what follows it begin. */
template <typename Gemm>
__device__ __forceinline__ void run(const Scheduler &scheduler, const Claimed &claimed, int thread, Gemm gemm) {
  const kelpie_launch &launch = scheduler.launch;
  kelpie_task task = at<kelpie_task>(launch.tasks)[claimed.task];
  uint64_t started = global_time();
  long long cycles = clock64();
  if (task.kind == KELPIE_GEMM) {
    gemm(task);
  } else {
    work(launch, task, thread);
  }
  workers_sync();
  if (thread == 0) {
    uint64_t now = global_time();
    at<kelpie_task_stamps>(launch.task_stamps)[claimed.task] = kelpie_task_stamps{
        claimed.asked, claimed.claimed, started, now, (uint64_t)(clock64() - cycles), multiprocessor(), blockIdx.x};
    if (task.kind == KELPIE_CHECK || task.kind == KELPIE_COMBINE) scheduler.stamps(task.tile)->verified = now;
  }
  if (thread < 32) scheduler.finish(task, thread);
}

/* Tells the host how the launch ended, and leaves the state as the other half needs it; by the last block to leave. */
__device__ void leave(const Scheduler &scheduler, uint64_t started) {
  __syncthreads();
  if (threadIdx.x != 0) return;
  __threadfence_system();
  kelpie_state *state = scheduler.state();
  if (atomicAdd(&state->blocks, 1u) != gridDim.x - 1) return;
  __threadfence();
  volatile kelpie_state *seen = state;
  if (scheduler.launch.half == KELPIE_SEND) {
    seen->head = scheduler.launch.initial;
    seen->blocks = 0;
  }
  volatile kelpie_status *status = at<kelpie_status>(scheduler.launch.status);
  status->waiting = seen->waiting;
  status->tile = seen->waiting_tile;
  status->task = seen->waiting_task;
  status->started = started;
  status->ended = global_time();
  __threadfence_system();
  uint32_t verdict = seen->aborted;
  status->verdict = verdict != 0 ? verdict : KELPIE_DONE;
}

}  // namespace

#if KELPIE_WGMMA

extern "C" __global__ void __launch_bounds__(384, 1) kelpie_megakernel(const __grid_constant__ kelpie_launch launch) {
  extern __shared__ char dynamic[];
  __shared__ __align__(8) uint64_t barriers[2 * STAGES + 2];
  __shared__ Claimed slot;
  const uint64_t started = global_time();
  const Scheduler scheduler(launch, started);
  const uint32_t stages = (shared_address(dynamic) + 1023) & ~1023u;
  char *staging = dynamic + (stages - shared_address(dynamic)) + STAGES * STAGE_BYTES;
  const uint32_t full = shared_address(barriers);
  const uint32_t empty = full + STAGES * 8;
  const uint32_t slot_full = empty + STAGES * 8;
  const uint32_t slot_empty = slot_full + 8;

  if (blockIdx.x == gridDim.x - 1) {
    scheduler.poll(threadIdx.x, blockDim.x, dynamic);
    leave(scheduler, started);
    return;
  }
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; i++) {
      barrier_init(full + i * 8, 1);
      barrier_init(empty + i * 8, 2);
    }
    barrier_init(slot_full, 1);
    barrier_init(slot_empty, WORKERS);
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  }
  __syncthreads();
  if (threadIdx.x < 128) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
    if (threadIdx.x == 0) {
      Turn turn;
      for (uint32_t round = 0;; round++) {
        barrier_wait(slot_empty, (round & 1) ^ 1);
        uint64_t asked = global_time();
        uint32_t task = scheduler.claim();
        slot.task = task;
        slot.asked = asked;
        slot.claimed = global_time();
        barrier_arrive(slot_full);
        if (task == KELPIE_NONE) break;
        const kelpie_task *next = at<kelpie_task>(launch.tasks) + task;
        if (next->kind == KELPIE_GEMM) gemm_feed(*next, stages, full, empty, turn);
      }
    }
  } else {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
    const int thread = threadIdx.x - 128;
    multiply_for(launch.preamble);
    Turn turn;
    for (uint32_t round = 0;; round++) {
      barrier_wait(slot_full, round & 1);
      Claimed claimed = slot;
      bool is_gemm = claimed.task != KELPIE_NONE && at<kelpie_task>(launch.tasks)[claimed.task].kind == KELPIE_GEMM;
      if (is_gemm) barrier_arrive(slot_empty);
      if (claimed.task == KELPIE_NONE) break;
      run(scheduler, claimed, thread, [&](const kelpie_task &task) {
        gemm_multiply(task, stages, staging, full, empty, turn, thread >> 7, thread & 127);
      });
      if (!is_gemm) barrier_arrive(slot_empty);
    }
  }
  leave(scheduler, started);
}

constexpr uint32_t THREADS = 384;
constexpr uint32_t SHARED_BYTES = STAGES * STAGE_BYTES + STAGING_BYTES + 1024;

#else

extern "C" __global__ void __launch_bounds__(256, 1) kelpie_megakernel(const __grid_constant__ kelpie_launch launch) {
  extern __shared__ char dynamic[];
  __shared__ Claimed slot;
  const uint64_t started = global_time();
  const Scheduler scheduler(launch, started);
  const uint32_t stages = (shared_address(dynamic) + 127) & ~127u;
  const int thread = threadIdx.x;
  if (blockIdx.x == gridDim.x - 1) {
    scheduler.poll(thread, blockDim.x, dynamic);
    leave(scheduler, started);
    return;
  }
  multiply_for(launch.preamble);
  for (;;) {
    if (thread == 0) {
      slot.asked = global_time();
      slot.task = scheduler.claim();
      slot.claimed = global_time();
    }
    __syncthreads();
    Claimed claimed = slot;
    __syncthreads();
    if (claimed.task == KELPIE_NONE) break;
    run(scheduler, claimed, thread, [&](const kelpie_task &task) { gemm(task, stages, thread); });
  }
  leave(scheduler, started);
}

constexpr uint32_t THREADS = 256;
constexpr uint32_t SHARED_BYTES = MMA_STAGES * MMA_STAGE_BYTES + 128;

#endif

extern "C" __global__ void kelpie_describe(kelpie_image *image) {
  image->version = KELPIE_PROTOCOL_VERSION;
  image->threads = THREADS;
  image->shared_bytes = SHARED_BYTES;
  image->gemm_columns = KELPIE_GEMM_BLOCKS * KELPIE_BLOCK_COLUMNS;
  image->wgmma = KELPIE_WGMMA;
#ifdef __CUDA_ARCH__
  image->architecture = __CUDA_ARCH__;
#endif
}
