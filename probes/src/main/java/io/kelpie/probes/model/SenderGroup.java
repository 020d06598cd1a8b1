package io.kelpie.probes.model;

import static io.kelpie.probes.Stamp.SIGNAL_SEEN;
import static io.kelpie.probes.Stamp.VERIFIED;
import static io.kelpie.workload.Catalogue.*;

import io.kelpie.probes.Silence;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.ReceiveBuffer;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Workload;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One sender: its proxy and send queues, the peers' answering side, and the path between them. What
 * its parts ask of the rest of the model goes through here.
 */
final class SenderGroup {

  private final Simulation simulation;
  private final int number;
  private final String name;
  private final HostNic source;
  private final HostNic[] peers;
  private final boolean loopback;
  private final FabricParameters parameters;
  private final TilePlan plan;
  private final StageClock clock;
  private final SendQueues queues;
  private final Proxies proxies;
  private final Responder responder;
  private final @Nullable GoBackN recovery;
  private final @Nullable FlowRates rates;
  private final @Nullable FlowRates answerRates;
  private final long label;
  private final boolean splits;

  private final Opcode opcode;
  private final Signal signal;
  private final QpType type;
  private final int mtu;
  private final int burstBytes;
  private final int outstandingReads;
  private final int receivesPosted;
  private final long inlineThreshold;
  private final int rnrTimer;
  private final int rnrRetries;
  private final int segments;
  private final MissRate translations;
  private final MissRate contexts;
  private final int[] train;
  private final boolean orders;

  private final long readyInterval;
  private final int microBatches;
  private final long microBatchNanos;
  private final int granularity;
  private final @Nullable ReceiveRing slots;
  private long @Nullable [] ready;
  private int verified;
  private int disordered;
  private long arrival;
  private @Nullable Trace trace;

  /**
   * @param number of this flow
   * @param name its word in a measurement
   * @param peers the NIC of each peer
   */
  SenderGroup(
      Simulation simulation,
      int number,
      String name,
      HostNic source,
      HostNic[] peers,
      Workload workload,
      TilePlan plan) {
    this.simulation = simulation;
    this.number = number;
    this.name = name;
    this.source = source;
    this.peers = peers;
    loopback = peers[0].equals(source);
    this.plan = plan;
    parameters = simulation.parameters();
    opcode = workload.get(OPCODE);
    signal = workload.get(SIGNAL);
    type = workload.get(QP_TYPE);
    mtu = workload.integer(PATH_MTU);
    burstBytes = Math.max(1, parameters.link().burstBytes() / mtu) * mtu;
    outstandingReads = workload.integer(OUTSTANDING_READS);
    readyInterval = workload.get(READY_INTERVAL);
    microBatches = workload.integer(MICRO_BATCHES);
    microBatchNanos = workload.get(MICRO_BATCH_TIME);
    granularity = workload.integer(GRANULARITY);
    slots =
        workload.get(RECEIVE_BUFFER) == ReceiveBuffer.RING
            ? new ReceiveRing(workload.integer(RECEIVE_SLOTS), plan.peers, plan.tiles)
            : null;
    receivesPosted = workload.integer(RECEIVES_POSTED);
    inlineThreshold = workload.get(INLINE_THRESHOLD);
    rnrTimer = workload.integer(RNR_TIMER);
    rnrRetries = workload.integer(RNR_RETRIES);
    segments = workload.integer(SGES);
    translations = new MissRate(parameters.nic().translations(), workload.get(REGIONS));
    contexts = new MissRate(parameters.caches().queuePairContexts(), plan.usedQueuePairs());
    train = new int[plan.queuePairs];
    orders =
        parameters.pcie().orderedNanos() > 0
            && segments > 2
            && workload.get(RELAXED_ORDERING) == Switch.OFF;
    clock = new StageClock(plan.bytes, simulation.idleRoundTrip(loopback));
    splits = splitsAcknowledgements();
    queues = new SendQueues(this, plan);
    label = workload.get(FLOW_LABEL);
    boolean paced = workload.get(ECN) == Switch.ON && !loopback;
    rates = paced ? rates() : null;
    answerRates = paced && reads() ? rates() : null;
    PacketLoss loss = simulation.loss(loopback);
    recovery =
        loss == null
            ? null
            : new GoBackN(
                this,
                plan,
                loss,
                AckTimer.nanos(workload.integer(ACK_TIMEOUT)),
                workload.integer(RETRIES));
    responder = new Responder(this, plan, recovery);
    proxies = new Proxies(this, plan, queues, workload);
  }

  private FlowRates rates() {
    return new FlowRates(Dcqcn.PUBLISHED, parameters.link().bytesPerSecond(), plan.queuePairs);
  }

  /** Lets each tile become ready at a moment of its own, nanoseconds into a pass, rising. */
  void readyAt(long[] moments) {
    ready = moments;
  }

  /** Nanoseconds into a pass at which a tile is ready. */
  long readyAfter(int tile) {
    long[] moments = ready;
    if (moments != null) {
      return moments[tile];
    }
    return microBatches == 1 ? tile * readyInterval : microBatch(tile) * microBatchNanos;
  }

  /** Micro-batches that are computed until a tile is ready. */
  private long microBatch(int tile) {
    return (long) tile * microBatches / plan.tiles + 1;
  }

  void startPass(long start, boolean measured) {
    verified = 0;
    disordered = 0;
    clock.startPass();
    if (slots != null) {
      slots.clear();
    }
    queues.clear();
    responder.clear();
    if (recovery != null) {
      recovery.clear();
    }
    if (rates != null) {
      rates.clear();
    }
    if (answerRates != null) {
      answerRates.clear();
    }
    proxies.startPass(start, measured);
  }

  /** Lets a trace be told of everything from now on. */
  void tell(Trace other) {
    trace = other;
  }

  // What the parts ask.

  /** Who is told of what happens; null where nobody is. */
  @Nullable Trace trace() {
    return trace;
  }

  int number() {
    return number;
  }

  /** The number of the port that carries what a queue pair sends, or what comes back to it. */
  private int port(int queue, boolean answer) {
    return ((answer ? peer(queue) : source).number() << 1) | (loopback ? 1 : 0);
  }

  /** Whether parts of messages are acknowledged. */
  boolean splitsAcknowledgements() {
    return parameters.acknowledgement().splits() && reliable() && !reads();
  }

  FabricParameters parameters() {
    return parameters;
  }

  SendQueues queues() {
    return queues;
  }

  long now() {
    return simulation.now();
  }

  long jitter(long nanos) {
    return simulation.jitter(nanos);
  }

  long oneWay() {
    return simulation.oneWay(loopback);
  }

  boolean reliable() {
    return type == QpType.RC;
  }

  boolean reads() {
    return opcode == Opcode.READ;
  }

  int mtu() {
    return mtu;
  }

  void count(ModelCounter counter) {
    simulation.count(counter);
  }

  int burstBytes() {
    return burstBytes;
  }

  int outstandingReads() {
    return outstandingReads;
  }

  int receivesPosted() {
    return receivesPosted;
  }

  boolean carriesImmediate() {
    return signal == Signal.IMMEDIATE;
  }

  boolean isRead(int request) {
    return request < plan.tiles && opcode == Opcode.READ;
  }

  boolean isAtomic(int request) {
    return request >= plan.tiles && (signal == Signal.FETCH_ADD || signal == Signal.COMPARE_SWAP);
  }

  /** Whether it counts among a queue pair's outstanding READs and atomics. */
  boolean holdsWindow(int request) {
    return isRead(request) || isAtomic(request);
  }

  boolean consumesReceive(int request) {
    return request < plan.tiles
        ? opcode == Opcode.SEND || signal == Signal.IMMEDIATE
        : signal == Signal.SEND;
  }

  int packets(long bytes) {
    return (int) Math.max(1, (bytes + mtu - 1) / mtu);
  }

  long requestedAt(int tile) {
    return clock.at(Stamp.REQUESTED, tile);
  }

  void stamp(Stamp stamp, int tile, long at) {
    clock.stamp(stamp, tile, at);
  }

  /** From a doorbell to a work request that the NIC can send. */
  long fetchNanos(int request) {
    FabricParameters.Nic nic = parameters.nic();
    boolean inline = isRead(request) || queues.bytes(request) <= inlineThreshold;
    long fetch = inline || isAtomic(request) ? 0 : nic.fetchNanos();
    return nic.doorbellNanos() + fetch;
  }

  void scheduleProxy(int thread, long at) {
    simulation.schedule(at, Simulation.PROXY, number, thread);
  }

  void scheduleHeldCompletions(int thread, long at) {
    simulation.schedule(at, Simulation.HELD_COMPLETIONS, number, thread);
  }

  void scheduleHeldAcknowledgements(int queue, long at) {
    simulation.schedule(at, Simulation.HELD_ACKNOWLEDGEMENTS, number, queue);
  }

  /** What takes a proxy thread off its processor; null where nothing does. */
  @Nullable Descheduling descheduling() {
    return simulation.descheduling();
  }

  /** Lets time go on to a moment if nothing happens up to it; whether it did. */
  boolean passTo(long at) {
    return simulation.passTo(at);
  }

  void wakeQueue(int queue, long at) {
    simulation.schedule(at, Simulation.QUEUE, number, queue);
  }

  void requestTurn(int queue) {
    if (trace != null) {
      trace.offered(number, queue, false, now());
    }
    simulation.offer(source, loopback, number, queue, false);
  }

  /** Gives a queue's answers their turn as soon as its rate lets them. */
  void requestAnswerTurn(int queue) {
    long allowed = rateAllowsAnswer(queue);
    if (allowed > now()) {
      simulation.schedule(allowed, Simulation.ANSWER, number, queue);
      return;
    }
    if (trace != null) {
      trace.offered(number, queue, true, now());
    }
    simulation.offer(peer(queue), loopback, number, queue, true);
  }

  /** Work requests that one post call handed to the NIC. */
  void posted(int queue, int requests) {
    train[queue] = requests;
  }

  /** A work request was put behind those of its queue. */
  void appended(int queue, int request) {
    if (recovery != null) {
      recovery.append(queue, request);
    }
  }

  /**
   * Puts a burst on the wire; the first of a work request costs the NIC's engine.
   *
   * @param offset of its first byte in the message
   * @return until when that takes the port
   */
  long transmit(long bytes, long offset, int request) {
    boolean starts = offset == 0;
    int queue = queues.queuePair(request);
    long engine = starts ? engineNanos(request, queue) : 0;
    long receive = starts && consumesReceive(request) ? receiveNanos(queue) : 0;
    if (starts && orders && source.dropsTo(queues.bytes(request))) {
      long held = (segments - 2L) * parameters.pcie().orderedNanos();
      source.holdWrites(now(), held);
    }
    long done = carry(source, peer(queue), queue, bytes, engine, receive, starts);
    if (rates != null) {
      rates.sent(queue, now(), simulation.wireBytes(bytes, packets(bytes)));
    }
    if (trace != null) {
      tellSent(trace, queue, request, false, offset, bytes, done);
    }
    if (recovery != null) {
      recovery.transmitted(queue, request, offset, bytes, done);
    }
    if (splits && recovery == null && request < plan.tiles) {
      bringParts(request, bytes, offset);
    }
    return done;
  }

  private void tellSent(
      Trace told, int queue, int request, boolean answer, long offset, long bytes, long until) {
    int to = (answer ? source : peer(queue)).number();
    told.sent(
        port(queue, answer),
        number,
        queue,
        request,
        answer,
        to,
        offset,
        bytes,
        now(),
        until,
        arrival);
  }

  /** After every so many of its packets but the last a message is acknowledged when they come. */
  private void bringParts(int request, long bytes, long offset) {
    int each = parameters.acknowledgement().withinPackets();
    int before = (int) (offset / mtu);
    boolean ends = offset + bytes == plan.bytes[request];
    int come = before + packets(bytes) - (ends ? 1 : 0);
    for (int part = before / each; part < come / each; part++) {
      schedulePart(request);
    }
  }

  /**
   * A part of a message is there, and may be acknowledged, when the burst that was sent last is.
   */
  void schedulePart(int request) {
    simulation.schedule(arrival, Simulation.PART_ARRIVAL, number, request);
  }

  /** Puts a burst of a READ's data on the way back; until when that takes the port. */
  long respond(int queue, int request, long bytes, long offset) {
    long done = carry(peer(queue), source, queue, bytes, 0, 0, offset == 0);
    if (answerRates != null) {
      answerRates.sent(queue, now(), simulation.wireBytes(bytes, packets(bytes)));
    }
    if (trace != null) {
      tellSent(trace, queue, request, true, offset, bytes, done);
    }
    if (recovery != null) {
      recovery.responded(queue, request, offset, bytes, arrival);
    }
    return done;
  }

  /** When the data of the burst before is on its way into the other side's memory. */
  long arrival() {
    return arrival;
  }

  private long carry(
      HostNic from,
      HostNic to,
      int queue,
      long bytes,
      long engineNanos,
      long receiveNanos,
      boolean starts) {
    int packets = packets(bytes);
    long wireBytes = simulation.wireBytes(bytes, packets);
    Port port = loopback ? from.inside() : from.out();
    long wire = port.nanos(wireBytes);
    Impact impact = simulation.impact();
    simulation.counted(from, to, wireBytes, packets);
    long done =
        from.send(
            now(), wire, bytes, engineNanos + impact.nanos(QuirkStage.TRANSMIT, wire, starts));
    long start = now() + oneWay();
    long end = done + oneWay();
    Pipe link = simulation.path(from, to, label == 0 ? nicWide(queue) : -label);
    if (link != null) {
      mark(queue, link.backlog(start), packets, to.equals(source));
      long through = Math.max(end, link.serve(start, wire));
      start += through - end;
      end = through;
    }
    mark(queue, to.waitsInSwitch(start), packets, to.equals(source));
    arrival =
        to.receive(
            start,
            end,
            loopback ? 0 : wire,
            bytes,
            (long) packets * parameters.buffer().packetNanos()
                + receiveNanos
                + impact.nanos(QuirkStage.RECEIVE, wire, starts),
            impact.nanos(QuirkStage.PLACE, wire, starts));
    return Math.max(done, to.pausedUntil() - oneWay());
  }

  /**
   * Marks packets that wait in a switch, and tells the side that sends their flow.
   *
   * @param nanos for which they wait there
   * @param answer whether they are a READ's data, which its responder sends
   */
  private void mark(int queue, long nanos, int packets, boolean answer) {
    FlowRates flows = answer ? answerRates : rates;
    if (flows == null || nanos == 0) {
      return;
    }
    long waiting = nanos * parameters.link().bytesPerSecond() / 1_000_000_000L;
    int marked = simulation.marked(Dcqcn.PUBLISHED.marked(waiting), packets);
    if (marked == 0) {
      return;
    }
    simulation.count(ModelCounter.NP_ECN_MARKED_ROCE_PACKETS, marked);
    long come = now() + oneWay() + nanos;
    long told = 0;
    if (flows.tells(queue, come)) {
      simulation.count(ModelCounter.NP_CNP_SENT);
      HostNic peer = peer(queue);
      long leaves =
          simulation.acknowledge(answer ? source : peer, answer ? peer : source, loopback, come);
      told = leaves + oneWay();
      if (trace != null) {
        trace.acknowledged(port(queue, !answer), now(), leaves - come);
      }
      if (recovery == null || !recovery.losesAnswer()) {
        int kind = answer ? Simulation.ANSWER_NOTIFICATION : Simulation.NOTIFICATION;
        simulation.schedule(told, kind, number, queue);
      }
    }
    if (trace != null) {
      trace.marked(number, queue, answer, marked, come, told);
    }
  }

  /** A congestion notification came to the sender. */
  void notified(int queue) {
    cut(rates, queue, false);
  }

  /** A congestion notification came to a peer that answers READs. */
  void answerNotified(int queue) {
    cut(answerRates, queue, true);
  }

  private void cut(@Nullable FlowRates flows, int queue, boolean answer) {
    if (trace != null) {
      trace.notified(number, queue, answer, now());
    }
    simulation.count(ModelCounter.RP_CNP_HANDLED);
    Objects.requireNonNull(flows, "no packet is marked here").cut(queue, now());
  }

  /** When the rate of a queue pair lets it send. */
  long rateAllows(int queue) {
    return rates == null ? Long.MIN_VALUE : rates.next(queue);
  }

  /** When the rate of a queue pair's answers lets its peer send. */
  long rateAllowsAnswer(int queue) {
    return answerRates == null ? Long.MIN_VALUE : answerRates.next(queue);
  }

  private long engineNanos(int request, int queue) {
    FabricParameters.Nic nic = parameters.nic();
    boolean isTile = request < plan.tiles;
    long nanos = nic.requestNanos();
    if (isTile) {
      nanos += (segments - 1L) * nic.segmentNanos();
      if (translations.misses()) {
        simulation.count(ModelCounter.TRANSLATION_CACHE_MISS);
        nanos += nic.translationNanos();
      }
    }
    if (source.turnsTo(nicWide(queue)) && contexts.misses()) {
      simulation.count(ModelCounter.QP_CONTEXT_CACHE_MISS);
      nanos += parameters.caches().contextNanos();
    }
    return nanos;
  }

  private long receiveNanos(int queue) {
    FabricParameters.Caches caches = parameters.caches();
    if (receivesPosted <= caches.receiveEntries()) {
      return 0;
    }
    simulation.count(ModelCounter.RECEIVE_WQE_CACHE_MISS);
    return train[queue] > caches.receiveTrain() ? caches.receiveNanos() : 0;
  }

  /** A queue pair's number among those of all flows. */
  private long nicWide(int queue) {
    return ((long) number << 32) + queue;
  }

  private HostNic peer(int queue) {
    return peers[plan.peerOfQueuePair(queue)];
  }

  /** The last bit of a work request has left; what it brings comes at {@link #arrival}. */
  void sent(int request, long at) {
    if (recovery == null || recovery.arrives(queues.queuePair(request), request, arrival)) {
      simulation.schedule(arrival, Simulation.ARRIVAL, number, request);
    }
    if (!reliable() && proxies.asksCompletion(request)) {
      complete(request, at);
    }
  }

  /** When the requester has the acknowledgement of what was executed at {@code at}. */
  long answerTime(int queue, long at) {
    long leaves = simulation.acknowledge(peer(queue), source, loopback, at);
    if (trace != null) {
      trace.acknowledged(port(queue, true), now(), leaves - at);
    }
    return leaves + oneWay();
  }

  /** When the requester has the NAK that a responder sends at {@code at} for what is missing. */
  long sequenceErrorTime(int queue, long at) {
    responder.refusedSequence(queue, at);
    return answerTime(queue, at);
  }

  /**
   * Tells the sender of an acknowledgement or answer, as far as that changes anything there. To be
   * called in the order of a queue pair's requests: their completions keep it, also those of one
   * moment.
   */
  void acknowledge(int request, long at) {
    if (trace != null) {
      trace.answered(number, request, at);
    }
    if (recovery != null) {
      int queue = queues.queuePair(request);
      if (isRead(request)) {
        recovery.readAnswered(queue, request, at);
      } else {
        recovery.answered(queue, request, at);
      }
      return;
    }
    if (holdsWindow(request)
        || consumesReceive(request)
        || parameters.nic().countsAcknowledgements()) {
      simulation.schedule(at, Simulation.ACKNOWLEDGEMENT, number, request);
    }
    if (proxies.asksCompletion(request)) {
      complete(request, at);
    }
  }

  /**
   * Acknowledges the first packets of a message, and everything before it.
   *
   * @param told when the requester has it
   */
  void acknowledgePart(int request, int packets, long told) {
    boolean lost = recovery != null && recovery.losesAnswer();
    if (trace != null) {
      trace.answeredPart(number, request, packets, told, lost);
    }
    if (recovery != null) {
      if (!lost) {
        recovery.partAnswered(queues.queuePair(request), request, packets, told);
      }
    } else if (parameters.nic().countsAcknowledgements()) {
      schedulePartAcknowledgement(request, told);
    }
  }

  void schedulePartAcknowledgement(int request, long at) {
    simulation.schedule(at, Simulation.PART_ACKNOWLEDGEMENT, number, request);
  }

  /** Tells the sender, at {@code at}, that a message lacks its receive. */
  void refuse(int request, long at) {
    simulation.count(ModelCounter.RNR_NAKS);
    long told = answerTime(queues.queuePair(request), at);
    if (recovery == null || !recovery.losesAnswer()) {
      simulation.schedule(told, Simulation.REFUSAL, number, request);
    }
  }

  void scheduleAcknowledgement(int request, long at) {
    simulation.schedule(at, Simulation.ACKNOWLEDGEMENT, number, request);
  }

  void scheduleSequenceError(int queue, long at) {
    simulation.schedule(at, Simulation.SEQUENCE_ERROR, number, queue);
  }

  void scheduleTimer(int queue, long at) {
    simulation.schedule(at, Simulation.TIMER, number, queue);
  }

  /** A work request is acknowledged on a queue pair that may lose packets. */
  void settled(int request) {
    if (proxies.asksCompletion(request)) {
      complete(request, now());
    }
  }

  void silentSince(String timer, long from) {
    simulation.silence(timer, from, now());
  }

  void giveUp(int queue, int retries) {
    simulation.fail(
        "transport retry counter exceeded",
        "nothing got through in " + tries(retries + 1) + " of queue pair " + queue);
  }

  private static String tries(int count) {
    return count == 1 ? "1 try" : count + " tries";
  }

  void postReceive(int queue, long at) {
    simulation.schedule(at, Simulation.RECEIVE, number, queue);
  }

  void dropped() {
    simulation.count(ModelCounter.RECEIVE_DROPS);
  }

  /**
   * The receiver has checked a tile.
   *
   * @param nanos that this took
   * @param early whether its signal was seen before its data
   */
  void verified(int tile, long nanos, long at, boolean early) {
    if (trace != null) {
      trace.verified(number, tile, nanos, at);
    }
    if (early) {
      disordered++;
      simulation.disordered(tile);
    }
    if (simulation.forwarder(peers[plan.peer(tile)]) == null) {
      handedOver(tile, at);
    } else {
      simulation.schedule(at, Simulation.CHECKED, number, tile);
    }
  }

  /** The receiver has done with a tile. */
  void handedOver(int tile, long at) {
    if (trace != null) {
      trace.handedOver(number, peers[plan.peer(tile)].number(), tile, at);
    }
    clock.stamp(VERIFIED, tile, at);
    verified++;
    if (slots != null) {
      slots.free(tile, at + oneWay());
      proxies.slotFree(tile);
    }
  }

  /** Whether a tile may have to wait until the receiver has a place for it. */
  boolean waitsForPlaces() {
    return slots != null;
  }

  /** When the receiver has a place for a tile, or {@link ReceiveRing#UNKNOWN}. */
  long placeFor(int tile) {
    return slots == null ? Long.MIN_VALUE : slots.freeFor(tile);
  }

  /** Whether a tile frees the place that another waits for. */
  boolean frees(int tile, int waiting) {
    return slots != null && slots.frees(tile, waiting);
  }

  /** Nanoseconds into a pass at which the call that asks for a tile can be made. */
  long askedAfter(int tile) {
    return granularity == 1 ? readyAfter(tile) : readyAfter(lastOfCall(tile));
  }

  /** Whether a tile is the first of its call. */
  boolean opensCall(int tile) {
    return tile / plan.peers % granularity == 0;
  }

  private int lastOfCall(int tile) {
    int peer = tile % plan.peers;
    long place = ((long) tile / plan.peers / granularity + 1) * granularity - 1;
    long last = place * plan.peers + peer;
    int ofPeer = (plan.tiles - 1 - peer) / plan.peers;
    return last < plan.tiles ? (int) last : ofPeer * plan.peers + peer;
  }

  /**
   * The sender knows that a tile's transfer is complete; for some workloads that is all there is.
   */
  void completed(int tile, long at) {
    if (!plan.signalled && !carriesImmediate()) {
      long nanos = jitter(parameters.receiver().verifyNanos());
      clock.stamp(SIGNAL_SEEN, tile, at);
      if (trace != null) {
        trace.seen(number, tile, at);
      }
      verified(tile, nanos, at + nanos, false);
    }
  }

  // Events.

  void proxyDue(int thread) {
    proxies.wake(thread, now());
  }

  void heldCompletionsDue(int thread) {
    proxies.held(thread, now());
  }

  void heldAcknowledgementsDue(int queue) {
    responder.heldAcknowledgementsDue(queue);
  }

  /** A receiver that passes tiles on, or computes on them, has checked this one. */
  void passedOn(int tile) {
    HostNic to = peers[plan.peer(tile)];
    Objects.requireNonNull(simulation.forwarder(to), "nothing is passed on here")
        .take(this, tile, now());
  }

  void partArrived(int request) {
    responder.partArrived(request);
  }

  void partAcknowledged(int request) {
    if (recovery == null) {
      queues.partAcknowledged(request, true);
    } else {
      recovery.partAcknowledged(queues.queuePair(request), request);
    }
  }

  void queueDue(int queue) {
    queues.poke(queue);
  }

  void arrived(int request) {
    responder.arrived(request);
  }

  void acknowledged(int request) {
    if (recovery == null) {
      queues.acknowledged(request);
    } else {
      recovery.acknowledged(queues.queuePair(request), request);
    }
  }

  void sequenceErrorDue(int queue) {
    recovery().sequenceErrorDue(queue);
  }

  /** Whether a queue pair's timer ends at {@code at}, rather than runs on or rests. */
  boolean timerEnds(int queue, long at) {
    return recovery().ends(queue, at);
  }

  void timerEnded(int queue) {
    recovery().timerEnded(queue);
  }

  private GoBackN recovery() {
    return Objects.requireNonNull(recovery, "nothing is lost here");
  }

  void refused(int request) {
    long wait = RnrTimer.nanos(rnrTimer);
    if (recovery != null && !recovery.refused(queues.queuePair(request), request, now() + wait)) {
      return;
    }
    if (trace != null) {
      trace.refused(number, request, now() + wait);
    }
    int times = queues.refused(request, now() + wait);
    simulation.silence(Silence.RNR_TIMER, now(), now() + wait);
    if (rnrRetries != 7 && times > rnrRetries) {
      simulation.fail(
          "RNR retry counter exceeded",
          "no receive was posted for "
              + tries(rnrRetries + 1)
              + " of a message from queue pair "
              + queues.queuePair(request));
    }
  }

  void receivePosted(int queue) {
    responder.receivePosted(queue);
  }

  void completionArrived(int request) {
    if (trace != null) {
      trace.completed(number, request, now());
    }
    proxies.completionArrived(request, now());
  }

  long burst(int queue, boolean answer) {
    return answer ? responder.burst(queue) : queues.burst(queue);
  }

  private void complete(int request, long at) {
    long nanos =
        simulation.impact().slowed(QuirkStage.COMPLETION, parameters.nic().completionNanos());
    simulation.schedule(at + nanos, Simulation.COMPLETION, number, request);
  }

  // What a pass showed.

  String name() {
    return name;
  }

  boolean loopback() {
    return loopback;
  }

  /** What an atomic takes in the receiving NIC, in nanoseconds. */
  long atomicNanos() {
    return simulation.impact().slowed(QuirkStage.ATOMIC, parameters.receiver().atomicNanos());
  }

  TilePlan plan() {
    return plan;
  }

  StageClock clock() {
    return clock;
  }

  Proxies proxies() {
    return proxies;
  }

  int disordered() {
    return disordered;
  }

  /** Tiles of the pass that were never verified. */
  int unverified() {
    return plan.tiles - verified;
  }

  /** The stage in which the first tile that was not verified waits. */
  Stage waiting() {
    return Arrays.stream(Stage.values())
        .filter(stage -> stage != Stage.TRANSFER)
        .filter(stage -> {
          for (int tile = 0; tile < plan.tiles; tile++) {
            if (!clock.has(VERIFIED, tile)) {
              return clock.has(stage.from(), tile) && !clock.has(stage.to(), tile);
            }
          }
          return false;
        })
        .findFirst()
        .orElse(Stage.TRANSFER);
  }
}
