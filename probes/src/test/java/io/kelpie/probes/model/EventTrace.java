package io.kelpie.probes.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Everything that the resources of a pass said of themselves, in the order in which they did. */
final class EventTrace implements Trace {
  static final long UNSET = Long.MIN_VALUE;

  /** What a thread did between two moments; without work, it rested. */
  record Segment(@Nullable Work work, boolean blocked, int what, long from, long until) {
    boolean rests() {
      return work == null;
    }
  }

  /** A burst; {@code offered} is when its queue came to wait for this turn. */
  record Burst(
      int port,
      int flow,
      int queue,
      int request,
      boolean answer,
      int to,
      long offset,
      long bytes,
      long offered,
      long from,
      long until,
      long come) {}

  /** What befell the send queues of one sender, in the order in which it did. */
  sealed interface Event {
    record Posted(int queue, int request, long ready) implements Event {}

    record Offered(int queue, boolean answer, long at) implements Event {}

    record Sent(Burst burst) implements Event {}

    record Marked(int queue, boolean answer, int packets, long come, long told) implements Event {}

    record Notified(int queue, boolean answer, long at) implements Event {}

    record Lost(int request, boolean answer, long offset) implements Event {}

    record Answered(int request, long at) implements Event {}

    record AnsweredPart(int request, int packets, long at, boolean lost) implements Event {}

    record LostAnswer(int request) implements Event {}

    record OutOfSequence(int queue, long told, boolean lost) implements Event {}

    record SequenceError(int queue, boolean implied, long at) implements Event {}

    record TimedOut(int queue, long at) implements Event {}

    record Executed(int request, long from) implements Event {}

    record Reached(int request, long at) implements Event {}

    record Unready(int request, long told) implements Event {}

    record Refused(int request, long until) implements Event {}

    record Settled(int request, long at) implements Event {}

    record PartlyAcknowledged(int request, int packets, long at) implements Event {}

    record WentBack(int request, long offset, long at, long until) implements Event {}
  }

  /**
   * A request that came.
   *
   * @param isReady whether its responder had a receive for it, if it needs one
   * @param done when it was executed, or refused
   */
  record Message(int request, boolean isReady, long at, long done) {}

  /** An event of one flow. */
  record Told(int flow, Event event) {}

  /** What a port did: a burst, or an acknowledgement that took {@code nanos} of its time. */
  record PortEvent(@Nullable Burst burst, long now, long nanos) {}

  /** A tile that its receiver has checked. */
  record Checked(int flow, int tile) {}

  /** One sender's. */
  static final class Flow {
    final long[] bytes;
    final long[] possible;
    final long[] free;
    final long[] asked;
    final long[] visible;
    final long[] taken;
    final long[] placed;
    final long[] seen;
    final long[] verified;
    final long[] verifying;
    final int[] verifications;
    final long[] handedOver;
    final int[] host;
    final long[] posted;
    final long[] ready;
    final long[] executedFrom;
    final long[] executed;
    final int[] executions;
    final long[] answered;
    final long[] settled;
    final long[] completed;
    final long[] written;
    final long[] polled;
    final List<List<Segment>> threads = new ArrayList<>();
    final List<List<Long>> writes = new ArrayList<>();
    final List<List<Integer>> postedOf = new ArrayList<>();
    final List<List<Integer>> built = new ArrayList<>();
    final List<Integer> executionOrder = new ArrayList<>();
    final List<List<Burst>> bursts = new ArrayList<>();
    final long[] received;
    final List<Message> messages = new ArrayList<>();
    final List<Event> events = new ArrayList<>();

    Flow(TilePlan plan) {
      int tiles = plan.tiles;
      bytes = plan.bytes;
      possible = unset(tiles);
      free = unset(tiles);
      asked = unset(tiles);
      visible = unset(tiles);
      taken = unset(tiles);
      placed = unset(tiles);
      seen = unset(tiles);
      verified = unset(tiles);
      verifying = unset(tiles);
      verifications = new int[tiles];
      handedOver = unset(tiles);
      host = new int[tiles];
      posted = unset(2 * tiles);
      ready = unset(2 * tiles);
      executedFrom = unset(2 * tiles);
      executed = unset(2 * tiles);
      executions = new int[2 * tiles];
      answered = unset(2 * tiles);
      settled = unset(2 * tiles);
      completed = unset(2 * tiles);
      written = unset(2 * tiles);
      polled = unset(2 * tiles);
      received = unset(2 * tiles);
      for (int thread = 0; thread < plan.threads; thread++) {
        threads.add(new ArrayList<>());
        writes.add(new ArrayList<>());
        built.add(new ArrayList<>());
      }
      for (int queue = 0; queue < plan.queuePairs; queue++) {
        postedOf.add(new ArrayList<>());
      }
      for (int request = 0; request < 2 * tiles; request++) {
        bursts.add(new ArrayList<>());
      }
    }

    private static long[] unset(int count) {
      long[] times = new long[count];
      Arrays.fill(times, UNSET);
      return times;
    }
  }

  private final List<Flow> flows = new ArrayList<>();
  private final Map<Integer, List<PortEvent>> ports = new HashMap<>();
  private final List<Told> log = new ArrayList<>();
  private final List<Checked> checked = new ArrayList<>();
  private final Map<List<Integer>, Long> offers = new HashMap<>();

  EventTrace(Simulation simulation) {
    for (SenderGroup group : simulation.groups()) {
      flows.add(new Flow(group.plan()));
    }
  }

  Flow flow(int number) {
    return flows.get(number);
  }

  Map<Integer, List<PortEvent>> ports() {
    return ports;
  }

  /** Events of all flows, in their order. */
  List<Told> log() {
    return log;
  }

  /** Tiles in the order in which their receivers checked them. */
  List<Checked> checked() {
    return checked;
  }

  @Override
  public void asked(int flow, int tile, long possible, long free, long at) {
    flow(flow).possible[tile] = possible;
    flow(flow).free[tile] = free;
    flow(flow).asked[tile] = at;
  }

  @Override
  public void visible(int flow, int tile, long at) {
    flow(flow).visible[tile] = at;
  }

  @Override
  public void taken(int flow, int thread, int tile, long at) {
    flow(flow).taken[tile] = at;
  }

  @Override
  public void worked(int flow, int thread, Work work, int what, long from, long until) {
    flow(flow).threads.get(thread).add(new Segment(work, false, what, from, until));
    if (work == Work.BUILD) {
      flow(flow).built.get(thread).add(what);
    } else if (work == Work.POLL) {
      flow(flow).polled[what] = until;
    }
  }

  /** A thread that looks up and finds nothing goes on resting. */
  @Override
  public void rested(int flow, int thread, boolean blocked, long from, long until) {
    List<Segment> segments = flow(flow).threads.get(thread);
    Segment before = segments.isEmpty() ? null : segments.getLast();
    if (before != null && before.rests() && before.blocked() == blocked) {
      segments.set(segments.size() - 1, new Segment(null, blocked, -1, before.from(), until));
    } else {
      segments.add(new Segment(null, blocked, -1, from, until));
    }
  }

  @Override
  public void posted(int flow, int queue, int request, long at, long ready) {
    flow(flow).posted[request] = at;
    flow(flow).ready[request] = ready;
    flow(flow).postedOf.get(queue).add(request);
    tell(flow, new Event.Posted(queue, request, ready));
  }

  private void tell(int flow, Event event) {
    flow(flow).events.add(event);
    log.add(new Told(flow, event));
  }

  @Override
  public void offered(int flow, int queue, boolean answer, long at) {
    offers.put(List.of(flow, queue, answer ? 1 : 0), at);
    tell(flow, new Event.Offered(queue, answer, at));
  }

  @Override
  public void sent(
      int port,
      int flow,
      int queue,
      int request,
      boolean answer,
      int to,
      long offset,
      long bytes,
      long from,
      long until,
      long come) {
    long offered = Objects.requireNonNull(offers.get(List.of(flow, queue, answer ? 1 : 0)));
    Burst burst =
        new Burst(
            port, flow, queue, request, answer, to, offset, bytes, offered, from, until, come);
    tell(flow, new Event.Sent(burst));
    flow(flow).bursts.get(request).add(burst);
    ports.computeIfAbsent(port, _ -> new ArrayList<>()).add(new PortEvent(burst, from, 0));
  }

  @Override
  public void acknowledged(int port, long now, long nanos) {
    ports.computeIfAbsent(port, _ -> new ArrayList<>()).add(new PortEvent(null, now, nanos));
  }

  @Override
  public void executed(int flow, int request, long from, long until) {
    flow(flow).executedFrom[request] = from;
    flow(flow).executed[request] = until;
    flow(flow).executions[request]++;
    flow(flow).executionOrder.add(request);
    tell(flow, new Event.Executed(request, from));
    flow(flow).messages.add(new Message(request, true, from, until));
  }

  @Override
  public void refused(int flow, int request, long until) {
    tell(flow, new Event.Refused(request, until));
  }

  @Override
  public void marked(int flow, int queue, boolean answer, int packets, long come, long told) {
    tell(flow, new Event.Marked(queue, answer, packets, come, told));
  }

  @Override
  public void notified(int flow, int queue, boolean answer, long at) {
    tell(flow, new Event.Notified(queue, answer, at));
  }

  @Override
  public void lost(int flow, int request, boolean answer, long offset) {
    tell(flow, new Event.Lost(request, answer, offset));
  }

  @Override
  public void lostAnswer(int flow, int request) {
    tell(flow, new Event.LostAnswer(request));
  }

  @Override
  public void outOfSequence(int flow, int queue, long told, boolean lost) {
    tell(flow, new Event.OutOfSequence(queue, told, lost));
  }

  @Override
  public void sequenceError(int flow, int queue, boolean implied, long at) {
    tell(flow, new Event.SequenceError(queue, implied, at));
  }

  @Override
  public void timedOut(int flow, int queue, long at) {
    tell(flow, new Event.TimedOut(queue, at));
  }

  @Override
  public void reached(int flow, int request, long at) {
    tell(flow, new Event.Reached(request, at));
  }

  @Override
  public void unready(int flow, int request, long at, long told) {
    flow(flow).messages.add(new Message(request, false, at, told));
    tell(flow, new Event.Unready(request, told));
  }

  @Override
  public void settled(int flow, int request, long at) {
    flow(flow).settled[request] = at;
    tell(flow, new Event.Settled(request, at));
  }

  @Override
  public void answeredPart(int flow, int request, int packets, long at, boolean lost) {
    tell(flow, new Event.AnsweredPart(request, packets, at, lost));
  }

  @Override
  public void partlyAcknowledged(int flow, int request, int packets, long at) {
    tell(flow, new Event.PartlyAcknowledged(request, packets, at));
  }

  @Override
  public void wentBack(int flow, int request, long offset, long at, long until) {
    tell(flow, new Event.WentBack(request, offset, at, until));
  }

  @Override
  public void received(int flow, int request, long at) {
    flow(flow).received[request] = at;
  }

  @Override
  public void answered(int flow, int request, long at) {
    tell(flow, new Event.Answered(request, at));
    if (flow(flow).answered[request] == UNSET) {
      flow(flow).answered[request] = at;
    }
  }

  @Override
  public void completed(int flow, int request, long at) {
    flow(flow).completed[request] = at;
  }

  @Override
  public void written(int flow, int thread, int request, long at) {
    flow(flow).written[request] = at;
    flow(flow).writes.get(thread).add(at);
  }

  @Override
  public void placed(int flow, int tile, long at) {
    flow(flow).placed[tile] = at;
  }

  @Override
  public void seen(int flow, int tile, long at) {
    flow(flow).seen[tile] = at;
  }

  @Override
  public void verified(int flow, int tile, long nanos, long at) {
    flow(flow).verified[tile] = at;
    flow(flow).verifying[tile] = nanos;
    flow(flow).verifications[tile]++;
    checked.add(new Checked(flow, tile));
  }

  @Override
  public void handedOver(int flow, int host, int tile, long at) {
    flow(flow).handedOver[tile] = at;
    flow(flow).host[tile] = host;
  }
}
