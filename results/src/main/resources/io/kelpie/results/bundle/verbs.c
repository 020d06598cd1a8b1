/*
 * Shows one anomaly of an RDMA device, beside a reference without it, and says whether it is there.
 *
 *   gcc -std=c11 -O2 -Wall -Werror -o verbs verbs.c -libverbs && ./verbs [-p PORT] [-g GID-INDEX] [-n PAIRS] [DEVICE DEVICE...]
 *
 * Both ends run in this one thread: the sender on the first device, its peers on the others. A pass moves every tile once;
 * a run is one pass to warm up, then passes for three windows of 20 ms each. Runs come in pairs, anomaly and reference, the order
 * turned round each time, on fresh queue pairs, with a healthy neighbour after every second pair where one is known.
 *
 * Exit status: 1 still there, or weaker but over the threshold; 0 gone; 3 cannot tell; 2 this place cannot run it.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <infiniband/verbs.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum direction { ONE_WAY, BOTH_WAYS, LOOPBACK_BESIDE_REMOTE, LOOPBACK_BESIDE_RECEIVE };
enum qp_type { RC, UC, UD };
enum opcode { WRITE, READ, SEND };
enum tile_mapping { ONE_QP, ROUND_ROBIN, BY_EXPERT };
enum signal { NOTHING, INLINE_WRITE, FETCH_ADD, COMPARE_SWAP, SEND_SIGNAL, IMMEDIATE, COMPLETION };
enum signal_qp { TILE_QP, CONTROL_QP, NEXT_QP };
enum ordering { DRAIN, NIC_FENCE, SAME_QP, NO_ORDER };
enum fence_scope { SCOPE_QP, SCOPE_PEER, SCOPE_ENDPOINT };
enum flusher { LAST_ARRIVAL, LEADER };
enum symptom { HANG, DISORDER, ERROR, SERIALISED, STALLED, PAUSE, RETRANSMIT, LOW_GOODPUT, TAIL };

/* What moves and how it is moved. Sizes in bytes, timers in the codes of the InfiniBand specification. */
struct workload {
  const char *name;
  int sizes, tile_bytes[8]; /* run through in turn */
  int tiles, peers;
  enum direction direction;
  enum qp_type qp_type;
  enum opcode opcode;
  int path_mtu, qps_per_peer;
  enum tile_mapping tile_mapping;
  int send_depth, receive_depth, receives_posted, post_list, sges, inline_threshold, cq_depth;
  int cq_moderation; /* every how many tiles ask for a completion */
  int outstanding_reads, rnr_timer, rnr_retries, ack_timeout, retries;
  enum signal signal; /* how the receiver learns that a tile is complete */
  enum signal_qp signal_qp;
  enum ordering ordering; /* how the signal is kept behind its tile */
  enum fence_scope fence_scope;
  int signals_per_fence;
  enum flusher flusher;
  int regions;
  long region_bytes, region_stride;
};

#include "point.h"

#define MAX_DEVICES 16
#define WINDOWS 3
#define WINDOW_NS 20000000L
#define DEADLINE_NS 10000000000L
#define PATIENCE_NS 60000000L /* what is missing after so long without progress is lost */
#define QUEUE_KEY 0x4b454c50
#define GRH 40
#define SLOT(bytes) (((bytes) + 63) / 64 * 64)

static const char *SYMPTOMS[] = {"hang",  "disorder",   "error",      "serialised", "stalled",
                                 "pause", "retransmit", "low_goodput", "tail"};

static void refuse(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("verbs: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(2);
}

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count ? count : 1, size);
  if (!memory) refuse("out of memory");
  return memory;
}

static void *pages(size_t bytes) {
  size_t whole = (bytes + 4095) / 4096 * 4096;
  void *memory = aligned_alloc(4096, whole ? whole : 4096);
  if (!memory) refuse("out of memory for %zu bytes", bytes);
  memset(memory, 0, whole);
  return memory;
}

static long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

/* ---- Devices ---- */

struct device {
  const char *name;
  struct ibv_context *context;
  struct ibv_pd *pd;
  struct ibv_port_attr port;
  struct ibv_device_attr attributes;
  union ibv_gid gid;
  int gid_index;
};

static struct device devices[MAX_DEVICES];
static int device_count, port_number = 1, gid_wanted = -1;

static int gid_rank(const struct device *device, int index, const union ibv_gid *gid) {
  char path[256], type[32] = "";
  snprintf(path, sizeof path, "/sys/class/infiniband/%s/ports/%d/gid_attrs/types/%d", device->name, port_number, index);
  FILE *file = fopen(path, "r");
  if (file) {
    if (!fgets(type, sizeof type, file)) type[0] = 0;
    fclose(file);
  }
  static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return (strncasecmp(type, "RoCE v2", 7) ? 2 : 0) + (memcmp(gid->raw, mapped, 12) ? 1 : 0);
}

static void find_gid(struct device *device) {
  static const union ibv_gid none;
  int best = 100;
  device->gid_index = -1;
  for (int i = 0; i < device->port.gid_tbl_len; i++) {
    union ibv_gid gid;
    if ((gid_wanted >= 0 && i != gid_wanted) || ibv_query_gid(device->context, port_number, i, &gid)) continue;
    if (!memcmp(&gid, &none, sizeof gid)) continue;
    int rank = gid_rank(device, i, &gid);
    if (rank < best) {
      best = rank;
      device->gid = gid;
      device->gid_index = i;
    }
  }
}

static void open_devices(char **names, int count) {
  int found = 0;
  struct ibv_device **list = ibv_get_device_list(&found);
  if (!list || found == 0) refuse("no RDMA device: load the driver, for example modprobe rdma_rxe");
  int wanted = count ? count : found < 2 ? found : 2;
  if (wanted > MAX_DEVICES) refuse("at most %d devices", MAX_DEVICES);
  for (int i = 0; i < wanted; i++) {
    struct device *device = &devices[i];
    struct ibv_device *match = NULL;
    for (int j = 0; j < found; j++)
      if (count ? !strcmp(ibv_get_device_name(list[j]), names[i]) : j == i) match = list[j];
    if (!match) refuse("there is no RDMA device %s", names[i]);
    device->context = ibv_open_device(match);
    if (!device->context) refuse("%s cannot be opened: %s", ibv_get_device_name(match), strerror(errno));
    device->name = ibv_get_device_name(match);
    device->pd = ibv_alloc_pd(device->context);
    if (!device->pd || ibv_query_device(device->context, &device->attributes) ||
        ibv_query_port(device->context, port_number, &device->port))
      refuse("%s, port %d cannot be used: %s", device->name, port_number, strerror(errno));
    find_gid(device);
    if (device->port.link_layer == IBV_LINK_LAYER_ETHERNET && device->gid_index < 0)
      refuse("%s has no GID: give its network interface an IP address", device->name);
    int flags = fcntl(device->context->async_fd, F_GETFL);
    fcntl(device->context->async_fd, F_SETFL, flags | O_NONBLOCK);
  }
  device_count = wanted;
}

/* ---- Counters: the retries that the devices count, and packets to norm them by ---- */

struct counters {
  int count;
  struct {
    char path[384];
    uint64_t value;
    int is_retry, is_packets, moves_idle;
  } one[512];
};

static int contains(const char *text, const char *const *words) {
  for (; *words; words++)
    if (strcasestr(text, *words)) return 1;
  return 0;
}

static int read_counter(const char *path, uint64_t *value) {
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  unsigned long long number;
  int read = fscanf(file, "%llu", &number);
  fclose(file);
  *value = number;
  return read == 1;
}

static void read_counters(struct counters *all) {
  static const char *const retries[] = {"retry", "retri", "retrans", "retx", "timeout", "seq", "rnr", "duplicate", NULL};
  static const char *const folders[] = {"counters", "hw_counters", NULL};
  static const char *const packets[] = {"sent_pkts", "rcvd_pkts", "xmit_packets", "rcv_packets", "tx_pkts", "rx_pkts", NULL};
  all->count = 0;
  for (int d = 0; d < device_count; d++)
    for (const char *const *folder = folders; *folder; folder++) {
      char path[256];
      snprintf(path, sizeof path, "/sys/class/infiniband/%s/ports/%d/%s", devices[d].name, port_number, *folder);
      DIR *directory = opendir(path);
      for (struct dirent *entry; directory && (entry = readdir(directory));) {
        int retry = contains(entry->d_name, retries), packet = contains(entry->d_name, packets);
        if ((!retry && !packet) || all->count == 512 || strlen(entry->d_name) > 100) continue;
        snprintf(all->one[all->count].path, sizeof all->one[0].path, "%s/%.100s", path, entry->d_name);
        all->one[all->count].is_retry = retry;
        all->one[all->count].is_packets = packet;
        all->one[all->count].moves_idle = 0;
        if (read_counter(all->one[all->count].path, &all->one[all->count].value)) all->count++;
      }
      if (directory) closedir(directory);
    }
}

/* Many drivers keep 32 bits. */
static double counted(uint64_t before, uint64_t after) {
  return after >= before ? (double)(after - before) : (double)(uint32_t)(after - before);
}

/* Retries and packets since all was read; what moves by itself is left out. */
static void counted_since(const struct counters *before, double *retries, double *packets) {
  *retries = 0;
  *packets = 1;
  for (int i = 0; i < before->count; i++) {
    uint64_t value;
    if (!read_counter(before->one[i].path, &value)) continue;
    double delta = counted(before->one[i].value, value);
    if (before->one[i].is_retry && !before->one[i].moves_idle) *retries += delta;
    if (before->one[i].is_packets && delta > *packets) *packets = delta;
  }
}

static struct counters idle;

static void watch_idle(void) {
  read_counters(&idle);
  nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
  for (int i = 0; i < idle.count; i++) {
    uint64_t value;
    idle.one[i].moves_idle = read_counter(idle.one[i].path, &value) && value != idle.one[i].value;
  }
}

/* ---- The program of a pass: its work requests in posting order, cut into turns ---- */

struct request {
  int tile, queue, ordinal;
  char is_signal, completes, fenced;
};

struct turn {
  int first, count; /* a chain of requests on one queue, or */
  int drain;        /* the domain to wait for; -1 of a chain */
};

struct program {
  const struct workload *w;
  int tiles, queues, requests, turns;
  struct request *request;
  struct turn *turn;
  int **of_queue, *queue_requests;
};

static int tile_bytes(const struct workload *w, int tile) { return w->tile_bytes[tile % w->sizes]; }
static int peer_of_queue(const struct workload *w, int queue) {
  int data = w->peers * w->qps_per_peer;
  return queue < data ? queue / w->qps_per_peer : queue - data;
}

static int tile_queue(const struct workload *w, int tile, int tiles) {
  int ordinal = tile / w->peers, within = 0;
  if (w->tile_mapping == ROUND_ROBIN) within = ordinal % w->qps_per_peer;
  if (w->tile_mapping == BY_EXPERT) within = (int)((long)ordinal * w->qps_per_peer / ((tiles + w->peers - 1) / w->peers));
  return tile % w->peers * w->qps_per_peer + within;
}

static int signal_queue(const struct workload *w, int tile, int tiles) {
  if (w->signal_qp == CONTROL_QP) return w->peers * w->qps_per_peer + tile % w->peers;
  if (w->signal_qp == NEXT_QP) return tile % w->peers * w->qps_per_peer + (tile / w->peers + 1) % w->qps_per_peer;
  return tile_queue(w, tile, tiles);
}

static int has_own_signal(const struct workload *w) {
  return w->signal == INLINE_WRITE || w->signal == FETCH_ADD || w->signal == COMPARE_SWAP || w->signal == SEND_SIGNAL;
}

static int consumes_receives(const struct workload *w) {
  return w->opcode == SEND || w->signal == SEND_SIGNAL || w->signal == IMMEDIATE;
}

static enum fence_scope scope_of(const struct workload *w) { return w->ordering == DRAIN ? w->fence_scope : SCOPE_QP; }

static int drains(const struct workload *w, int domain, int queue) {
  if (scope_of(w) == SCOPE_QP) return queue == domain;
  return scope_of(w) == SCOPE_ENDPOINT || peer_of_queue(w, queue) == domain;
}

static int domain_of(const struct workload *w, int tile, int tiles) {
  if (scope_of(w) == SCOPE_QP) return tile_queue(w, tile, tiles);
  return scope_of(w) == SCOPE_PEER ? tile % w->peers : 0;
}

struct compiler {
  struct program *p;
  struct request *pending; /* post_list places a queue */
  int *waiting, *tiles_since, *requests_since, *last;
};

static void complete(struct compiler *c, struct request *request) {
  request->completes = 1;
  c->tiles_since[request->queue] = 0;
  c->requests_since[request->queue] = 0;
}

static void post_pending(struct compiler *c, int queue) {
  struct program *p = c->p;
  int count = c->waiting[queue];
  if (!count) return;
  p->turn[p->turns++] = (struct turn){p->requests, count, -1};
  memcpy(&p->request[p->requests], &c->pending[queue * p->w->post_list], count * sizeof(struct request));
  p->requests += count;
  c->last[queue] = p->requests - 1;
  c->waiting[queue] = 0;
}

static void append(struct compiler *c, int tile, int queue, int is_signal, int fenced) {
  const struct workload *w = c->p->w;
  int most = w->send_depth / 2 > 1 ? w->send_depth / 2 : 1;
  struct request request = {.tile = tile, .queue = queue, .is_signal = is_signal, .fenced = fenced};
  c->requests_since[queue]++;
  if (!is_signal) c->tiles_since[queue]++;
  if (c->tiles_since[queue] >= w->cq_moderation || c->requests_since[queue] >= most) complete(c, &request);
  c->pending[queue * w->post_list + c->waiting[queue]++] = request;
  if (c->waiting[queue] == w->post_list) post_pending(c, queue);
}

static void flush_group(struct compiler *c, const int *group, int count) {
  struct program *p = c->p;
  const struct workload *w = p->w;
  if (w->ordering == DRAIN) {
    int domain = domain_of(w, group[0], p->tiles);
    for (int q = 0; q < p->queues; q++)
      if (drains(w, domain, q)) post_pending(c, q);
    for (int q = 0; q < p->queues; q++)
      if (drains(w, domain, q) && c->last[q] >= 0) complete(c, &p->request[c->last[q]]);
    p->turn[p->turns++] = (struct turn){p->requests, 0, domain};
  }
  for (int i = 0; i < count; i++) {
    int queue = signal_queue(w, group[i], p->tiles), own = tile_queue(w, group[i], p->tiles);
    if (queue != own) post_pending(c, own);
    append(c, group[i], queue, 1, i == 0 && w->ordering == NIC_FENCE);
  }
}

static struct program compile(const struct workload *w, int tiles) {
  struct program p = {.w = w, .tiles = tiles, .queues = w->peers * (w->qps_per_peer + 1)};
  p.request = zeroed(2L * tiles, sizeof *p.request);
  p.turn = zeroed(3L * tiles + p.queues, sizeof *p.turn);
  struct compiler c = {&p, zeroed((size_t)p.queues * w->post_list, sizeof(struct request)), zeroed(p.queues, sizeof(int)),
                       zeroed(p.queues, sizeof(int)), zeroed(p.queues, sizeof(int)), zeroed(p.queues, sizeof(int))};
  int fences = w->ordering == DRAIN || w->ordering == NIC_FENCE, size = fences ? w->signals_per_fence : 1;
  int leads = fences && size > 1 && w->flusher == LEADER;
  int *left = zeroed(p.queues, sizeof(int)), *filled = zeroed(p.queues, sizeof(int));
  int **group = zeroed(p.queues, sizeof(int *)), **led = zeroed(tiles, sizeof(int *)), *led_size = zeroed(tiles, sizeof(int));
  int led_count = 0;
  for (int q = 0; q < p.queues; q++) c.last[q] = -1;
  for (int tile = 0; tile < tiles; tile++) left[domain_of(w, tile, tiles)]++;
  for (int tile = 0; tile < tiles; tile++) {
    append(&c, tile, tile_queue(w, tile, tiles), 0, 0);
    if (!has_own_signal(w)) continue;
    int domain = domain_of(w, tile, tiles);
    if (!group[domain]) group[domain] = zeroed(size < tiles ? size : tiles, sizeof(int));
    group[domain][filled[domain]++] = tile;
    left[domain]--;
    if (filled[domain] < size && left[domain] > 0) continue;
    if (leads) {
      led[led_count] = group[domain];
      led_size[led_count++] = filled[domain];
      group[domain] = NULL;
    } else {
      flush_group(&c, group[domain], filled[domain]);
    }
    filled[domain] = 0;
  }
  for (int i = 0; i < led_count; i++) {
    flush_group(&c, led[i], led_size[i]);
    free(led[i]);
  }
  for (int q = 0; q < p.queues; q++) post_pending(&c, q);
  for (int q = 0; q < p.queues; q++)
    if (c.last[q] >= 0) complete(&c, &p.request[c.last[q]]);
  p.of_queue = zeroed(p.queues, sizeof(int *));
  p.queue_requests = zeroed(p.queues, sizeof(int));
  for (int i = 0; i < p.requests; i++) p.request[i].ordinal = p.queue_requests[p.request[i].queue]++;
  for (int q = 0; q < p.queues; q++) p.of_queue[q] = zeroed(p.queue_requests[q], sizeof(int));
  for (int i = 0; i < p.requests; i++) p.of_queue[p.request[i].queue][p.request[i].ordinal] = i;
  for (int q = 0; q < p.queues; q++) free(group[q]);
  free(c.pending), free(c.waiting), free(c.tiles_since), free(c.requests_since), free(c.last);
  free(left), free(filled), free(group), free(led), free(led_size);
  return p;
}

static void free_program(struct program *p) {
  for (int q = 0; q < p->queues; q++) free(p->of_queue[q]);
  free(p->of_queue), free(p->queue_requests), free(p->request), free(p->turn);
}

/* ---- What one direction's tiles travel over ---- */

struct wiring {
  const struct workload *w;
  struct device *near, *far[1024];
  int queues, posted, receive_bytes, tiles_held;
  char *source, *sink, *receives;
  uint64_t *words; /* payload of signals, and behind them room for atomics' answers */
  uint64_t *flags; /* where signals land */
  struct ibv_mr **near_tiles, **far_tiles[MAX_DEVICES], *near_words, *far_flags[MAX_DEVICES], *far_receives[MAX_DEVICES];
  struct ibv_cq *sends, *arrivals[MAX_DEVICES];
  struct ibv_qp **near_qp, **far_qp;
  struct ibv_ah **handle;
};

static int device_index(const struct device *device) { return (int)(device - devices); }

static int access_to(const struct device *device, enum qp_type type) {
  int access = IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE;
  if (type == RC) access |= IBV_ACCESS_REMOTE_READ;
  if (type == RC && device->attributes.atomic_cap != IBV_ATOMIC_NONE) access |= IBV_ACCESS_REMOTE_ATOMIC;
  return access;
}

static struct ibv_mr *registered(struct device *device, void *memory, size_t bytes, enum qp_type type) {
  struct ibv_mr *region = ibv_reg_mr(device->pd, memory, bytes, access_to(device, type));
  if (!region) refuse("%s registers no %zu bytes: %s; raise ulimit -l", device->name, bytes, strerror(errno));
  return region;
}

static struct ibv_mr **register_tiles(struct device *device, char *memory, const struct workload *w) {
  struct ibv_mr **regions = zeroed(w->regions, sizeof *regions);
  for (int i = 0; i < w->regions; i++) regions[i] = registered(device, memory + i * w->region_stride, w->region_bytes, w->qp_type);
  return regions;
}

static struct ibv_ah_attr route(const struct device *from, const struct device *to) {
  struct ibv_ah_attr route = {.port_num = port_number};
  if (from->port.link_layer == IBV_LINK_LAYER_ETHERNET) {
    route.is_global = 1;
    route.grh.dgid = to->gid;
    route.grh.sgid_index = from->gid_index;
    route.grh.hop_limit = 64;
  } else {
    route.dlid = to->port.lid;
  }
  return route;
}

static struct ibv_qp *create_qp(struct device *device, const struct workload *w, struct ibv_cq *cq, int sends, int receives, int inlined) {
  static const enum ibv_qp_type types[] = {IBV_QPT_RC, IBV_QPT_UC, IBV_QPT_UD};
  struct ibv_qp_init_attr wanted = {.send_cq = cq, .recv_cq = cq, .qp_type = types[w->qp_type]};
  wanted.cap.max_send_wr = sends;
  wanted.cap.max_recv_wr = receives;
  wanted.cap.max_send_sge = w->sges;
  wanted.cap.max_recv_sge = 1;
  wanted.cap.max_inline_data = inlined;
  struct ibv_qp *qp = ibv_create_qp(device->pd, &wanted);
  if (!qp) refuse("%s makes no queue pair: %s", device->name, strerror(errno));
  return qp;
}

static void to_init(struct device *device, struct ibv_qp *qp, enum qp_type type) {
  struct ibv_qp_attr to = {.qp_state = IBV_QPS_INIT, .port_num = port_number};
  int mask = IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT;
  if (type == UD) {
    to.qkey = QUEUE_KEY;
    mask |= IBV_QP_QKEY;
  } else {
    to.qp_access_flags = access_to(device, type);
    mask |= IBV_QP_ACCESS_FLAGS;
  }
  if (ibv_modify_qp(qp, &to, mask)) refuse("%s: a queue pair stays out of INIT: %s", device->name, strerror(errno));
}

static void to_ready(struct device *device, struct ibv_qp *qp, struct device *peer, struct ibv_qp *other, const struct workload *w) {
  struct ibv_qp_attr to = {.qp_state = IBV_QPS_RTR};
  int mask = IBV_QP_STATE;
  if (w->qp_type != UD) {
    to.path_mtu = w->path_mtu >= 4096   ? IBV_MTU_4096
                  : w->path_mtu >= 2048 ? IBV_MTU_2048
                  : w->path_mtu >= 1024 ? IBV_MTU_1024
                  : w->path_mtu >= 512  ? IBV_MTU_512
                                        : IBV_MTU_256;
    to.dest_qp_num = other->qp_num;
    to.ah_attr = route(device, peer);
    mask |= IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN | IBV_QP_RQ_PSN;
  }
  if (w->qp_type == RC) {
    to.max_dest_rd_atomic = w->outstanding_reads;
    to.min_rnr_timer = w->rnr_timer;
    mask |= IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER;
  }
  if (ibv_modify_qp(qp, &to, mask)) refuse("%s: a queue pair stays out of RTR: %s", device->name, strerror(errno));
  to = (struct ibv_qp_attr){.qp_state = IBV_QPS_RTS};
  mask = IBV_QP_STATE | IBV_QP_SQ_PSN;
  if (w->qp_type == RC) {
    to.timeout = w->ack_timeout;
    to.retry_cnt = w->retries;
    to.rnr_retry = w->rnr_retries;
    to.max_rd_atomic = w->outstanding_reads;
    mask |= IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY | IBV_QP_MAX_QP_RD_ATOMIC;
  }
  if (ibv_modify_qp(qp, &to, mask)) refuse("%s: a queue pair stays out of RTS: %s", device->name, strerror(errno));
}

static void post_receive(struct wiring *wiring, int queue, int slot) {
  int far = device_index(wiring->far[peer_of_queue(wiring->w, queue)]);
  char *at = wiring->receives + ((size_t)queue * wiring->posted + slot) * wiring->receive_bytes;
  struct ibv_sge sge = {(uintptr_t)at, wiring->receive_bytes, wiring->far_receives[far]->lkey};
  struct ibv_recv_wr request = {.wr_id = (uint64_t)queue << 32 | slot, .sg_list = &sge, .num_sge = 1}, *bad;
  if (ibv_post_recv(wiring->far_qp[queue], &request, &bad)) refuse("a receive cannot be posted: %s", strerror(errno));
}

static struct wiring *wire(const struct workload *w, struct device *near, struct device **far) {
  struct wiring *wiring = zeroed(1, sizeof *wiring);
  int data = w->peers * w->qps_per_peer;
  *wiring = (struct wiring){.w = w, .near = near, .queues = w->peers * (w->qps_per_peer + 1)};
  memcpy(wiring->far, far, w->peers * sizeof *far);
  wiring->tiles_held = w->tiles > 1024 ? w->tiles : 1024;
  wiring->posted = consumes_receives(w) ? w->receives_posted : 0;
  int largest = 64;
  for (int i = 0; i < w->sizes; i++)
    if (w->opcode == SEND && SLOT(w->tile_bytes[i]) > largest) largest = SLOT(w->tile_bytes[i]);
  wiring->receive_bytes = largest + (w->qp_type == UD ? GRH : 0);
  wiring->source = pages((size_t)w->regions * w->region_stride);
  wiring->sink = pages((size_t)w->regions * w->region_stride);
  wiring->words = pages((wiring->tiles_held + 1) * 8);
  wiring->flags = pages((wiring->tiles_held + 1) * 8);
  wiring->receives = pages((size_t)wiring->queues * wiring->posted * wiring->receive_bytes);
  wiring->near_tiles = register_tiles(near, w->opcode == READ ? wiring->sink : wiring->source, w);
  wiring->near_words = registered(near, wiring->words, (wiring->tiles_held + 1) * 8, w->qp_type);
  wiring->sends = ibv_create_cq(near->context, w->cq_depth, NULL, NULL, 0);
  if (!wiring->sends) refuse("%s makes no completion queue of %d: %s", near->name, w->cq_depth, strerror(errno));
  for (int peer = 0; peer < w->peers; peer++) {
    int d = device_index(far[peer]);
    if (wiring->arrivals[d]) continue;
    wiring->far_tiles[d] = register_tiles(far[peer], w->opcode == READ ? wiring->source : wiring->sink, w);
    wiring->far_flags[d] = registered(far[peer], wiring->flags, (wiring->tiles_held + 1) * 8, w->qp_type);
    if (wiring->posted)
      wiring->far_receives[d] =
          registered(far[peer], wiring->receives, (size_t)wiring->queues * wiring->posted * wiring->receive_bytes, w->qp_type);
    wiring->arrivals[d] = ibv_create_cq(far[peer]->context, w->cq_depth, NULL, NULL, 0);
    if (!wiring->arrivals[d]) refuse("%s makes no completion queue: %s", far[peer]->name, strerror(errno));
  }
  wiring->handle = zeroed(w->peers, sizeof *wiring->handle);
  for (int peer = 0; peer < w->peers && w->qp_type == UD; peer++) {
    struct ibv_ah_attr there = route(near, far[peer]);
    wiring->handle[peer] = ibv_create_ah(near->pd, &there);
    if (!wiring->handle[peer]) refuse("%s makes no address handle: %s", near->name, strerror(errno));
  }
  wiring->near_qp = zeroed(wiring->queues, sizeof *wiring->near_qp);
  wiring->far_qp = zeroed(wiring->queues, sizeof *wiring->far_qp);
  for (int q = 0; q < wiring->queues; q++) {
    struct device *there = far[q < data ? q / w->qps_per_peer : q - data];
    wiring->near_qp[q] = create_qp(near, w, wiring->sends, w->send_depth, 1, w->inline_threshold);
    wiring->far_qp[q] = create_qp(there, w, wiring->arrivals[device_index(there)], 1, wiring->posted ? w->receive_depth : 1, 0);
    to_init(near, wiring->near_qp[q], w->qp_type);
    to_init(there, wiring->far_qp[q], w->qp_type);
    to_ready(near, wiring->near_qp[q], there, wiring->far_qp[q], w);
    to_ready(there, wiring->far_qp[q], near, wiring->near_qp[q], w);
    for (int slot = 0; slot < wiring->posted; slot++) post_receive(wiring, q, slot);
  }
  return wiring;
}

static void unwire(struct wiring *wiring) {
  const struct workload *w = wiring->w;
  for (int q = 0; q < wiring->queues; q++) {
    ibv_destroy_qp(wiring->near_qp[q]);
    ibv_destroy_qp(wiring->far_qp[q]);
  }
  for (int peer = 0; peer < w->peers; peer++)
    if (wiring->handle[peer]) ibv_destroy_ah(wiring->handle[peer]);
  ibv_destroy_cq(wiring->sends);
  for (int i = 0; i < w->regions; i++) ibv_dereg_mr(wiring->near_tiles[i]);
  ibv_dereg_mr(wiring->near_words);
  for (int d = 0; d < MAX_DEVICES; d++) {
    if (!wiring->arrivals[d]) continue;
    ibv_destroy_cq(wiring->arrivals[d]);
    for (int i = 0; i < w->regions; i++) ibv_dereg_mr(wiring->far_tiles[d][i]);
    free(wiring->far_tiles[d]);
    ibv_dereg_mr(wiring->far_flags[d]);
    if (wiring->far_receives[d]) ibv_dereg_mr(wiring->far_receives[d]);
  }
  free(wiring->source), free(wiring->sink), free(wiring->words), free(wiring->flags), free(wiring->receives);
  free(wiring->near_tiles), free(wiring->near_qp), free(wiring->far_qp), free(wiring->handle), free(wiring);
}

/* ---- Content: in a tile's first word who it is, in the last word of every packet a value that nothing else has ---- */

static uint64_t tag(uint64_t pass, int tile, int block) {
  uint64_t z = pass * 0x9e3779b97f4a7c15u + ((uint64_t)tile << 32 | (unsigned)block);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static uint64_t name_of(uint64_t pass, int tile) { return pass << 32 | (unsigned)tile; }

static void write_tile(char *at, int bytes, int mtu, uint64_t pass, int tile) {
  uint64_t name = name_of(pass, tile);
  memcpy(at, &name, 8);
  for (int block = 0; block * mtu < bytes; block++) {
    int end = (block + 1) * mtu < bytes ? (block + 1) * mtu : bytes, width = end - block * mtu < 8 ? end - block * mtu : 8;
    uint64_t value = tag(pass, tile, block);
    memcpy(at + end - width, &value, width);
  }
}

static int is_whole(const char *at, int bytes, int mtu, uint64_t pass, int tile) {
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  for (int block = (bytes + mtu - 1) / mtu - 1; block >= 0; block--) {
    int end = (block + 1) * mtu < bytes ? (block + 1) * mtu : bytes, width = end - block * mtu < 8 ? end - block * mtu : 8;
    uint64_t value = tag(pass, tile, block);
    if (memcmp(at + end - width, &value, width)) return 0;
  }
  return 1;
}

/* ---- One direction of a run ---- */

enum arrival { FLAG, MESSAGE, OWN_COMPLETION };
enum state { AWAITED, LATE, DONE };

struct lane {
  const struct workload *w;
  struct wiring *wiring;
  struct program program;
  enum arrival arrival;
  uint64_t pass;
  /* sender */
  int turn, outstanding, *posted, *retired;
  /* receiver */
  enum state *state;
  char *landed;
  int awaited, late, *head, *seen;
  long disordered, missing, corrupt;
  /* result */
  long pass_ns, window_ns, *sojourn; /* of every tile of the measured passes; kept for TAIL alone */
  int window_passes, windows;
  double window_tile_ns[WINDOWS];
  size_t sojourns;
  long started;
};

static size_t tile_offset(const struct workload *w, int tile) {
  int largest = 0;
  for (int i = 0; i < w->sizes; i++)
    if (w->tile_bytes[i] > largest) largest = w->tile_bytes[i];
  return tile % w->regions * (size_t)w->region_stride + tile / w->regions * (size_t)SLOT(largest);
}

static void open_lane(struct lane *lane, const struct workload *w, struct wiring *wiring, int tiles) {
  memset(lane, 0, sizeof *lane);
  lane->w = w;
  lane->wiring = wiring;
  lane->program = compile(w, tiles);
  lane->arrival = w->signal == SEND_SIGNAL || w->signal == IMMEDIATE || (w->signal == NOTHING && w->opcode == SEND) ? MESSAGE
                  : w->signal == COMPLETION || w->signal == NOTHING                                                   ? OWN_COMPLETION
                                                                                                                      : FLAG;
  lane->posted = zeroed(lane->program.queues, sizeof(int));
  lane->retired = zeroed(lane->program.queues, sizeof(int));
  lane->head = zeroed(lane->program.queues, sizeof(int));
  lane->seen = zeroed(lane->program.queues, sizeof(int));
  lane->state = zeroed(tiles, sizeof *lane->state);
  lane->landed = zeroed(tiles, 1);
}

static void close_lane(struct lane *lane) {
  free_program(&lane->program);
  free(lane->posted), free(lane->retired), free(lane->head), free(lane->seen), free(lane->state), free(lane->landed), free(lane->sojourn);
}

static void prepare(struct lane *lane, uint64_t pass) {
  const struct workload *w = lane->w;
  for (int tile = 0; tile < lane->program.tiles; tile++) {
    write_tile(lane->wiring->source + tile_offset(w, tile), tile_bytes(w, tile), w->path_mtu, pass, tile);
    lane->wiring->words[tile] = w->signal == SEND_SIGNAL ? name_of(pass, tile) : pass;
    lane->wiring->flags[tile] = pass - 1;
    lane->state[tile] = AWAITED;
    lane->landed[tile] = 0;
  }
  for (int q = 0; q < lane->program.queues; q++) lane->posted[q] = lane->retired[q] = lane->head[q] = lane->seen[q] = 0;
  lane->pass = pass;
  lane->turn = lane->outstanding = lane->late = 0;
  lane->awaited = lane->program.tiles;
}

static void fill_tile(struct lane *lane, const struct request *request, struct ibv_send_wr *wr, struct ibv_sge *sge) {
  const struct workload *w = lane->w;
  struct wiring *wiring = lane->wiring;
  int tile = request->tile, bytes = tile_bytes(w, tile), region = tile % w->regions, peer = tile % w->peers;
  size_t offset = tile_offset(w, tile);
  int pieces = w->sges < bytes ? w->sges : bytes, each = bytes / pieces, reads = w->opcode == READ;
  for (int i = 0; i < pieces; i++)
    sge[i] = (struct ibv_sge){(uintptr_t)((reads ? wiring->sink : wiring->source) + offset + (size_t)i * each),
                              i + 1 < pieces ? each : bytes - i * each, wiring->near_tiles[region]->lkey};
  wr->num_sge = pieces;
  wr->wr.rdma.remote_addr = (uintptr_t)((reads ? wiring->source : wiring->sink) + offset);
  wr->wr.rdma.rkey = wiring->far_tiles[device_index(wiring->far[peer])][region]->rkey;
  int immediate = w->signal == IMMEDIATE;
  wr->imm_data = (uint32_t)lane->pass << 20 | (unsigned)tile;
  wr->opcode = reads               ? IBV_WR_RDMA_READ
               : w->opcode == SEND ? (immediate ? IBV_WR_SEND_WITH_IMM : IBV_WR_SEND)
                                   : (immediate ? IBV_WR_RDMA_WRITE_WITH_IMM : IBV_WR_RDMA_WRITE);
  if (!reads && bytes <= w->inline_threshold) wr->send_flags |= IBV_SEND_INLINE;
}

static void fill_signal(struct lane *lane, const struct request *request, struct ibv_send_wr *wr, struct ibv_sge *sge) {
  const struct workload *w = lane->w;
  struct wiring *wiring = lane->wiring;
  int tile = request->tile, far = device_index(wiring->far[tile % w->peers]), own_room = wiring->tiles_held;
  uint64_t flag = (uintptr_t)&wiring->flags[tile];
  uint32_t key = wiring->far_flags[far]->rkey;
  *sge = (struct ibv_sge){(uintptr_t)&wiring->words[tile], 8, wiring->near_words->lkey};
  wr->num_sge = 1;
  if (w->signal == FETCH_ADD || w->signal == COMPARE_SWAP) {
    sge->addr = (uintptr_t)&wiring->words[own_room];
    wr->opcode = w->signal == FETCH_ADD ? IBV_WR_ATOMIC_FETCH_AND_ADD : IBV_WR_ATOMIC_CMP_AND_SWP;
    wr->wr.atomic.remote_addr = flag;
    wr->wr.atomic.rkey = key;
    wr->wr.atomic.compare_add = w->signal == FETCH_ADD ? 1 : lane->pass - 1;
    wr->wr.atomic.swap = lane->pass;
  } else if (w->signal == SEND_SIGNAL) {
    wr->opcode = IBV_WR_SEND;
    if (w->inline_threshold >= 8) wr->send_flags |= IBV_SEND_INLINE;
  } else {
    wr->opcode = IBV_WR_RDMA_WRITE;
    wr->send_flags |= IBV_SEND_INLINE;
    wr->wr.rdma.remote_addr = flag;
    wr->wr.rdma.rkey = key;
  }
}

/* Posts a turn's chain; the place of the first failure in the run's own words, or NULL. */
static const char *post_chain(struct lane *lane, const struct turn *turn) {
  static struct ibv_send_wr chain[128];
  static struct ibv_sge sges[128][16];
  struct wiring *wiring = lane->wiring;
  int queue = lane->program.request[turn->first].queue, peer = peer_of_queue(lane->w, queue);
  for (int i = 0; i < turn->count; i++) {
    const struct request *request = &lane->program.request[turn->first + i];
    chain[i] = (struct ibv_send_wr){.wr_id = (uint64_t)queue << 32 | (unsigned)request->ordinal, .sg_list = sges[i]};
    chain[i].next = i + 1 < turn->count ? &chain[i + 1] : NULL;
    chain[i].send_flags = (request->completes ? IBV_SEND_SIGNALED : 0) | (request->fenced ? IBV_SEND_FENCE : 0);
    if (request->is_signal)
      fill_signal(lane, request, &chain[i], sges[i]);
    else
      fill_tile(lane, request, &chain[i], sges[i]);
    if (lane->w->qp_type == UD) {
      chain[i].wr.ud.ah = wiring->handle[peer];
      chain[i].wr.ud.remote_qpn = wiring->far_qp[queue]->qp_num;
      chain[i].wr.ud.remote_qkey = QUEUE_KEY;
    }
  }
  struct ibv_send_wr *bad;
  return ibv_post_send(wiring->near_qp[queue], chain, &bad) ? "ibv_post_send failed" : NULL;
}

static int is_drained(const struct lane *lane, int domain) {
  for (int q = 0; q < lane->program.queues; q++)
    if (drains(lane->w, domain, q) && lane->posted[q] != lane->retired[q]) return 0;
  return 1;
}

static const char *send_turns(struct lane *lane, int *moved) {
  for (int taken = 0; taken < 4 && lane->turn < lane->program.turns; taken++) {
    const struct turn *turn = &lane->program.turn[lane->turn];
    if (turn->drain >= 0) {
      if (!is_drained(lane, turn->drain)) break;
    } else {
      int queue = lane->program.request[turn->first].queue;
      if (lane->posted[queue] - lane->retired[queue] + turn->count > lane->w->send_depth) break;
      lane->posted[queue] += turn->count;
      lane->outstanding += turn->count;
      const char *failure = post_chain(lane, turn);
      if (failure) return failure;
    }
    lane->turn++;
    *moved = 1;
  }
  return NULL;
}

static const char *poll_sends(struct lane *lane, int *moved) {
  struct ibv_wc wc[64];
  int taken = ibv_poll_cq(lane->wiring->sends, 64, wc);
  for (int i = 0; i < taken; i++) {
    if (wc[i].status != IBV_WC_SUCCESS) return ibv_wc_status_str(wc[i].status);
    int queue = (int)(wc[i].wr_id >> 32), upto = (int)(uint32_t)wc[i].wr_id + 1;
    if (upto > lane->retired[queue]) {
      lane->outstanding -= upto - lane->retired[queue];
      lane->retired[queue] = upto;
    }
    *moved = 1;
  }
  return taken < 0 ? "ibv_poll_cq failed" : NULL;
}

static int has_arrived(struct lane *lane, int tile) {
  const struct workload *w = lane->w;
  return w->opcode == SEND ? lane->landed[tile]
                           : is_whole(lane->wiring->sink + tile_offset(w, tile), tile_bytes(w, tile), w->path_mtu, lane->pass, tile);
}

static void finish_tile(struct lane *lane, int tile) {
  lane->state[tile] = DONE;
  lane->awaited--;
  if (lane->sojourn) lane->sojourn[lane->sojourns + tile] = now_ns() - lane->started;
}

static const char *poll_receives(struct lane *lane, int *moved);

static void signalled(struct lane *lane, int tile) {
  if (lane->state[tile] != AWAITED) return;
  int more = lane->w->opcode == SEND && lane->arrival == FLAG; /* its message may wait to be polled */
  while (more && !lane->landed[tile]) {
    more = 0;
    if (poll_receives(lane, &more)) break;
  }
  if (lane->w->signal == NOTHING || has_arrived(lane, tile)) {
    finish_tile(lane, tile);
  } else {
    lane->state[tile] = LATE;
    lane->late++;
  }
}

static const char *poll_receives(struct lane *lane, int *moved) {
  struct wiring *wiring = lane->wiring;
  const struct workload *w = lane->w;
  int header = w->qp_type == UD ? GRH : 0;
  for (int d = 0; d < MAX_DEVICES; d++) {
    struct ibv_wc wc[32];
    int taken = wiring->arrivals[d] && wiring->posted ? ibv_poll_cq(wiring->arrivals[d], 32, wc) : 0;
    for (int i = 0; i < taken; i++) {
      if (wc[i].status != IBV_WC_SUCCESS) return ibv_wc_status_str(wc[i].status);
      int queue = (int)(wc[i].wr_id >> 32), slot = (int)(uint32_t)wc[i].wr_id;
      char *at = wiring->receives + ((size_t)queue * wiring->posted + slot) * wiring->receive_bytes + header;
      uint64_t name;
      memcpy(&name, at, 8);
      int immediate = wc[i].wc_flags & IBV_WC_WITH_IMM, message = (int)wc[i].byte_len - header;
      int ours = immediate ? (uint32_t)lane->pass << 20 == (wc[i].imm_data & ~0xfffffu) : name >> 32 == (uint32_t)lane->pass;
      int tile = immediate ? (int)(wc[i].imm_data & 0xfffff) : (int)(uint32_t)name;
      if (ours && tile >= 0 && tile < lane->program.tiles) {
        int carries = w->opcode == SEND && !(message == 8 && has_own_signal(w) && w->signal == SEND_SIGNAL);
        if (carries) {
          lane->landed[tile] = is_whole(at, tile_bytes(w, tile), w->path_mtu, lane->pass, tile);
          if (!lane->landed[tile]) lane->corrupt++, lane->landed[tile] = 1;
        }
        if (immediate || !carries || !has_own_signal(w)) signalled(lane, tile);
      }
      post_receive(wiring, queue, slot);
    }
    *moved |= taken > 0;
  }
  return NULL;
}

static void poll_flags(struct lane *lane) {
  int lossy = lane->w->qp_type != RC;
  for (int q = 0; q < lane->program.queues; q++) {
    int ahead = lossy ? 64 : 1;
    for (int i = lane->head[q]; i < lane->program.queue_requests[q] && ahead > 0; i++) {
      const struct request *request = &lane->program.request[lane->program.of_queue[q][i]];
      if (request->is_signal) {
        if (lane->state[request->tile] == AWAITED) {
          if (__atomic_load_n(&lane->wiring->flags[request->tile], __ATOMIC_ACQUIRE) == lane->pass)
            signalled(lane, request->tile);
          else
            ahead--;
        }
        if (i == lane->head[q] && lane->state[request->tile] != AWAITED) lane->head[q]++;
      } else if (i == lane->head[q]) {
        lane->head[q]++;
      }
    }
  }
}

static const char *turn_lane(struct lane *lane, int *moved) {
  const char *failure = poll_sends(lane, moved);
  if (!failure) failure = send_turns(lane, moved);
  if (!failure) failure = poll_receives(lane, moved);
  int awaited = lane->awaited, late = lane->late;
  if (lane->arrival == FLAG) poll_flags(lane);
  for (int q = 0; q < lane->program.queues && lane->arrival == OWN_COMPLETION; q++)
    while (lane->seen[q] < lane->retired[q]) signalled(lane, lane->program.request[lane->program.of_queue[q][lane->seen[q]++]].tile);
  for (int tile = 0; tile < lane->program.tiles && lane->late > 0; tile++)
    if (lane->state[tile] == LATE && has_arrived(lane, tile)) {
      lane->disordered++;
      lane->late--;
      finish_tile(lane, tile);
    }
  *moved |= awaited != lane->awaited || late != lane->late;
  return failure;
}

static int lane_done(const struct lane *lane) {
  return lane->turn == lane->program.turns && lane->outstanding == 0 && lane->awaited == 0;
}

/* What has not arrived by now never will. */
static void give_up(struct lane *lane) {
  int sent = lane->turn == lane->program.turns && lane->outstanding == 0, lossy = lane->w->qp_type != RC;
  if (!sent || (!lossy && lane->late != lane->awaited)) return;
  for (int tile = 0; tile < lane->program.tiles; tile++)
    if (lane->state[tile] != DONE) {
      lane->state[tile] = DONE;
      if (lossy)
        lane->missing++;
      else
        lane->corrupt++;
    }
  lane->late = lane->awaited = 0;
}

/* ---- A run ---- */

struct result {
  const char *failure; /* NULL where all windows were measured */
  int hung, slow;      /* slow: still moving at the deadline, which tells nothing */
  double tile_ns;      /* median over the windows, in the slowest direction */
  double goodput;      /* payload bytes a second there */
  double retries, packets;
  long disordered, missing, corrupt, longest_silence_ns;
  double median[32], p99[32]; /* ns from ready to verified, by size class: powers of two */
  long counted[32];
};

/* Longest silence that a retry timer may still end; 0 where none can be pending. */
static long timer_ns(const struct workload *w, int all) {
  static const int rnr[] = {65536, 1,   2,   3,   4,    6,    8,    12,   16,   24,   32,    48,    64,    96,    128,  192,
                            256,   384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152};
  if (w->qp_type != RC) return 0;
  long ack = w->ack_timeout ? 4096L << w->ack_timeout : 0, wait = consumes_receives(w) ? rnr[w->rnr_timer & 31] * 10000L : 0;
  if (!all) return wait && (!ack || wait < ack) ? wait : ack;
  long longest = 2 * ack * (w->retries + 1), other = 2 * wait * (w->rnr_retries + 1);
  return longest > other ? longest : other;
}

static int by_size(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

static double median_of(double *values, int count) {
  qsort(values, count, sizeof *values, by_size);
  return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static const char *async_event(void) {
  static char said[128];
  for (int d = 0; d < device_count; d++) {
    struct ibv_async_event event;
    struct pollfd fd = {.fd = devices[d].context->async_fd, .events = POLLIN};
    while (poll(&fd, 1, 0) > 0 && !ibv_get_async_event(devices[d].context, &event)) {
      ibv_ack_async_event(&event);
      switch (event.event_type) {
        case IBV_EVENT_COMM_EST:
        case IBV_EVENT_SQ_DRAINED:
        case IBV_EVENT_QP_LAST_WQE_REACHED:
        case IBV_EVENT_PATH_MIG:
        case IBV_EVENT_PORT_ACTIVE:
        case IBV_EVENT_SRQ_LIMIT_REACHED:
        case IBV_EVENT_GID_CHANGE:
        case IBV_EVENT_CLIENT_REREGISTER:
        case IBV_EVENT_SM_CHANGE:
          break;
        default:
          snprintf(said, sizeof said, "%s: %s", devices[d].name, ibv_event_type_str(event.event_type));
          return said;
      }
    }
  }
  return NULL;
}

static uint64_t passes_run;

static void run_pass(struct lane *lanes, int count, long deadline, struct result *result) {
  passes_run++;
  for (int i = 0; i < count; i++) prepare(&lanes[i], passes_run);
  long start = now_ns(), progress = start, last = start;
  long pending = timer_ns(lanes[0].w, 1), silence = 0;
  for (int i = 0; i < count; i++) lanes[i].started = start;
  for (int open = 1; open;) {
    int moved = 0;
    open = 0;
    for (int i = 0; i < count; i++) {
      result->failure = turn_lane(&lanes[i], &moved);
      if (result->failure) return;
      open |= !lane_done(&lanes[i]);
    }
    long now = now_ns();
    if (now - last < 4000000) silence += now - last; /* a longer turn: this thread itself did not run */
    last = now;
    if (moved) {
      if (silence > result->longest_silence_ns) result->longest_silence_ns = silence;
      silence = 0;
      progress = now;
    } else if (now - progress > PATIENCE_NS) {
      for (int i = 0; i < count; i++) give_up(&lanes[i]);
      if (now > deadline && now - progress > pending) {
        result->hung = 1;
        result->failure = "nothing moved until the deadline, and no timer was pending";
        return;
      }
    }
    if (now > deadline && moved) {
      result->slow = 1;
      result->failure = "slower than the deadline";
      return;
    }
  }
  for (int i = 0; i < count; i++) lanes[i].pass_ns = last - start;
}

static int size_class(int bytes) {
  int class = 0;
  while (1L << class < bytes) class++;
  return class;
}

static void sum_up_tails(struct lane *lane, struct result *result) {
  for (int class = 0; class < 32; class++) {
    double *values = zeroed(lane->sojourns, sizeof *values);
    int count = 0;
    for (size_t i = 0; i < lane->sojourns; i++)
      if (size_class(tile_bytes(lane->w, (int)(i % lane->program.tiles))) == class) values[count++] = (double)lane->sojourn[i];
    result->counted[class] = count;
    if (count > 0) {
      result->median[class] = median_of(values, count);
      result->p99[class] = values[(int)((count - 1) * 0.99)];
    }
    free(values);
  }
}

static struct result run(const struct workload *w) {
  struct result result = {0};
  struct device *far[1024], *self[1024], *first[1024];
  int others = device_count > 1 ? device_count - 1 : 1, count = w->direction == ONE_WAY ? 1 : 2;
  for (int peer = 0; peer < w->peers; peer++) {
    far[peer] = &devices[device_count > 1 ? 1 + peer % others : 0];
    self[peer] = &devices[0];
    first[peer] = far[0];
  }
  struct wiring *wirings[2] = {wire(w, &devices[0], far), NULL};
  if (w->direction == BOTH_WAYS) wirings[1] = wire(w, far[0], self);
  if (w->direction == LOOPBACK_BESIDE_REMOTE) wirings[1] = wire(w, &devices[0], self);
  if (w->direction == LOOPBACK_BESIDE_RECEIVE) wirings[1] = wire(w, far[0], first);
  struct lane lanes[2];
  long deadline = now_ns() + DEADLINE_NS;
  int warm = w->peers > 64 ? w->peers : 64;
  for (int i = 0; i < count; i++) open_lane(&lanes[i], w, wirings[i], w->tiles < warm ? w->tiles : warm);
  run_pass(lanes, count, deadline, &result);
  result.longest_silence_ns = 0;
  for (int i = 0; i < count; i++) {
    close_lane(&lanes[i]);
    open_lane(&lanes[i], w, wirings[i], w->tiles);
  }
  static struct counters before;
  read_counters(&before);
  for (int i = 0; i < before.count; i++)
    for (int j = 0; j < idle.count; j++)
      if (!strcmp(before.one[i].path, idle.one[j].path)) before.one[i].moves_idle = idle.one[j].moves_idle;
  for (int window = 0; window < WINDOWS && !result.failure; window++) {
    long started = now_ns();
    if (window > 0 && now_ns() + lanes[0].pass_ns > deadline) break;
    do {
      for (int i = 0; i < count && SYMPTOM == TAIL; i++) {
        lanes[i].sojourn = realloc(lanes[i].sojourn, (lanes[i].sojourns + w->tiles) * sizeof(long));
        if (!lanes[i].sojourn) refuse("out of memory");
      }
      run_pass(lanes, count, deadline, &result);
      for (int i = 0; i < count && !result.failure; i++) {
        lanes[i].window_ns += lanes[i].pass_ns;
        lanes[i].window_passes++;
        if (SYMPTOM == TAIL) lanes[i].sojourns += w->tiles;
      }
    } while (!result.failure && now_ns() - started < WINDOW_NS);
    for (int i = 0; i < count && !result.failure; i++) {
      lanes[i].window_tile_ns[lanes[i].windows++] = (double)lanes[i].window_ns / lanes[i].window_passes / w->tiles;
      lanes[i].window_ns = lanes[i].window_passes = 0;
    }
  }
  counted_since(&before, &result.retries, &result.packets);
  double bytes = 0;
  for (int tile = 0; tile < w->tiles; tile++) bytes += tile_bytes(w, tile);
  for (int i = 0; i < count; i++) {
    double tile_ns = lanes[i].windows ? median_of(lanes[i].window_tile_ns, lanes[i].windows) : 0;
    if (tile_ns >= result.tile_ns) {
      result.tile_ns = tile_ns;
      result.goodput = tile_ns > 0 ? bytes / (tile_ns * w->tiles) * 1e9 : 0;
      sum_up_tails(&lanes[i], &result);
    }
    result.disordered += lanes[i].disordered;
    result.missing += lanes[i].missing;
    result.corrupt += lanes[i].corrupt;
  }
  const char *event = async_event();
  if (event && !result.failure) result.failure = event;
  for (int i = 0; i < count; i++) {
    close_lane(&lanes[i]);
    unwire(wirings[i]);
  }
  return result;
}

/* ---- Verdict ---- */

static int is_ratio(void) {
  return SYMPTOM == SERIALISED || SYMPTOM == RETRANSMIT || SYMPTOM == LOW_GOODPUT || SYMPTOM == TAIL;
}

/* The size of a ratio symptom; 0 where the two runs cannot tell. */
static double effect(const struct result *suspect, const struct result *reference) {
  if (suspect->failure || reference->failure) return 0;
  if (SYMPTOM == SERIALISED) return suspect->tile_ns / reference->tile_ns;
  if (SYMPTOM == RETRANSMIT) {
    double here = suspect->retries / suspect->packets, there = reference->retries / reference->packets;
    double least = 1 / reference->packets;
    return here / (there > least ? there : least);
  }
  if (SYMPTOM == LOW_GOODPUT) return BOUND > 0 && suspect->goodput > 0 ? BOUND / suspect->goodput : 0;
  double worst = 0;
  for (int class = 0; class < 32; class++) {
    double median = suspect->median[class] > reference->median[class] ? suspect->median[class] : reference->median[class];
    if (suspect->counted[class] >= TAIL_TILES && median > 0 && suspect->p99[class] / median > worst)
      worst = suspect->p99[class] / median;
  }
  return worst;
}

static int event_shows(const struct result *result, const struct workload *w) {
  if (SYMPTOM == HANG) return result->hung;
  if (SYMPTOM == DISORDER) return result->disordered > 0;
  if (SYMPTOM == STALLED) return timer_ns(w, 0) > 0 && result->longest_silence_ns >= timer_ns(w, 0);
  return result->corrupt > 0 || (result->failure && !result->hung && !result->slow);
}

/*
 * Is the median over a line? Bets on each answer at five fixed odds and asks for 200 times the stake: whoever is wrong
 * about the median loses all but once in 200 times, however often he looks (Ville's inequality).
 */
struct bets {
  double stake[5];
};

static void bet(struct bets *bets, int won) {
  static const double chance[] = {0.6, 0.7, 0.8, 0.9, 0.97};
  for (int i = 0; i < 5; i++) bets->stake[i] *= 2 * (won ? chance[i] : 1 - chance[i]);
}

static int is_proved(const struct bets *bets) {
  double sum = 0;
  for (int i = 0; i < 5; i++) sum += bets->stake[i];
  return sum / 5 >= 200;
}

#define STAKES {{1, 1, 1, 1, 1}}

static const char *word;

/* By pairs: the line that the effect has to keep to be the recorded one, and the threshold. */
static int judge_ratios(double ratio) {
  static struct bets over_keep = STAKES, under_keep = STAKES, over_threshold = STAKES, under_threshold = STAKES;
  bet(&over_keep, ratio > KEEPS);
  bet(&under_keep, ratio < KEEPS);
  bet(&over_threshold, ratio > THRESHOLD);
  bet(&under_threshold, ratio < THRESHOLD);
  if (is_proved(&over_keep) && is_proved(&over_threshold)) return word = "STILL THERE", 1;
  if (is_proved(&under_keep) && is_proved(&over_threshold)) return word = "WEAKER", 1;
  if (is_proved(&under_keep) && is_proved(&under_threshold)) return word = "GONE", 0;
  return -1;
}

/* By runs: as often as recorded, or a tenth of that? Wald's sequential test, 0.5 % of either error. */
static int judge_events(int shows) {
  static double odds = 1;
  odds *= shows ? SHARE_THERE / SHARE_GONE : (1 - SHARE_THERE) / (1 - SHARE_GONE);
  if (odds >= 199) return word = "STILL THERE", 1;
  if (odds <= 1 / 199.0) return word = "GONE", 0;
  return -1;
}

static struct result measured(const struct workload *w) {
  struct result result = run(w);
  printf("  %-9s", w->name);
  if (result.tile_ns > 0) printf(" %10.2f us a tile %10.2f MB/s", result.tile_ns / 1e3, result.goodput / 1e6);
  if (result.retries > 0) printf(", %.0f retries in %.0f packets", result.retries, result.packets);
  if (result.disordered) printf(", %ld signals before their data", result.disordered);
  if (result.missing) printf(", %ld lost", result.missing);
  if (result.corrupt) printf(", %ld corrupt", result.corrupt);
  if (result.failure) printf(", %s", result.failure);
  printf("\n");
  fflush(stdout);
  return result;
}

int main(int argc, char **argv) {
  int most = 60;
  for (int option; (option = getopt(argc, argv, "p:g:n:h")) != -1;) {
    if (option == 'p') port_number = atoi(optarg);
    else if (option == 'g') gid_wanted = atoi(optarg);
    else if (option == 'n' && atoi(optarg) > 0) most = atoi(optarg);
    else refuse("usage: verbs [-p PORT] [-g GID-INDEX] [-n PAIRS] [DEVICE DEVICE...]");
  }
  open_devices(argv + optind, argc - optind);
  printf("%s\nsymptom %s, recorded effect %.3g, on", TITLE, SYMPTOMS[SYMPTOM], RECORDED);
  for (int d = 0; d < device_count; d++) printf(" %s", devices[d].name);
  printf("\n");
  if (SYMPTOM == PAUSE) {
    measured(&SUSPECT);
    printf("verdict: CANNOT TELL (pause frames are counted by the interface: watch ethtool -S while this runs)\n");
    return 3;
  }
  watch_idle();
  double *ratios = zeroed(most, sizeof *ratios);
  int pairs = 0, shown = 0, invalid = 0, verdict = -1;
  while (verdict < 0 && pairs < most && invalid < 10) {
    int turned = (pairs + invalid) % 2;
    struct result suspect, reference = {0};
    if (is_ratio() && turned) reference = measured(&REFERENCE);
    suspect = measured(&SUSPECT);
    if (is_ratio() && !turned) reference = measured(&REFERENCE);
    if (HAS_NEIGHBOUR && turned) measured(&NEIGHBOUR);
    double ratio = is_ratio() ? effect(&suspect, &reference) : event_shows(&suspect, &SUSPECT);
    if ((is_ratio() && ratio <= 0) || (!is_ratio() && suspect.slow)) {
      invalid++;
      continue;
    }
    int shows = is_ratio() ? ratio >= THRESHOLD : ratio > 0;
    ratios[pairs++] = ratio;
    shown += shows;
    verdict = is_ratio() && !INTERMITTENT ? judge_ratios(ratio) : judge_events(shows);
  }
  if (is_ratio() && pairs > 0) printf("median ratio %.3g over %d pairs, ", median_of(ratios, pairs), pairs);
  printf("seen in %d of %d, %d without an answer\n", shown, pairs, invalid);
  if (verdict < 0) {
    printf("verdict: CANNOT TELL (%s)\n", pairs < most ? "too many runs gave no answer" : "too close to the lines; try -n 200");
    return 3;
  }
  printf("verdict: %s\n", word);
  return verdict;
}
