/*
 * Work inside the kernel: tasks are claimed by ticket from a queue that finished tasks and arrived tiles fill; a
 * finished tile asks for its transfer itself. The last block polls for arrivals, all others work.
 */
#pragma once

#include "ring.cuh"

namespace kelpie {

constexpr int WORKERS = 256;

struct Scheduler {
  const kelpie_launch &launch;
  uint64_t until;

  __device__ Scheduler(const kelpie_launch &launch, uint64_t started)
      : launch(launch), until(started + launch.deadline) {}

  __device__ kelpie_state *state() const { return at<kelpie_state>(launch.state); }
  __device__ uint32_t *left() const { return at<uint32_t>(launch.state + sizeof(kelpie_state)); }
  __device__ uint32_t *tiles_left() const { return left() + launch.counter_count; }
  __device__ uint32_t *groups_left() const { return tiles_left() + launch.tile_count; }
  __device__ kelpie_tile_stamps *stamps(uint32_t tile) const {
    return at<kelpie_tile_stamps>(launch.tile_stamps) + tile;
  }

  __device__ bool aborted() const { return load_relaxed(&state()->aborted) != 0; }

  /* Ends the run; the first to say so names what was waited for. */
  __device__ void abort(uint32_t verdict, uint32_t wait, uint32_t tile, uint32_t task) const {
    kelpie_state *s = state();
    if (atomicCAS(&s->aborted, 0u, verdict) == 0) {
      s->waiting = wait;
      s->waiting_tile = tile;
      s->waiting_task = task;
      __threadfence();
    }
  }

  /* Whether to go on waiting. Who waits for a task waits longer: who waits for a signal can name its tile. */
  __device__ bool patient(uint32_t wait, uint32_t tile, uint32_t task) const {
    if (aborted()) return false;
    if (global_time() < (wait == KELPIE_WAIT_TASK ? until + launch.deadline / 4 : until)) return true;
    abort(KELPIE_WATCHDOG, wait, tile, task);
    return false;
  }

  /* The next task that is ready; KELPIE_NONE when there will be no more. By one thread. */
  __device__ uint32_t claim() const {
    uint32_t ticket = atomicAdd(&state()->head, 1u);
    if (ticket >= launch.task_count || aborted()) return KELPIE_NONE;
    if (ticket < launch.initial) return ticket;
    const uint64_t *slot = at<uint64_t>(launch.queue) + (ticket - launch.initial);
    for (uint32_t spin = 0;; spin++) {
      uint64_t entry = load_acquire(slot);
      if (entry >> 32 == launch.sequence) return (uint32_t)entry - 1;
      if ((spin & 63) == 63 && !patient(KELPIE_WAIT_TASK, KELPIE_NONE, ticket)) return KELPIE_NONE;
    }
  }

  /* By one thread, after a fence that covers what the followers will read. */
  __device__ void lower(uint32_t counter) const {
    if (counter == KELPIE_NONE || atomicSub(left() + counter, 1u) != 1) return;
    __threadfence();
    kelpie_counter next = at<kelpie_counter>(launch.counters)[counter];
    uint32_t from = atomicAdd(&state()->tail, next.tasks);
    uint64_t *slots = at<uint64_t>(launch.queue) + from;
    for (uint32_t i = 0; i < next.tasks; i++) {
      store_release(slots + i, (uint64_t)launch.sequence << 32 | (next.first + i + 1));
    }
  }

  __device__ void publish(uint32_t number, uint32_t operation, uint32_t peer, uint32_t group, uint32_t tile,
                          uint64_t ready) const {
    uint64_t known;
    uint64_t slot = Ring::of(launch, number).reserve(known);
    publish(number, slot, known, operation, peer, group, tile, ready);
  }

  /* Into a slot that was reserved before. */
  __device__ void publish(uint32_t number, uint64_t slot, uint64_t known, uint32_t operation, uint32_t peer,
                          uint32_t group, uint32_t tile, uint64_t ready) const {
    Ring ring = Ring::of(launch, number);
    kelpie_tile t = {};
    if (tile != KELPIE_NONE) t = at<kelpie_tile>(launch.tiles)[tile];
    for (uint32_t spin = 0; !ring.has_room(slot, known); spin++) {
      if ((spin & 15) == 15 && !patient(KELPIE_WAIT_RING, tile, KELPIE_NONE)) return;
    }
    uint64_t now = global_time();
    uint64_t payload[KELPIE_REQUEST_WORDS] = {
        operation | (uint64_t)(peer & 0xffff) << 16,
        tile | (uint64_t)(group & 0xffffff) << 32,
        t.source,
        t.target,
        t.bytes | (uint64_t)(t.queue & 0xffffff) << 32,
        tile | (uint64_t)(launch.sequence & 0xffffff) << 32,
        ready,
        now};
    ring.write(slot, payload);
    if (operation == KELPIE_PUT || operation == KELPIE_PUT_SIGNAL) stamps(tile)->requested = now;
  }

  /* One fence and the signals of a group, behind its puts: they share a ring. */
  __device__ void flush(uint32_t group) const {
    kelpie_group g = at<kelpie_group>(launch.groups)[group];
    publish(g.ring, KELPIE_FENCE, g.peer, group, KELPIE_NONE, 0);
    for (uint32_t i = 0; i < g.members; i++) {
      uint32_t tile = at<uint32_t>(launch.members)[g.first + i];
      publish(g.ring, KELPIE_SIGNAL, g.peer, group, tile, 0);
    }
  }

  /* Tells the receiver itself that a tile is there. */
  __device__ void signal(uint32_t tile) const {
    store_relaxed(at<uint64_t>(launch.signals) + tile, (uint64_t)launch.sequence);
  }

  /* A tile lies where it belongs: signals it, or with its group. Who fenced it fenced it for the system. */
  __device__ void stored(uint32_t tile, const kelpie_tile &t) const {
    stamps(tile)->requested = global_time();
    if (!(t.flags & KELPIE_DECOUPLED)) {
      signal(tile);
      return;
    }
    __threadfence();
    if (atomicSub(groups_left() + t.group, 1u) != 1) return;
    __threadfence_system();
    kelpie_group g = at<kelpie_group>(launch.groups)[t.group];
    for (uint32_t i = 0; i < g.members; i++) signal(at<uint32_t>(launch.members)[g.first + i]);
  }

  /* A task had its part in the tile; what was written is fenced for the system already. By one thread. */
  __device__ void contribute(uint32_t tile) const {
    if (atomicSub(tiles_left() + tile, 1u) != 1) return;
    kelpie_tile t = at<kelpie_tile>(launch.tiles)[tile];
    if (t.flags & KELPIE_UNFENCED) {
      stamps(tile)->ready = global_time();
      stored(tile, t);
      return;
    }
    uint64_t slot = 0, known = 0;
    // The answer to the reservation comes while the fence waits for the system.
    if (t.flags & KELPIE_WIRE) slot = Ring::of(launch, t.ring).reserve(known);
    __threadfence_system();
    uint64_t now = global_time();
    stamps(tile)->ready = now;
    if (t.flags & KELPIE_STORED) {
      stored(tile, t);
      return;
    }
    if (!(t.flags & KELPIE_WIRE)) {
      stamps(tile)->requested = now;
      stamps(tile)->seen = now;
      lower(t.counter);
      return;
    }
    if (!(t.flags & KELPIE_DECOUPLED)) {
      publish(t.ring, slot, known, t.flags & KELPIE_UNSIGNALLED ? KELPIE_PUT : KELPIE_PUT_SIGNAL, t.peer, t.group, tile,
              now);
      return;
    }
    publish(t.ring, slot, known, KELPIE_PUT, t.peer, t.group, tile, now);
    __threadfence();
    if (atomicSub(groups_left() + t.group, 1u) == 1 && !launch.leader) flush(t.group);
  }

  /* By one warp of the workers, after a barrier among all that wrote. */
  __device__ void finish(const kelpie_task &task, int lane) const {
    bool is_fenced = task.tiles == 0 || !(at<kelpie_tile>(launch.tiles)[task.first_tile].flags & KELPIE_UNFENCED);
    if (is_fenced) __threadfence_system();
    for (uint32_t i = lane; i < task.tiles; i += 32) contribute(task.first_tile + i);
    if (lane == 0) {
      __threadfence();
      lower(task.counter);
      atomicAdd(&state()->done, 1u);
    }
  }

  /* A tile is there: its content may be read. */
  __device__ void arrive(uint32_t tile) const {
    stamps(tile)->seen = global_time();
    __threadfence_system();
    lower(at<kelpie_tile>(launch.tiles)[tile].counter);
  }

  /* Flushes the groups that are full, for their leader; whether some are left. By the first 32 threads. */
  __device__ bool lead(uint32_t thread) const {
    bool is_left = false;
    volatile uint32_t *groups = groups_left();
    for (uint32_t group = thread; group < launch.group_count; group += 32) {
      uint32_t left = groups[group];
      if (left == 0) {
        __threadfence();
        groups[group] = KELPIE_NONE;
        flush(group);
      }
      is_left |= left != 0 && left != KELPIE_NONE;
    }
    return is_left;
  }

  /* Whether to go on polling, where the host's word is `stop`. */
  __device__ bool goes_on(uint32_t stop, uint32_t waiting_for) const {
    if (stop != 0) abort(KELPIE_ABORTED, KELPIE_WAIT_SIGNAL, waiting_for, KELPIE_NONE);
    return patient(KELPIE_WAIT_SIGNAL, waiting_for, KELPIE_NONE);
  }

  __device__ bool travels(uint32_t tile) const {
    return tile < launch.tile_count && (at<kelpie_tile>(launch.tiles)[tile].flags & (KELPIE_WIRE | KELPIE_STORED)) != 0;
  }

  /*
   * Sees arrivals until there are no more; by all threads of one block. `open` has a byte for every tile. One thread
   * asks for a signal, and asks for little else between: questions for one line of the host's memory are answered one
   * after the other, so that more of them only wait for each other.
   */
  __device__ void poll(int thread, int threads, volatile char *open) const {
    const uint64_t *signals = at<const uint64_t>(launch.signals);
    for (uint32_t tile = thread; tile < launch.tile_count; tile += threads) open[tile] = travels(tile);
    const bool leads = launch.leader && thread < 32;
    if (launch.tile_count <= threads) {
      watch(signals + thread, thread, leads);
      return;
    }
    for (uint32_t turn = 1;; turn++) {
      uint32_t waiting_for = KELPIE_NONE;
      for (uint32_t tile = thread; tile < launch.tile_count; tile += threads) {
        if (!open[tile]) continue;
        if (load_relaxed(signals + tile) == launch.sequence) {
          open[tile] = false;
          arrive(tile);
        } else {
          waiting_for = tile;
        }
      }
      const bool is_left = leads && lead(thread);
      if (waiting_for == KELPIE_NONE && !is_left) break;
      if ((turn & 15) == 0 && !goes_on(load_relaxed(at<const uint32_t>(launch.stop)), waiting_for)) break;
    }
  }

  /* The same where every tile has a thread of its own. The host's word is asked for beside the signal and looked at later. */
  __device__ void watch(const uint64_t *signal, uint32_t tile, bool leads) const {
    bool open = travels(tile);
    uint64_t shown = open ? load_relaxed(signal) : 0;
    uint32_t stop = 0;
    for (uint32_t turn = 1;; turn++) {
      if (open && shown == launch.sequence) {
        open = false;
        arrive(tile);
      }
      if (open) shown = load_relaxed(signal);
      const bool is_left = leads && lead(tile);
      if (!open && !is_left) break;
      if ((turn & 15) == 0) stop = load_relaxed(at<const uint32_t>(launch.stop));
      if ((turn & 15) == 8 && !goes_on(stop, open ? tile : KELPIE_NONE)) break;
    }
  }
};

}  // namespace kelpie
