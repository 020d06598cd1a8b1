package io.kelpie.bench.search;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.model.FabricParameters;
import io.kelpie.probes.model.RnrTimer;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What messages that find no receive cost a pass. A queue pair goes back, and waits for the timer
 * that the receiver names; its tiles pile up meanwhile, and go out in a burst that ends with the
 * next refusal. How many get through is a walk over the burst: a receive for each that was posted,
 * and one for each message that software has seen since.
 */
final class Refusals {
  /** By how much what comes has to lie above or below what the receives take. */
  private static final double CLEARLY = 1.25;

  private final BottleneckLaw law;
  private final FabricParameters parameters;
  private final Workload workload;
  private final double queuePairs;
  private final boolean signalled;
  private final int ofTile;
  private final int all;

  Refusals(BottleneckLaw law, Workload workload) {
    this.law = law;
    this.workload = workload;
    parameters = law.parameters();
    queuePairs = BottleneckLaw.queuePairs(workload);
    signalled = BottleneckLaw.signals(workload) > 0;
    boolean sends = workload.get(OPCODE) == Opcode.SEND || workload.get(SIGNAL) == Signal.IMMEDIATE;
    ofTile = (sends ? 1 : 0) + (workload.get(SIGNAL) == Signal.SEND ? 1 : 0);
    all = (int) Math.ceil(workload.get(TILES) / queuePairs) * ofTile;
  }

  /**
   * Whether it is clear that each message finds a receive, or that the backlog of queue pairs goes
   * out in bursts, each up to the refusal that ends it.
   */
  boolean isCovered() {
    return isSpared() || (isPlain() && (takesWhateverComes() || isRefusedInEachTurn()));
  }

  /** Nanoseconds of a pass, if they are what takes longest. */
  double nanos() {
    if (isSpared() || takesWhateverComes()) {
      return 0;
    }
    double nanos = 0;
    int sent = 0;
    while (sent < all) {
      Burst burst = new Burst(sent, 0, 1);
      sent += burst.messages;
      nanos += burst.nanos;
      if (sent < all) {
        nanos += RnrTimer.nanos(workload.integer(RNR_TIMER)) + law.roundTrip(workload);
      }
    }
    return nanos;
  }

  /** Receives for all messages, or one message at a time. */
  private boolean isSpared() {
    return all <= workload.get(RECEIVES_POSTED)
        || (workload.get(ORDERING) == Ordering.DRAIN && workload.get(SIGNALS_PER_FENCE) == 1);
  }

  /** Whether nothing else holds a queue pair's messages up, and they come in one known order. */
  private boolean isPlain() {
    boolean unfenced =
        workload.get(ORDERING) == Ordering.NONE || workload.get(ORDERING) == Ordering.SAME_QP;
    boolean atomic =
        workload.get(SIGNAL) == Signal.FETCH_ADD || workload.get(SIGNAL) == Signal.COMPARE_SWAP;
    boolean behind =
        workload.get(SIGNAL_QP) == SignalQp.TILE && workload.get(OPCODE) == Opcode.SEND;
    boolean dealt =
        workload.get(TILE_MAPPING) != TileMapping.BY_EXPERT || workload.get(QPS_PER_PEER) == 1;
    return unfenced
        && !atomic
        && (!signalled || behind)
        && dealt
        && workload.get(QP_TYPE) == QpType.RC;
  }

  /**
   * Whether the receives take what may come to a queue pair at once, and more: a turn of the proxy,
   * and what it brings while the largest tile is on the wire, with all queue pairs of a peer in the
   * way of its software.
   */
  private boolean takesWhateverComes() {
    double largest = law.wireNanos(workload, BottleneckLaw.largestBytes(workload));
    double behind = Math.floor(largest / law.proxy(workload) * workload.get(TILES));
    double come = CLEARLY * (workload.get(POST_LIST) + behind);
    return starts().allMatch(first -> takes(first, come, 0, queuePairs / workload.get(PEERS)));
  }

  /** Whether they do not take what a turn brings, wherever in a pass, each post by itself. */
  private boolean isRefusedInEachTurn() {
    double posts = queuePairs == 1 ? 0 : queuePairs * parameters.proxy().postNanos();
    double smallest =
        workload.get(TILE_BYTES).stream().mapToLong(Long::longValue).min().orElseThrow();
    double uneven =
        law.wireNanos(workload, BottleneckLaw.largestBytes(workload))
            - law.wireNanos(workload, smallest);
    double come = workload.get(POST_LIST) / CLEARLY;
    return starts().noneMatch(first -> takes(first, come, CLEARLY * posts + uneven, 1));
  }

  /** The messages at which the sizes of a queue pair's tiles begin anew. */
  private IntStream starts() {
    return IntStream.range(0, workload.get(TILE_BYTES).size())
        .map(tile -> tile * ofTile)
        .filter(first -> first < all);
  }

  /**
   * Whether a turn finds its receives.
   *
   * @param first message of it
   * @param turn tiles of all queue pairs
   */
  private boolean takes(int first, double turn, double apart, double software) {
    double tiles = Math.min(Math.ceil(turn / queuePairs), workload.get(TILES) / queuePairs);
    return new Burst(first, apart, software).messages >= Math.min(tiles * ofTile, all - first);
  }

  /** Messages of a queue pair one behind the other, as far as they find receives. */
  private final class Burst {
    private int messages;
    private double nanos;

    /**
     * @param first message that is in it
     * @param apart nanoseconds at least from one tile to the next
     * @param software how many times as long the receiver's takes for each message
     */
    Burst(int first, double apart, double software) {
      FabricParameters.Receiver costs = parameters.receiver();
      long posted = workload.get(RECEIVES_POSTED);
      double[] again = new double[all];
      int seen = 0;
      double free = 0;
      for (int message = first; message < all; message++) {
        nanos += Math.max(sending(message), message % ofTile == 0 ? apart : 0);
        while (seen < messages && again[seen] <= nanos) {
          seen++;
        }
        if (messages >= posted + seen) {
          return;
        }
        free = Math.max(free, nanos + costs.placeNanos()) + software * costs.messageNanos();
        again[messages++] = free;
      }
    }

    /** What a message takes of the wire, or of its queue pair's engine. */
    private double sending(int message) {
      List<Long> sizes = workload.get(TILE_BYTES);
      int place = message / ofTile;
      long tile = (long) (place * queuePairs);
      boolean silent = signalled && ofTile == 1;
      double bytes =
          message % ofTile == 1
              ? BottleneckLaw.SIGNAL_BYTES
              : sizes.get((int) (tile % sizes.size()));
      double wire =
          law.wireNanos(workload, bytes)
              + (silent ? law.wireNanos(workload, BottleneckLaw.SIGNAL_BYTES) : 0);
      return Math.max((silent ? 2 : 1) * parameters.nic().queuePairNanos(), wire);
    }
  }
}
