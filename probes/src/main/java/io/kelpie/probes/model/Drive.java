package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.PATH_MTU;
import static io.kelpie.workload.Catalogue.PEERS;
import static io.kelpie.workload.Catalogue.QP_TYPE;
import static io.kelpie.workload.Catalogue.RECEIVERS;
import static io.kelpie.workload.Catalogue.SENDERS;
import static io.kelpie.workload.Catalogue.SKEW;
import static io.kelpie.workload.Catalogue.TILES;
import static io.kelpie.workload.Catalogue.TILE_BYTES;

import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each sender's tiles are where they are not all alike. */
final class Drive {
  /** As the workload says. */
  static final Drive PLAIN = new Drive(null, null);

  private final long @Nullable [][] bytes;
  private final long @Nullable [][] ready;

  /**
   * @param bytes of each sender's tiles; null where the workload's sizes hold
   * @param ready nanoseconds into a pass at which each sender's tiles are ready, in rising order;
   *     null where the workload's interval holds
   */
  Drive(long @Nullable [][] bytes, long @Nullable [][] ready) {
    this.bytes = bytes;
    this.ready = ready;
  }

  /** How a sender deals its tiles. */
  TilePlan plan(int sender, Workload workload, TilePlan alike) {
    return bytes == null ? alike : new TilePlan(workload, bytes[sender]);
  }

  /** Tells a sender when its tiles are ready. */
  void start(int sender, SenderGroup group) {
    if (ready != null) {
      group.readyAt(ready[sender]);
    }
  }

  /**
   * A workload's own: a tile to a popular expert is larger, but no larger than a datagram may be.
   */
  static Drive of(Workload workload) {
    if (workload.get(SKEW) == 0) {
      return PLAIN;
    }
    int senders = workload.integer(SENDERS);
    int peers = workload.integer(PEERS);
    int tiles = workload.integer(TILES);
    int receivers = workload.integer(RECEIVERS);
    int hosts = receivers == 0 ? Math.max(senders, 1 + peers) : receivers;
    int first = receivers == 0 ? 1 : 0;
    List<Long> sizes = workload.get(TILE_BYTES);
    int experts = Math.ceilDiv(tiles, peers);
    long most = workload.get(QP_TYPE) == QpType.UD ? workload.get(PATH_MTU) : Long.MAX_VALUE;
    Popularity popularity = new Popularity(hosts * experts, workload.get(SKEW) / 100.0);
    long[][] bytes = new long[senders][tiles];
    for (int sender = 0; sender < senders; sender++) {
      for (int tile = 0; tile < tiles; tile++) {
        int host = (sender + first + tile % peers) % hosts;
        double share = popularity.of(host * experts + tile / peers);
        long size = Math.max(1, Math.round(sizes.get(tile % sizes.size()) * share));
        bytes[sender][tile] = Math.min(most, size);
      }
    }
    return new Drive(bytes, null);
  }
}
