package io.kelpie.probes.traffic;

import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the proxy does in one pass, worked out beforehand: the work requests in the order in which
 * they are posted, cut into turns. A turn posts a chain of requests on one queue, or drains some
 * queues. Of a signalling group the flush follows its last tile; where the leader flushes, it
 * learns that the group is full from behind all requests that are already in the ring, so its flush
 * follows them all.
 */
public final class Program {
  private final int[] tile;
  private final int[] queue;
  private final int[] ordinal;
  private final boolean[] isSignal;
  private final boolean[] completes;
  private final boolean[] fenced;
  private final int[][] ofQueue;
  private final int[] turnStart;
  private final List<int[]> drains;
  private final int[] drainOf;

  private Program(Compiler compiler) {
    int requests = compiler.requests.size();
    tile = new int[requests];
    queue = new int[requests];
    ordinal = new int[requests];
    isSignal = new boolean[requests];
    completes = new boolean[requests];
    fenced = new boolean[requests];
    ofQueue = new int[compiler.layout.queues()][];
    int[] posted = new int[ofQueue.length];
    for (int i = 0; i < requests; i++) {
      Compiler.Request request = compiler.requests.get(i);
      tile[i] = request.tile;
      queue[i] = request.queue;
      isSignal[i] = request.isSignal;
      completes[i] = request.completes;
      fenced[i] = request.fenced;
      ordinal[i] = posted[request.queue]++;
    }
    for (int q = 0; q < ofQueue.length; q++) {
      ofQueue[q] = new int[posted[q]];
    }
    for (int i = 0; i < requests; i++) {
      ofQueue[queue[i]][ordinal[i]] = i;
    }
    turnStart = compiler.turnStart.stream().mapToInt(Integer::intValue).toArray();
    drainOf = compiler.drainOf.stream().mapToInt(Integer::intValue).toArray();
    drains = List.copyOf(compiler.drains);
  }

  /** The program of a transport that completes the requests of a queue in order. */
  static Program of(Workload workload, TileLayout layout) {
    return of(workload, layout, true);
  }

  /**
   * @param completesInOrder whether one completion speaks for the requests before it; where it does
   *     not, every request asks for its own
   */
  static Program of(Workload workload, TileLayout layout, boolean completesInOrder) {
    return new Program(new Compiler(workload, layout, completesInOrder).compile());
  }

  /** Whether the workload's signal is a message apart from its tile. */
  public static boolean hasOwnSignal(Workload workload) {
    return switch (workload.get(Catalogue.SIGNAL)) {
      case INLINE_WRITE, FETCH_ADD, COMPARE_SWAP, SEND -> true;
      case NOTHING, IMMEDIATE, COMPLETION -> false;
    };
  }

  public int requests() {
    return tile.length;
  }

  int turns() {
    return turnStart.length;
  }

  /** The first request of a turn; a drain begins where the turn behind it does. */
  int start(int turn) {
    return turnStart[turn];
  }

  /** Requests in a turn's chain; zero of a drain. */
  int length(int turn) {
    return (turn + 1 < turnStart.length ? turnStart[turn + 1] : tile.length) - turnStart[turn];
  }

  boolean isDrain(int turn) {
    return drainOf[turn] >= 0;
  }

  /** The queues of which a drain waits for every request. */
  int[] drain(int turn) {
    return drains.get(drainOf[turn]);
  }

  public int tile(int request) {
    return tile[request];
  }

  public int queue(int request) {
    return queue[request];
  }

  /** A request's place among those of its queue, from zero. */
  public int ordinal(int request) {
    return ordinal[request];
  }

  /** A request's identifier: its queue in the high half, its ordinal in the low half. */
  public long id(int request) {
    return (long) queue[request] << 32 | ordinal[request];
  }

  public boolean isSignal(int request) {
    return isSignal[request];
  }

  /** Whether the request asks for a completion. */
  public boolean completes(int request) {
    return completes[request];
  }

  public boolean fenced(int request) {
    return fenced[request];
  }

  /** The requests of a queue in posting order. */
  int[] ofQueue(int number) {
    return ofQueue[number];
  }

  private static final class Compiler {
    private static final class Request {
      final int tile;
      final int queue;
      final boolean isSignal;
      final boolean fenced;
      boolean completes;

      Request(int tile, int queue, boolean isSignal, boolean fenced) {
        this.tile = tile;
        this.queue = queue;
        this.isSignal = isSignal;
        this.fenced = fenced;
      }
    }

    private final TileLayout layout;
    private final boolean signals;
    private final Ordering ordering;
    private final FenceScope scope;
    private final boolean leads;
    private final int groupSize;
    private final int listLength;
    private final int moderation;
    private final int unsignaledMost;

    private final List<Request> requests = new ArrayList<>();
    private final List<Integer> turnStart = new ArrayList<>();
    private final List<Integer> drainOf = new ArrayList<>();
    private final List<int[]> drains = new ArrayList<>();
    private final List<List<Request>> pending = new ArrayList<>();
    private final int[] tilesSince;
    private final int[] requestsSince;
    private final Map<Integer, List<Integer>> groups = new HashMap<>();
    private final Map<Integer, Integer> left = new HashMap<>();
    private final Map<Integer, Integer> drainNumbers = new HashMap<>();
    private final Map<Integer, Request> lastPosted = new HashMap<>();

    Compiler(Workload workload, TileLayout layout, boolean completesInOrder) {
      this.layout = layout;
      signals = hasOwnSignal(workload);
      ordering = workload.get(Catalogue.ORDERING);
      boolean fences = ordering == Ordering.DRAIN || ordering == Ordering.NIC_FENCE;
      groupSize = fences ? workload.integer(Catalogue.SIGNALS_PER_FENCE) : 1;
      leads = fences && groupSize > 1 && workload.get(Catalogue.FLUSHER) == Flusher.LEADER;
      scope = ordering == Ordering.DRAIN ? workload.get(Catalogue.FENCE_SCOPE) : FenceScope.QP;
      listLength = workload.integer(Catalogue.POST_LIST);
      moderation = workload.integer(Catalogue.CQ_MODERATION);
      unsignaledMost =
          completesInOrder ? Math.max(1, workload.integer(Catalogue.SEND_DEPTH) / 2) : 1;
      tilesSince = new int[layout.queues()];
      requestsSince = new int[layout.queues()];
      for (int q = 0; q < layout.queues(); q++) {
        pending.add(new ArrayList<>());
      }
    }

    Compiler compile() {
      for (int tile = 0; tile < layout.tiles(); tile++) {
        left.merge(domain(tile), 1, Integer::sum);
      }
      List<List<Integer>> led = new ArrayList<>();
      for (int tile = 0; tile < layout.tiles(); tile++) {
        append(new Request(tile, layout.queue(tile), false, false));
        if (signals) {
          int domain = domain(tile);
          List<Integer> group = groups.computeIfAbsent(domain, _ -> new ArrayList<>());
          group.add(tile);
          boolean isLast = left.merge(domain, -1, Integer::sum) == 0;
          if (group.size() == groupSize || isLast) {
            groups.remove(domain);
            if (leads) {
              led.add(group);
            } else {
              flush(group);
            }
          }
        }
      }
      led.forEach(this::flush);
      for (int q = 0; q < pending.size(); q++) {
        post(q);
      }
      completeLast(everyQueue());
      return this;
    }

    private int domain(int tile) {
      return switch (scope) {
        case QP -> layout.queue(tile);
        case PEER -> layout.peer(tile);
        case ENDPOINT -> 0;
      };
    }

    private void flush(List<Integer> group) {
      if (ordering == Ordering.DRAIN) {
        drain(domain(group.getFirst()));
      }
      boolean isFirst = true;
      for (int tile : group) {
        int queue = layout.signalQueue(tile);
        if (queue != layout.queue(tile)) {
          post(layout.queue(tile));
        }
        append(new Request(tile, queue, true, isFirst && ordering == Ordering.NIC_FENCE));
        isFirst = false;
      }
    }

    private void drain(int domain) {
      int number = drainNumbers.computeIfAbsent(domain, this::newDrain);
      int[] queues = drains.get(number);
      for (int q : queues) {
        post(q);
      }
      completeLast(queues);
      turnStart.add(requests.size());
      drainOf.add(number);
    }

    private int newDrain(int domain) {
      drains.add(
          switch (scope) {
            case QP -> new int[] {domain};
            case PEER -> layout.queuesOf(domain);
            case ENDPOINT -> everyQueue();
          });
      return drains.size() - 1;
    }

    private void append(Request request) {
      int q = request.queue;
      requestsSince[q]++;
      if (!request.isSignal) {
        tilesSince[q]++;
      }
      if (tilesSince[q] >= moderation || requestsSince[q] >= unsignaledMost) {
        complete(request);
      }
      pending.get(q).add(request);
      if (pending.get(q).size() == listLength) {
        post(q);
      }
    }

    private void post(int queue) {
      List<Request> chain = pending.get(queue);
      if (!chain.isEmpty()) {
        turnStart.add(requests.size());
        drainOf.add(-1);
        requests.addAll(chain);
        lastPosted.put(queue, chain.getLast());
        chain.clear();
      }
    }

    private void completeLast(int[] queues) {
      for (int q : queues) {
        Request last = lastPosted.get(q);
        if (last != null) {
          complete(last);
        }
      }
    }

    private void complete(Request request) {
      request.completes = true;
      tilesSince[request.queue] = 0;
      requestsSince[request.queue] = 0;
    }

    private int[] everyQueue() {
      int[] all = new int[layout.queues()];
      for (int q = 0; q < all.length; q++) {
        all[q] = q;
      }
      return all;
    }
  }
}
