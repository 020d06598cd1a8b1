/*
 * Put-signals of NVSHMEM from inside one kernel, tile by tile, stamped where they are posted and where their echo comes back. Two
 * processing elements: the first sends, the second answers each signal as soon as it sees it. Which transport carries them is
 * NVSHMEM's own choice and its environment's (NVSHMEM_IB_ENABLE_IBGDA=1: the GPU itself posts to the NIC).
 *
 *   put_signal RANK ID_FILE TILES WINDOWS PASSES GROUP SIZE...
 *
 * RANK 0 leaves NVSHMEM's id in ID_FILE, RANK 1 waits for it. GROUP is how many tiles are put before their signals follow one fence; 1
 * is a put-signal each. Tile t has the size SIZE[t mod n]. RANK 0 prints a line a tile: window, pass, tile, then the nanoseconds at
 * which it was ready, its put posted, its signal posted and its echo seen, from the first tile ready, and the words of it that the
 * receiver found wrong.
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <vector>

#include <cuda_runtime.h>
#include <nvshmem.h>
#include <nvshmemx.h>

#define CHECKED(call)                                                                        \
  do {                                                                                       \
    cudaError_t error = (call);                                                              \
    if (error != cudaSuccess) {                                                              \
      fprintf(stderr, "%s: %s\n", #call, cudaGetErrorString(error));                         \
      exit(1);                                                                               \
    }                                                                                        \
  } while (0)

struct Stamps {
  unsigned long long ready, posted, signalled, seen, bad;
};

struct Layout {
  const size_t *offsets; /* of the tiles, and the end */
  unsigned char *source;
  unsigned char *target;
  uint64_t *signals; /* of the receiver */
  uint64_t *echoes;  /* of the sender */
  uint64_t *bad;     /* of the sender, told by the receiver before its echo */
  int tiles;
  int group;
};

__device__ unsigned long long now() {
  unsigned long long time;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(time));
  return time;
}

__device__ uint64_t content(uint64_t pass, int tile, size_t word) {
  uint64_t z = pass * 0x9e3779b97f4a7c15ull + ((uint64_t)tile << 32 | word);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/* The first block fills each tile, puts it, and signals by tile or by group; a thread a tile of the second waits for its echo. */
__global__ void send(Layout at, Stamps *stamps, uint64_t pass) {
  if (blockIdx.x == 1) {
    for (int tile = threadIdx.x; tile < at.tiles; tile += blockDim.x) {
      nvshmem_signal_wait_until(at.echoes + tile, NVSHMEM_CMP_EQ, pass);
      stamps[tile].seen = now();
      stamps[tile].bad = at.bad[tile];
    }
    return;
  }
  for (int tile = 0; tile < at.tiles; tile++) {
    size_t bytes = at.offsets[tile + 1] - at.offsets[tile];
    uint64_t *words = reinterpret_cast<uint64_t *>(at.source + at.offsets[tile]);
    for (size_t i = threadIdx.x; i < bytes / 8; i += blockDim.x) words[i] = content(pass, tile, i);
    __syncthreads();
    if (threadIdx.x == 0) stamps[tile].ready = now();
    if (at.group == 1) {
      nvshmemx_putmem_signal_nbi_block(at.target + at.offsets[tile], words, bytes, at.signals + tile, pass, NVSHMEM_SIGNAL_SET, 1);
      if (threadIdx.x == 0) stamps[tile].posted = stamps[tile].signalled = now();
    } else {
      nvshmemx_putmem_nbi_block(at.target + at.offsets[tile], words, bytes, 1);
      if (threadIdx.x == 0) {
        stamps[tile].posted = now();
        if (tile % at.group == at.group - 1 || tile == at.tiles - 1) {
          nvshmem_fence();
          for (int member = tile - tile % at.group; member <= tile; member++) {
            nvshmemx_signal_op(at.signals + member, pass, NVSHMEM_SIGNAL_SET, 1);
            stamps[member].signalled = now();
          }
        }
      }
    }
    __syncthreads();
  }
}

/* A thread a tile: looks at its content when its signal is there, and answers. */
__global__ void answer(Layout at, uint64_t pass) {
  for (int tile = threadIdx.x; tile < at.tiles; tile += blockDim.x) {
    nvshmem_signal_wait_until(at.signals + tile, NVSHMEM_CMP_EQ, pass);
    const volatile uint64_t *words = reinterpret_cast<uint64_t *>(at.target + at.offsets[tile]);
    size_t count = (at.offsets[tile + 1] - at.offsets[tile]) / 8;
    uint64_t bad = 0;
    for (size_t step = 0; step < count; step += 512) { /* a word of each 4 KiB, and the last */
      bad += words[step] != content(pass, tile, step);
    }
    bad += words[count - 1] != content(pass, tile, count - 1);
    nvshmem_uint64_p(at.bad + tile, bad, 0);
    nvshmem_fence();
    nvshmemx_signal_op(at.echoes + tile, pass, NVSHMEM_SIGNAL_SET, 0);
  }
}

static void meet(int rank, const char *file) {
  nvshmemx_uniqueid_t id = NVSHMEMX_UNIQUEID_INITIALIZER;
  if (rank == 0) {
    nvshmemx_get_uniqueid(&id);
    char whole[4096];
    snprintf(whole, sizeof whole, "%s.part", file);
    FILE *out = fopen(whole, "wb");
    if (out == NULL || fwrite(&id, sizeof id, 1, out) != 1 || fclose(out) != 0 || rename(whole, file) != 0) {
      perror(file);
      exit(1);
    }
  } else {
    FILE *in = NULL;
    for (int i = 0; i < 1000 && (in = fopen(file, "rb")) == NULL; i++) usleep(10000);
    if (in == NULL || fread(&id, sizeof id, 1, in) != 1) {
      fprintf(stderr, "no id of the other side in %s\n", file);
      exit(1);
    }
    fclose(in);
  }
  nvshmemx_init_attr_t attributes = NVSHMEMX_INIT_ATTR_INITIALIZER;
  nvshmemx_set_attr_uniqueid_args(rank, 2, &id, &attributes);
  if (nvshmemx_init_attr(NVSHMEMX_INIT_WITH_UNIQUEID, &attributes) != 0) exit(1);
}

int main(int count, char **words) {
  if (count < 8) {
    fprintf(stderr, "usage: put_signal RANK ID_FILE TILES WINDOWS PASSES GROUP SIZE...\n");
    return 2;
  }
  const int rank = atoi(words[1]), tiles = atoi(words[3]), windows = atoi(words[4]), passes = atoi(words[5]);
  int gpus = 0;
  CHECKED(cudaGetDeviceCount(&gpus));
  CHECKED(cudaSetDevice(gpus > 1 ? rank : 0));
  meet(rank, words[2]);
  std::vector<size_t> offsets(1, 0);
  for (int tile = 0; tile < tiles; tile++) {
    size_t bytes = strtoull(words[7 + tile % (count - 7)], NULL, 10);
    offsets.push_back(offsets.back() + (bytes + 7) / 8 * 8);
  }
  size_t *placed;
  CHECKED(cudaMalloc(&placed, offsets.size() * sizeof(size_t)));
  CHECKED(cudaMemcpy(placed, offsets.data(), offsets.size() * sizeof(size_t), cudaMemcpyHostToDevice));
  Layout at = {placed,
               (unsigned char *)nvshmem_malloc(offsets.back()),
               (unsigned char *)nvshmem_malloc(offsets.back()),
               (uint64_t *)nvshmem_calloc(tiles, 8),
               (uint64_t *)nvshmem_calloc(tiles, 8),
               (uint64_t *)nvshmem_calloc(tiles, 8),
               tiles,
               atoi(words[6])};
  Stamps *stamps;
  CHECKED(cudaMalloc(&stamps, tiles * sizeof(Stamps)));
  std::vector<Stamps> seen(tiles);
  unsigned long long zero = 0;
  /* The first pass is warm-up. */
  for (int pass = 0; pass <= windows * passes; pass++) {
    nvshmem_barrier_all();
    if (rank == 0) {
      send<<<2, 1024>>>(at, stamps, pass + 1);
    } else {
      answer<<<1, 1024>>>(at, pass + 1);
    }
    CHECKED(cudaMemcpy(seen.data(), stamps, tiles * sizeof(Stamps), cudaMemcpyDeviceToHost));
    for (int tile = 0; rank == 0 && pass > 0 && tile < tiles; tile++) {
      Stamps s = seen[tile];
      if (zero == 0) zero = s.ready;
      printf("%d %d %d %llu %llu %llu %llu %llu\n", (pass - 1) / passes, (pass - 1) % passes, tile, s.ready - zero,
             s.posted - zero, s.signalled - zero, s.seen - zero, s.bad);
    }
    fflush(stdout);
  }
  nvshmem_barrier_all();
  nvshmem_finalize();
  return 0;
}
