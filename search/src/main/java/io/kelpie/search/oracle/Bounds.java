package io.kelpie.search.oracle;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.Flow;
import io.kelpie.probes.Measurement;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Route;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the goodput of a workload cannot exceed. The first principles need no run; what software
 * costs a message is calibrated, and without that there is no bound, because small tiles would then
 * be blamed on the device.
 *
 * @param lineRate bytes a second in one direction, headers included; null without a physical rate
 */
public record Bounds(@Nullable Double lineRate, Calibration calibration) {
  /**
   * Bytes that a RoCEv2 packet adds to its payload: preamble and gap 20, Ethernet 14, IPv4 20, UDP
   * 8, BTH 12 (IBTA 1.4, 9.2), ICRC 4, FCS 4.
   */
  static final int HEADERS = 82;

  /** The smallest bound of one flow; empty where the software's cost was not calibrated. */
  public Optional<Bound> smallest(Workload workload, Flow flow, Measurement measurement) {
    return calibration
        .bound(
            workload, flow, measurement.idleRoundTrip(), lineRate == null ? sharers(workload) : 1)
        .flatMap(calibrated -> {
          List<Bound> bounds = new ArrayList<>(List.of(calibrated));
          if (lineRate != null) {
            bounds.add(line(workload, flow, lineRate, measurement.idleRoundTrip()));
          }
          if (measurement.idleRoundTrip() > 0) {
            bounds.add(window(workload, flow, measurement.idleRoundTrip()));
          }
          if (workload.get(READY_INTERVAL) > 0) {
            bounds.add(compute(workload, flow, measurement.idleRoundTrip()));
          }
          return bounds.stream().min(Comparator.comparingDouble(Bound::bytesPerSecond));
        });
  }

  /** Payload at line rate, less headers; the pass ends one way behind its last byte. */
  private static Bound line(Workload workload, Flow flow, double rate, double roundTrip) {
    double mtu = workload.get(PATH_MTU);
    double tile = (double) flow.bytes() / flow.tiles();
    double packets = Math.ceil(tile / mtu);
    double payload = rate * tile / (tile + packets * HEADERS);
    return new Bound("line_rate", flow.bytes() / (flow.bytes() / payload + roundTrip / 2), 0);
  }

  /** Tiles come no faster than compute makes them ready; the last is still to be sent then. */
  private static Bound compute(Workload workload, Flow flow, double roundTrip) {
    double seconds = workload.get(READY_INTERVAL) * (flow.tiles() - 1) * 1e-9;
    return new Bound("compute", flow.bytes() / (seconds + roundTrip), 0);
  }

  /** What queue pairs that are filled at a time may have in flight, over a round trip. */
  private static Bound window(Workload workload, Flow flow, double roundTrip) {
    double depth =
        workload.get(OPCODE) == Opcode.READ
            ? Math.min(workload.get(SEND_DEPTH), workload.get(OUTSTANDING_READS))
            : workload.get(SEND_DEPTH);
    double inFlight =
        Math.min(flow.tiles(), workload.get(PEERS) * queuePairsAtOnce(workload, flow) * depth)
            * ((double) flow.bytes() / flow.tiles());
    return new Bound("window", inFlight / roundTrip, 0.1);
  }

  /**
   * A peer's queue pairs that are filled at a time, in the mean. By expert the tiles of one follow
   * each other, and a proxy, which posts in order, goes on to the next only once all but a send
   * queue's depth of them are done.
   */
  private static double queuePairsAtOnce(Workload workload, Flow flow) {
    double queuePairs = workload.get(QPS_PER_PEER);
    return switch (workload.get(TILE_MAPPING)) {
      case ONE_QP -> 1;
      case ROUND_ROBIN -> queuePairs;
      case BY_EXPERT -> {
        if (workload.get(ROUTE) != Route.PROXY) {
          yield queuePairs;
        }
        double tiles = flow.tiles() / (workload.get(PEERS) * queuePairs);
        double inTurn = Math.max(1, queuePairs / workload.get(PROXIES));
        double waits = (inTurn - 1) * Math.max(0, tiles - workload.get(SEND_DEPTH));
        yield queuePairs * tiles / (waits + tiles);
      }
    };
  }

  /** Flows that share a device without a physical rate: one processor carries all of them. */
  private static int sharers(Workload workload) {
    return switch (workload.get(DIRECTION)) {
      case ONE_WAY -> 1;
      case BOTH_WAYS, LOOPBACK_BESIDE_REMOTE, LOOPBACK_BESIDE_RECEIVE -> 2;
    };
  }
}
