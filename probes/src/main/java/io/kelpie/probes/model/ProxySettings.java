package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Flusher;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Workload;

/**
 * What a workload asks of the proxy.
 *
 * @param grouped whether a fence releases more than one signal
 * @param moderation tiles to a completion
 * @param segments scatter-gather entries of a tile
 */
record ProxySettings(
    Ordering ordering,
    Flusher flusher,
    boolean grouped,
    int postList,
    int sendDepth,
    int moderation,
    int segments) {

  static ProxySettings of(Workload workload) {
    return new ProxySettings(
        workload.get(ORDERING),
        workload.get(FLUSHER),
        workload.get(SIGNALS_PER_FENCE) > 1,
        workload.integer(POST_LIST),
        workload.integer(SEND_DEPTH),
        workload.integer(CQ_MODERATION),
        workload.integer(SGES));
  }
}
