package io.kelpie.search.minimise;

import io.kelpie.search.minimise.Question.Answer;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import io.kelpie.workload.Remainder;
import io.kelpie.workload.Scale;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What an anomaly has to do with where tiles end in their last packet: it shows at sizes just
 * beyond, or just short of, a full packet, whichever that is.
 *
 * @param packets the size of tiles, counted in packets from the remainder
 * @param packetSize the size of a packet, the remainder kept
 * @param condition on the remainder
 */
record PartialPacket(Axis.Packets packets, Axis.PacketSize packetSize, Condition condition) {
  /** The part of a packet that tiles may be off a full one, to be tried as just off. */
  private static final int NEAR = 16;

  /** Of a workload whose tiles are all alike; empty where their last packet is nothing special. */
  static Optional<PartialPacket> of(Moves moves) {
    return new Trial(moves).run();
  }

  /** Whether a size ends just beyond or short of a full packet. */
  static boolean isNear(Facet.Numeric size, Workload workload) {
    long packet = workload.get(Catalogue.PATH_MTU);
    long rest = new Remainder(size, Catalogue.PATH_MTU).value(workload);
    return rest != 0 && Math.abs(rest) <= packet / NEAR && size.value(workload) > packet / 2;
  }

  /** Sizes that end as far off a full packet as one does: itself, and one of fewer packets. */
  static LongStream alike(Facet.Numeric size, Workload workload) {
    long packet = workload.get(Catalogue.PATH_MTU);
    long value = size.value(workload);
    long rest = new Remainder(size, Catalogue.PATH_MTU).value(workload);
    long fewer = Scale.LOG.middle(1, (value - rest) / packet);
    return LongStream.of(value, fewer * packet + rest).distinct();
  }

  private static final class Trial {
    private final Moves moves;
    private final Axis.FixedSize size = new Axis.FixedSize(Catalogue.TILE_BYTES);
    private final long packet;
    private final long rest;
    private final Axis.Packets packets;
    private final long count;

    private Trial(Moves moves) {
      this.moves = moves;
      packet = moves.workload().get(Catalogue.PATH_MTU);
      rest =
          new Remainder(Catalogue.TILE_BYTES.largest(), Catalogue.PATH_MTU).value(moves.workload());
      packets = new Axis.Packets(size, packet, rest);
      count = packets.value(moves.workload());
    }

    private Optional<PartialPacket> run() {
      if (!isNear(size.vector().largest(), moves.workload())
          || !isAt(0, Answer.NO)
          || !isAt(packet / 2, Answer.NO)
          || !showsElsewhere()) {
        return Optional.empty();
      }
      List<Values.Range> rests = new ArrayList<>();
      long farthest = farthest(rest);
      long opposite = isAt(-rest, Answer.YES) ? farthest(-rest) : 0;
      if (opposite != 0) {
        rests.add(span(-rest, opposite));
      }
      rests.add(span(rest, farthest));
      rests.sort(java.util.Comparator.comparingLong(Values.Range::low));
      return Optional.of(
          new PartialPacket(
              packets,
              new Axis.PacketSize(new Axis.Plain(Catalogue.PATH_MTU), size, rest),
              new Condition(new Remainder(edge(), Catalogue.PATH_MTU).name(), Values.of(rests))));
    }

    private boolean isAt(long remainder, Answer answer) {
      long bytes = count * packet + remainder;
      return size.bounds(moves.space()).contains(bytes)
          && moves.is(answer, size.name() + " = " + bytes, size.with(moves.workload(), bytes));
    }

    /** Whether it shows at a number of packets that is far from the workload's, either way. */
    private boolean showsElsewhere() {
      Values.Range bounds = packets.bounds(moves.space());
      return LongStream.of(bounds.low(), bounds.high())
          .map(end -> packets.scale().middle(count, end))
          .filter(other -> other != count)
          .mapToObj(other -> moves.alone(packets.with(moves.workload(), other), size.vector()))
          .flatMap(Optional::stream)
          .anyMatch(moved -> moves.ask("another number of packets", moved) == Answer.YES);
    }

    /** The remainder farthest from a full packet that shows the anomaly, by bisection. */
    private long farthest(long from) {
      long sign = Long.signum(from);
      long shows = Math.abs(from);
      long healthy = packet / 2;
      while (healthy > shows + 1 && healthy > shows * Minimiser.RESOLUTION) {
        long middle = packets.scale().middle(shows, healthy);
        if (isAt(sign * middle, Answer.YES)) {
          shows = middle;
        } else {
          healthy = middle;
        }
      }
      return sign * shows;
    }

    private static Values.Range span(long near, long far) {
      long least = Long.signum(near);
      return new Values.Range(Math.min(least, far), Math.max(least, far));
    }

    /** Which of mixed sizes it is: the one that may not be replaced by a healthy one. */
    private Facet.Numeric edge() {
      long own = size.value(moves.workload());
      Workload larger =
          moves
              .workload()
              .with(
                  Catalogue.TILE_BYTES,
                  List.of(own, Math.min(own + packet / 2, size.bounds(moves.space()).high())));
      return moves.is(Answer.YES, "beside larger tiles", larger)
          ? Catalogue.TILE_BYTES.smallest()
          : Catalogue.TILE_BYTES.largest();
    }
  }
}
