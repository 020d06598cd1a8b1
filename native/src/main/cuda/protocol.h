/*
 * What the persistent kernel, its host-thread variant and the proxy agree on. Plain C: gcc and nvcc both
 * read it, and a test holds io.kelpie.ffi.cuda.Protocol against it, size by size and offset by offset.
 *
 * Matrices are kept in blocks of 128 rows by 64 columns of BF16, 16 KiB each, row-block by row-block. A row
 * of a block is 128 bytes in eight chunks of 16; chunk c of row r lies in place c ^ (r % 8), which is the
 * 128-byte swizzle of wgmma's shared-memory operands, so that a block is one plain bulk copy.
 */
#ifndef KELPIE_PROTOCOL_H
#define KELPIE_PROTOCOL_H

#include <stdint.h>

/* Raised with every change that an older host could misread. */
#define KELPIE_PROTOCOL_VERSION 3

#define KELPIE_BLOCK_ROWS 128
#define KELPIE_BLOCK_COLUMNS 64
#define KELPIE_BLOCK_BYTES 16384
/* Blocks side by side that one GEMM task computes at most. */
#define KELPIE_GEMM_BLOCKS 4

#define KELPIE_NONE 0xffffffffu

/* A request: eight words, each with 56 bits of payload above the low eight bits of its lap. */
#define KELPIE_REQUEST_BYTES 64
#define KELPIE_REQUEST_WORDS 8
#define KELPIE_LAP_BITS 8
/* Of what a tile still waits for: tasks in the low bits; above them one HELD for being computed, one for its credit. */
#define KELPIE_PARTS 0xffff
#define KELPIE_HELD 0x10000
/* Distance of two counters that different sides write, in bytes: two cache lines. */
#define KELPIE_LINE_BYTES 128

enum kelpie_operation {
  KELPIE_PUT = 1,
  KELPIE_PUT_SIGNAL = 2,
  KELPIE_SIGNAL = 3,
  KELPIE_FENCE = 4,
  KELPIE_PING = 5,
  KELPIE_CREDIT = 6 /* the receiver has done with the tile: its place is free */
};

/* Words of a request, and where in them a value starts (bits of the payload). */
enum kelpie_word {
  KELPIE_WORD_OPERATION = 0, /* operation 0..7, peer 16..31 */
  KELPIE_WORD_TILE = 1,      /* tile 0..31, group 32..55 */
  KELPIE_WORD_SOURCE = 2,    /* byte offset in the sender's buffer */
  KELPIE_WORD_TARGET = 3,    /* byte offset in the receiver's buffer */
  KELPIE_WORD_BYTES = 4,     /* bytes 0..31, queue 32..55 */
  KELPIE_WORD_SIGNAL = 5,    /* signal 0..31, low bits of the sequence 32..55 */
  KELPIE_WORD_READY = 6,     /* global timer, low 56 bits, in nanoseconds */
  KELPIE_WORD_REQUESTED = 7  /* likewise */
};

enum kelpie_kind {
  KELPIE_GEMM = 1,     /* a: 128 rows by depth blocks; b: two row-blocks of weights; d: columns blocks */
  KELPIE_DISPATCH = 2, /* a: tokens by rows; b: kelpie_row list; d: columns blocks from block depth on */
  KELPIE_IMPORT = 3,   /* a: host memory; d: device memory; detail: bytes */
  KELPIE_COMBINE = 4,  /* a: columns blocks from block depth on; b: kelpie_row list; d: float out by rows */
  KELPIE_COMPUTE = 5,  /* depth: nanoseconds of matrix work; d: tile of detail bytes to fill */
  KELPIE_CHECK = 6     /* a: tile of detail bytes to hold against its content */
};

enum kelpie_activation { KELPIE_IDENTITY = 0, KELPIE_RELU = 1, KELPIE_SILU = 2 };

enum kelpie_flag {
  KELPIE_WIRE = 1,       /* the tile travels; without it, it has arrived where it was made */
  KELPIE_DECOUPLED = 2,  /* its signal comes with its group's */
  KELPIE_UNSIGNALLED = 4, /* put only */
  KELPIE_STORED = 8,      /* it was made where it belongs, and the kernel stores its signal itself */
  KELPIE_UNFENCED = 16,   /* with nothing that keeps its signal behind it */
  KELPIE_LENT = 32        /* another tile waits for its place: who has done with it gives credit */
};

/* What a launch is of a pass; with a receive hook it is two, and state, queue and stamps go over. */
enum kelpie_half {
  KELPIE_WHOLE = 0,
  KELPIE_SEND = 1,   /* the tasks that are ready from the start; nobody waits for arrivals */
  KELPIE_RECEIVE = 2 /* the others */
};

enum kelpie_verdict { KELPIE_RUNNING = 0, KELPIE_DONE = 1, KELPIE_WATCHDOG = 2, KELPIE_ABORTED = 3 };

/* What was being waited for when the watchdog ended a run. */
enum kelpie_wait { KELPIE_WAIT_TASK = 1, KELPIE_WAIT_RING = 2, KELPIE_WAIT_SIGNAL = 3, KELPIE_WAIT_GROUP = 4, KELPIE_WAIT_CREDIT = 5 };

struct kelpie_task {
  uint32_t kind;
  uint32_t rows;
  uint64_t a;
  uint64_t b;
  uint64_t d;
  uint32_t depth;
  uint32_t columns;
  uint32_t counter;    /* lowered when the task is done */
  uint32_t first_tile; /* tiles that it has a part in */
  uint32_t tiles;
  uint32_t detail;
  uint32_t width;      /* DISPATCH, COMBINE: columns of the row-major side; GEMM: activation */
  uint32_t tile;       /* COMPUTE, CHECK, IMPORT: the tile; COMBINE too */
};

struct kelpie_tile {
  uint64_t source;
  uint64_t target;
  uint32_t bytes;
  uint32_t peer;
  uint32_t ring;
  uint32_t queue;
  uint32_t group;
  uint32_t flags;
  uint32_t counter; /* lowered when the tile has arrived */
  uint32_t after;   /* the tile before it in its place, whose credit it waits for; KELPIE_NONE with a place of its own */
  uint32_t batch;   /* KELPIE_NONE where it is asked for alone */
  uint32_t spare;
};

/* Signals behind one fence; or a batch, whose tiles are asked for once all of them are ready. */
struct kelpie_group {
  uint32_t first; /* of its members in the list of members */
  uint32_t members;
  uint32_t ring;
  uint32_t peer;
};

/* What follows when a counter reaches zero: tasks side by side. */
struct kelpie_counter {
  uint32_t first;
  uint32_t tasks;
};

/* A row of an expert's block: whose it is and what it weighs in the sum. */
struct kelpie_row {
  uint32_t token;
  float weight;
};

/* State that each pass starts anew; what is left of counters, tiles, groups and batches follows, a word each. */
struct kelpie_state {
  uint32_t head;
  uint32_t tail;
  uint32_t done;
  uint32_t aborted;
  uint32_t waiting;
  uint32_t waiting_tile;
  uint32_t waiting_task;
  uint32_t blocks;
  uint32_t spare[24];
};

struct kelpie_task_stamps {
  uint64_t asked; /* global timer in nanoseconds: the block had nothing to do */
  uint64_t claimed;
  uint64_t started;
  uint64_t ended;
  uint64_t cycles; /* SM clock from started to ended */
  uint32_t sm;
  uint32_t block;
};

struct kelpie_tile_stamps {
  uint64_t ready;
  uint64_t requested;
  uint64_t seen;
  uint64_t verified;
  uint64_t granted; /* the credit for its place was seen; 0 where it needs none */
  uint32_t bad;
  uint32_t spare;
};

/* In pinned host memory, written by the kernel when it ends. */
struct kelpie_status {
  uint32_t verdict;
  uint32_t waiting;
  uint32_t tile;
  uint32_t task;
  uint64_t started;
  uint64_t ended;
};

/* The kernel's argument. All addresses are the device's. */
struct kelpie_launch {
  uint64_t tasks;
  uint64_t tiles;
  uint64_t groups;
  uint64_t members; /* tile numbers, a word each */
  uint64_t counters;
  uint64_t state;
  uint64_t queue; /* a word of 8 bytes for every task: sequence in the high half, task + 1 in the low */
  uint64_t task_stamps;
  uint64_t tile_stamps;
  uint64_t issued;   /* of each ring, requests ever issued; in device memory, a line each */
  uint64_t requests; /* rings times depth, in pinned host memory */
  uint64_t consumed; /* of each ring, requests ever taken, as far as told; pinned, a line each */
  uint64_t signals;  /* pinned, 8 bytes a tile: the sequence of the pass whose tile has arrived */
  uint64_t credits;  /* pinned, 8 bytes a tile: the sequence of the pass in which its place became free */
  uint64_t batches;  /* as groups */
  uint64_t status;
  uint64_t stop; /* pinned, a word: the host wants the run to end */
  uint64_t deadline; /* nanoseconds after which the watchdog ends the run */
  uint32_t task_count; /* that this launch ends with */
  uint32_t initial; /* tasks ready from the start: the first so many */
  uint32_t tile_count;
  uint32_t group_count;
  uint32_t counter_count;
  uint32_t rings;
  uint32_t depth; /* of a ring, in requests: a power of two */
  uint32_t sequence;
  uint32_t leader; /* groups are flushed by the scheduler for their leader, not by the last arrival */
  uint32_t preamble; /* nanoseconds of fused preamble in every block */
  uint32_t batch_count;
  uint32_t half; /* kelpie_half */
};

/* What a kernel image says of itself. */
struct kelpie_image {
  uint32_t version;
  uint32_t threads;
  uint32_t shared_bytes;
  uint32_t gemm_columns;
  uint32_t wgmma;
  uint32_t architecture;
};

#endif
