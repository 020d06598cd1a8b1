/*
 * Work inside the kernel: tasks are claimed by ticket from a queue that finished tasks and arrived tiles fill; a
 * finished tile asks for its transfer itself. The last block polls for arrivals, all others work.
 */
#pragma once

#include "ring.cuh"

namespace kelpie {

constexpr int WORKERS = 256;

/* What the block that polls knows of a tile. */
constexpr char ARRIVES = 1;
constexpr char HELD = 2;

struct Scheduler {
  const kelpie_launch &launch;
  uint64_t until;

  __device__ Scheduler(const kelpie_launch &launch, uint64_t started)
      : launch(launch), until(started + launch.deadline) {}

  __device__ kelpie_state *state() const { return at<kelpie_state>(launch.state); }
  __device__ uint32_t *left() const { return at<uint32_t>(launch.state + sizeof(kelpie_state)); }
  __device__ uint32_t *tiles_left() const { return left() + launch.counter_count; }
  __device__ uint32_t *groups_left() const { return tiles_left() + launch.tile_count; }
  __device__ uint32_t *batches_left() const { return groups_left() + launch.group_count; }
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

  /*
   * Whether to go on waiting. Who waits for a credit waits longer, since what it waits for may wait for a signal, and
   * who waits for a task longer still: the others can name a tile.
   */
  __device__ bool patient(uint32_t wait, uint32_t tile, uint32_t task) const {
    if (aborted()) return false;
    uint64_t grace = wait == KELPIE_WAIT_TASK ? launch.deadline / 4 : wait == KELPIE_WAIT_CREDIT ? launch.deadline / 8 : 0;
    if (global_time() < until + grace) return true;
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

  /* Asks for a tile's transfer; where its group is full with it and nobody leads, for the group's signals too. */
  __device__ void ask(uint32_t tile, const kelpie_tile &t, uint64_t slot, uint64_t known, uint64_t ready) const {
    const bool is_alone = (t.flags & (KELPIE_DECOUPLED | KELPIE_UNSIGNALLED)) == 0;
    publish(t.ring, slot, known, is_alone ? KELPIE_PUT_SIGNAL : KELPIE_PUT, t.peer, t.group, tile, ready);
    if (!(t.flags & KELPIE_DECOUPLED)) return;
    __threadfence();
    if (atomicSub(groups_left() + t.group, 1u) == 1 && !launch.leader) flush(t.group);
  }

  /* The same by who made it not, or not alone: what others fenced is seen from here on. */
  __device__ void ask(uint32_t tile, const kelpie_tile &t) const {
    __threadfence_system();
    uint64_t known;
    uint64_t slot = Ring::of(launch, t.ring).reserve(known);
    ask(tile, t, slot, known, load_relaxed(&stamps(tile)->ready));
  }

  /* One of two came that a tile is held for, that it is computed and the credit for its place; whether it was the last. */
  __device__ bool let(uint32_t tile) const {
    __threadfence();
    return atomicSub(tiles_left() + tile, KELPIE_HELD) == KELPIE_HELD;
  }

  /* The receiver has done with the tile before this one in its place. */
  __device__ void grant(uint32_t tile) const {
    stamps(tile)->granted = global_time();
    if (let(tile)) ask(tile, at<kelpie_tile>(launch.tiles)[tile]);
  }

  /* A tile is computed, or all of a batch are: they are asked for, but those that wait for a place. */
  __device__ void computed(uint32_t tile, const kelpie_tile &t) const {
    kelpie_group batch = {0, 1, 0, 0};
    if (t.batch != KELPIE_NONE) {
      __threadfence();
      if (atomicSub(batches_left() + t.batch, 1u) != 1) return;
      __threadfence();
      batch = at<kelpie_group>(launch.batches)[t.batch];
    }
    for (uint32_t i = 0; i < batch.members; i++) {
      uint32_t member = t.batch == KELPIE_NONE ? tile : at<uint32_t>(launch.members)[batch.first + i];
      kelpie_tile m = at<kelpie_tile>(launch.tiles)[member];
      if (m.after == KELPIE_NONE || let(member)) ask(member, m);
    }
  }

  /* A task had its part in the tile; what was written is fenced for the system already. By one thread. */
  __device__ void contribute(uint32_t tile) const {
    const uint32_t left = atomicSub(tiles_left() + tile, 1u) - 1;
    if ((left & KELPIE_PARTS) != 0) return;
    kelpie_tile t = at<kelpie_tile>(launch.tiles)[tile];
    if (t.flags & KELPIE_UNFENCED) {
      stamps(tile)->ready = global_time();
      stored(tile, t);
      return;
    }
    const bool is_free = left == 0 && t.batch == KELPIE_NONE;
    uint64_t slot = 0, known = 0;
    // The answer to the reservation comes while the fence waits for the system.
    if (is_free && t.flags & KELPIE_WIRE) slot = Ring::of(launch, t.ring).reserve(known);
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
    if (is_free) {
      ask(tile, t, slot, known, now);
    } else {
      computed(tile, t);
    }
  }

  /* A task has done with a tile that had arrived: whoever waits for its place may have it. By one thread. */
  __device__ void give_back(uint32_t tile) const {
    kelpie_tile t = at<kelpie_tile>(launch.tiles)[tile];
    if (t.flags & KELPIE_LENT) publish(t.ring, KELPIE_CREDIT, t.peer, t.group, tile, 0);
  }

  /* By one warp of the workers, after a barrier among all that wrote. */
  __device__ void finish(const kelpie_task &task, int lane) const {
    bool is_fenced = task.tiles == 0 || !(at<kelpie_tile>(launch.tiles)[task.first_tile].flags & KELPIE_UNFENCED);
    if (is_fenced) __threadfence_system();
    for (uint32_t i = lane; i < task.tiles; i += 32) contribute(task.first_tile + i);
    __syncwarp();
    if (lane == 0) {
      if (task.kind == KELPIE_CHECK || task.kind == KELPIE_COMBINE || task.kind == KELPIE_IMPORT) give_back(task.tile);
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
  __device__ bool goes_on(uint32_t stop, uint32_t wait, uint32_t waiting_for) const {
    if (stop != 0) abort(KELPIE_ABORTED, wait, waiting_for, KELPIE_NONE);
    return patient(wait, waiting_for, KELPIE_NONE);
  }

  __device__ bool travels(uint32_t tile) const {
    return tile < launch.tile_count && (at<kelpie_tile>(launch.tiles)[tile].flags & (KELPIE_WIRE | KELPIE_STORED)) != 0;
  }

  /* The tile whose credit it waits for. */
  __device__ uint32_t after(uint32_t tile) const {
    return tile < launch.tile_count ? at<kelpie_tile>(launch.tiles)[tile].after : KELPIE_NONE;
  }

  /* Nobody waits for arrivals: leads until all tasks of this half are done. */
  __device__ void send(uint32_t thread) const {
    if (!launch.leader || thread >= 32) return;
    for (bool is_last = false; !is_last;) {
      is_last = load_relaxed(&state()->done) == launch.task_count;
      __threadfence();
      lead(thread);
      if (!is_last && !goes_on(load_relaxed(at<const uint32_t>(launch.stop)), KELPIE_WAIT_GROUP, KELPIE_NONE)) break;
    }
  }

  /*
   * Sees arrivals and credits until there are no more; by all threads of one block. `open` has a byte for every tile:
   * whether it is to arrive, and whether it waits for a credit. One thread asks for a signal, and asks for little else
   * between: questions for one line of the host's memory are answered one after the other, so that more of them only
   * wait for each other.
   */
  __device__ void poll(int thread, int threads, volatile char *open) const {
    if (launch.half == KELPIE_SEND) {
      send(thread);
      return;
    }
    const uint64_t *signals = at<const uint64_t>(launch.signals);
    const uint64_t *credits = at<const uint64_t>(launch.credits);
    for (uint32_t tile = thread; tile < launch.tile_count; tile += threads) {
      open[tile] = travels(tile) ? after(tile) != KELPIE_NONE ? ARRIVES | HELD : ARRIVES : 0;
    }
    const bool leads = launch.leader && thread < 32;
    if (launch.tile_count <= threads) {
      watch(signals + thread, credits, thread, leads);
      return;
    }
    for (uint32_t turn = 1;; turn++) {
      uint32_t waiting_for = KELPIE_NONE;
      uint32_t wait = KELPIE_WAIT_CREDIT;
      for (uint32_t tile = thread; tile < launch.tile_count; tile += threads) {
        if (!open[tile]) continue;
        if (open[tile] & HELD && load_relaxed(credits + after(tile)) == launch.sequence) {
          open[tile] = ARRIVES;
          grant(tile);
        }
        if (open[tile] == ARRIVES && load_relaxed(signals + tile) == launch.sequence) {
          open[tile] = 0;
          arrive(tile);
        } else if (waiting_for == KELPIE_NONE || wait == KELPIE_WAIT_CREDIT) {
          waiting_for = tile;
          wait = open[tile] & HELD ? KELPIE_WAIT_CREDIT : KELPIE_WAIT_SIGNAL;
        }
      }
      const bool is_left = leads && lead(thread);
      if (waiting_for == KELPIE_NONE && !is_left) break;
      if (waiting_for == KELPIE_NONE) wait = KELPIE_WAIT_SIGNAL;
      if ((turn & 15) == 0 && !goes_on(load_relaxed(at<const uint32_t>(launch.stop)), wait, waiting_for)) break;
    }
  }

  /* The same where every tile has a thread of its own. The host's word is asked for beside the signal and looked at later. */
  __device__ void watch(const uint64_t *signal, const uint64_t *credits, uint32_t tile, bool leads) const {
    bool open = travels(tile);
    const uint32_t before = after(tile);
    bool held = open && before != KELPIE_NONE;
    uint64_t shown = open && !held ? load_relaxed(signal) : 0;
    uint32_t stop = 0;
    for (uint32_t turn = 1;; turn++) {
      if (held && load_relaxed(credits + before) == launch.sequence) {
        held = false;
        grant(tile);
      }
      if (open && shown == launch.sequence) {
        open = false;
        arrive(tile);
      }
      if (open && !held) shown = load_relaxed(signal);
      const bool is_left = leads && lead(tile);
      if (!open && !is_left) break;
      if ((turn & 15) == 0) stop = load_relaxed(at<const uint32_t>(launch.stop));
      if ((turn & 15) == 8 && !goes_on(stop, held ? KELPIE_WAIT_CREDIT : KELPIE_WAIT_SIGNAL, open ? tile : KELPIE_NONE)) break;
    }
  }
};

}  // namespace kelpie
