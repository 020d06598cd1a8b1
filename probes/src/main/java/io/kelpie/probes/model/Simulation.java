package io.kelpie.probes.model;

import static io.kelpie.workload.Catalogue.DELAY;
import static io.kelpie.workload.Catalogue.DIRECTION;
import static io.kelpie.workload.Catalogue.ECN;
import static io.kelpie.workload.Catalogue.LOSS;
import static io.kelpie.workload.Catalogue.PATHS;
import static io.kelpie.workload.Catalogue.RECEIVERS;
import static io.kelpie.workload.Catalogue.RECEIVE_HOOK;
import static io.kelpie.workload.Catalogue.RECEIVE_TIME;
import static io.kelpie.workload.Catalogue.SENDERS;

import io.kelpie.probes.Outcome;
import io.kelpie.probes.Silences;
import io.kelpie.workload.Catalogue.Switch;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/** One workload on the modelled fabric: passes over all tiles, event by event. */
final class Simulation {
  /** Kinds of events; each names what its number is. */
  static final int PROXY = 0;

  static final int QUEUE = 1;
  static final int ARRIVAL = 2;
  static final int ACKNOWLEDGEMENT = 3;
  static final int COMPLETION = 4;
  static final int REFUSAL = 5;
  static final int RECEIVE = 6;
  private static final int TURN = 7;
  static final int SEQUENCE_ERROR = 8;
  static final int TIMER = 9;
  static final int NOTIFICATION = 10;
  static final int ANSWER = 11;
  static final int ANSWER_NOTIFICATION = 12;
  static final int HELD_COMPLETIONS = 13;
  static final int HELD_ACKNOWLEDGEMENTS = 14;
  static final int PART_ACKNOWLEDGEMENT = 15;
  static final int CHECKED = 16;
  static final int PART_ARRIVAL = 17;

  private final FabricParameters parameters;
  private final Impact impact;
  private final Jitter jitter;
  private final UniformRandomProvider random;
  private final @Nullable PacketLoss loss;
  private final @Nullable Paths paths;
  private final @Nullable UniformRandomProvider marks;
  private final @Nullable UniformRandomProvider absences;
  private final EventQueue events = new EventQueue();
  private final List<HostNic> nics = new ArrayList<>();
  private final List<SenderGroup> groups = new ArrayList<>();
  private final List<Forwarder> forwarders = new ArrayList<>();
  private final TilePlan plan;
  private final Drive drive;
  private final long halfDelay;
  private final int numberBits;
  private final long[] counts = new long[ModelCounter.values().length];
  private final Silences silences = new Silences();
  private long oneWay;
  private long inside;
  private long now;
  private long giveUpAt;
  private boolean measured;
  private int firstDisordered = -1;
  private Outcome.@Nullable Failed failure;

  Simulation(
      FabricParameters parameters, Impact impact, Jitter jitter, Workload workload, long seed) {
    this(parameters, impact, jitter, workload, Drive.of(workload), 0, seed);
  }

  Simulation(
      FabricParameters parameters,
      Impact impact,
      Jitter jitter,
      Workload workload,
      Drive drive,
      double forwardNanosPerByte,
      long seed) {
    this(
        parameters,
        impact,
        jitter,
        workload,
        drive,
        forwardNanosPerByte,
        workload.get(LOSS) == 0 ? null : new RandomLoss(workload.get(LOSS), ~seed),
        seed);
  }

  Simulation(
      FabricParameters parameters,
      Impact impact,
      Jitter jitter,
      Workload workload,
      Drive drive,
      double forwardNanosPerByte,
      @Nullable PacketLoss loss,
      long seed) {
    this.drive = drive;
    this.loss = loss;
    this.parameters = parameters;
    this.impact = impact;
    this.jitter = jitter;
    random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    marks =
        workload.get(ECN) == Switch.OFF ? null : RandomSource.XO_RO_SHI_RO_128_PP.create(~seed * 3);
    absences =
        parameters.core().isShared() ? RandomSource.XO_RO_SHI_RO_128_PP.create(~seed * 5) : null;
    paths = workload.get(PATHS) == 0 ? null : new Paths(workload.integer(PATHS));
    halfDelay = workload.get(DELAY) * 1000 / 2;
    plan = new TilePlan(workload);
    numberBits =
        Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(2 * plan.tiles, plan.queuePairs));
    int senders = workload.integer(SENDERS);
    int receivers = workload.integer(RECEIVERS);
    int hosts = receivers == 0 ? Math.max(senders, 1 + plan.peers) : senders + receivers;
    for (int host = 0; host < hosts; host++) {
      nics.add(new HostNic(parameters, workload, host));
    }
    boolean hooked = workload.get(RECEIVE_HOOK) == Switch.ON;
    long each = workload.get(RECEIVE_TIME);
    if (hooked || forwardNanosPerByte > 0 || each > 0) {
      int most = (senders + 1) * plan.tiles;
      nics.forEach(_ -> forwarders.add(new Forwarder(forwardNanosPerByte, each, hooked, most)));
    }
    for (int sender = 0; sender < senders; sender++) {
      String name = senders == 1 ? "forward" : "sender " + sender;
      groups.add(group(name, workload, sender, receivers == 0 ? (sender + 1) % hosts : sender));
    }
    switch (workload.get(DIRECTION)) {
      case ONE_WAY -> {}
      case BOTH_WAYS -> groups.add(group("backward", workload, 1, 0));
      case LOOPBACK_BESIDE_REMOTE -> groups.add(group("loopback", workload, 0, 0));
      case LOOPBACK_BESIDE_RECEIVE -> groups.add(group("loopback", workload, 1, 1));
    }
  }

  /**
   * @param first host of its first peer; the forward peers follow it, all peers of the other flows
   *     are this host
   */
  private SenderGroup group(String name, Workload workload, int from, int first) {
    boolean spread = groups.size() < workload.get(SENDERS);
    HostNic[] peers = new HostNic[plan.peers];
    for (int peer = 0; peer < peers.length; peer++) {
      peers[peer] = nics.get(spread ? receiver(workload, first + peer) : first);
    }
    int sender = groups.size();
    TilePlan own = spread ? drive.plan(sender, workload, plan) : plan;
    SenderGroup group = new SenderGroup(this, sender, name, nics.get(from), peers, workload, own);
    if (spread) {
      drive.start(sender, group);
    }
    if (!forwarders.isEmpty()) {
      for (int tile = 0; tile < own.tiles; tile++) {
        forwarders.get(peers[own.peer(tile)].number()).expect(1);
      }
    }
    return group;
  }

  /** The host that comes so far round among those that receive. */
  private int receiver(Workload workload, int place) {
    int receivers = workload.integer(RECEIVERS);
    return receivers == 0 ? place % nics.size() : workload.integer(SENDERS) + place % receivers;
  }

  /**
   * Nanoseconds from the doorbell of one inline signal to its completion's being polled.
   *
   * @param loopback whether it stays in the NIC
   */
  long idleRoundTrip(boolean loopback) {
    FabricParameters.Link link = parameters.link();
    HostNic nic = nics.getFirst();
    Port port = loopback ? nic.inside() : nic.out();
    long way = loopback ? link.loopbackNanos() : link.oneWayNanos() + halfDelay;
    return parameters.nic().doorbellNanos()
        + port.nanos(SendQueues.SIGNAL_BYTES + link.headerBytes())
        + port.nanos(link.ackBytes())
        + 2 * way
        + parameters.nic().completionNanos()
        + parameters.proxy().completionNanos();
  }

  TilePlan plan() {
    return plan;
  }

  List<SenderGroup> groups() {
    return groups;
  }

  /**
   * Runs a pass.
   *
   * @param budget nanoseconds after which it is given up
   * @return nanoseconds that it took until nothing was left to happen; over {@code budget} where it
   *     was given up
   */
  long pass(long budget, boolean measuredPass) {
    measured = measuredPass;
    silences.startPass(measuredPass);
    events.clear();
    nics.forEach(HostNic::clear);
    forwarders.forEach(Forwarder::clear);
    if (paths != null) {
      paths.clear();
    }
    now = 0;
    giveUpAt = budget;
    oneWay = jitter(parameters.link().oneWayNanos()) + halfDelay;
    inside = jitter(parameters.link().loopbackNanos());
    for (SenderGroup group : groups) {
      group.startPass(0, measuredPass);
    }
    while (failure == null && events.advance()) {
      if (events.kind() == TIMER && !timerEnds()) {
        continue;
      }
      now = events.now();
      if (now > budget) {
        return now;
      }
      dispatch(events.kind(), events.what());
    }
    return now;
  }

  /** A timer that nobody waits for any longer is none: no time passes for it. */
  private boolean timerEnds() {
    SenderGroup group = groups.get(events.what() >>> numberBits);
    return group.timerEnds(events.what() & ((1 << numberBits) - 1), events.now());
  }

  private void dispatch(int kind, int event) {
    if (kind == TURN) {
      turn(event);
      return;
    }
    int number = event & ((1 << numberBits) - 1);
    SenderGroup group = groups.get(event >>> numberBits);
    switch (kind) {
      case PROXY -> group.proxyDue(number);
      case QUEUE -> group.queueDue(number);
      case ARRIVAL -> group.arrived(number);
      case ACKNOWLEDGEMENT -> group.acknowledged(number);
      case COMPLETION -> group.completionArrived(number);
      case REFUSAL -> group.refused(number);
      case RECEIVE -> group.receivePosted(number);
      case SEQUENCE_ERROR -> group.sequenceErrorDue(number);
      case TIMER -> group.timerEnded(number);
      case NOTIFICATION -> group.notified(number);
      case ANSWER -> group.requestAnswerTurn(number);
      case ANSWER_NOTIFICATION -> group.answerNotified(number);
      case HELD_COMPLETIONS -> group.heldCompletionsDue(number);
      case HELD_ACKNOWLEDGEMENTS -> group.heldAcknowledgementsDue(number);
      case PART_ACKNOWLEDGEMENT -> group.partAcknowledged(number);
      case PART_ARRIVAL -> group.partArrived(number);
      case CHECKED -> group.passedOn(number);
      default -> throw new IllegalStateException("no event is of kind " + kind);
    }
  }

  private void turn(int number) {
    HostNic nic = nics.get(number >>> 1);
    Port line = (number & 1) == 0 ? nic.out() : nic.inside();
    if (line.freeAt() > now) {
      events.schedule(line.freeAt(), TURN, number);
      return;
    }
    while (!line.rest()) {
      long source = line.take();
      SenderGroup group = groups.get((int) (source >>> (1 + numberBits)));
      int queue = (int) (source >>> 1) & ((1 << numberBits) - 1);
      long done = group.burst(queue, (source & 1) == 1);
      if (done >= 0) {
        line.occupy(now, done);
        if (!line.rest()) {
          events.schedule(done, TURN, number);
        }
        return;
      }
    }
  }

  /** Lets a trace be told of everything from now on. */
  void tell(Trace trace) {
    groups.forEach(group -> group.tell(trace));
  }

  // What sender groups ask.

  FabricParameters parameters() {
    return parameters;
  }

  /** What passes on the tiles that come to a host; null where they stay. */
  @Nullable Forwarder forwarder(HostNic to) {
    return forwarders.isEmpty() ? null : forwarders.get(to.number());
  }

  /** What takes a proxy thread off its processor; null where nothing does. */
  @Nullable Descheduling descheduling() {
    return absences == null ? null : new Descheduling(parameters.core(), absences);
  }

  /** The packets that the network loses; null where it loses none, as no NIC does inside. */
  @Nullable PacketLoss loss(boolean loopback) {
    return loopback ? null : loss;
  }

  long now() {
    return now;
  }

  long jitter(long nanos) {
    return jitter.of(nanos, random);
  }

  Impact impact() {
    return impact;
  }

  /** Nanoseconds from NIC to NIC in this pass. */
  long oneWay(boolean loopback) {
    return loopback ? inside : oneWay;
  }

  /**
   * Lets time go on to a moment if nothing happens up to it.
   *
   * @return whether it did
   */
  boolean passTo(long at) {
    if (at > giveUpAt || !events.passTo(at)) {
      return false;
    }
    now = at;
    return true;
  }

  void schedule(long at, int kind, int group, int number) {
    events.schedule(at, kind, (group << numberBits) | number);
  }

  /** Puts a queue at the end of a port's turn. */
  void offer(HostNic nic, boolean loopback, int group, int queue, boolean answer) {
    Port port = loopback ? nic.inside() : nic.out();
    if (port.offer(((((long) group << numberBits) | queue) << 1) | (answer ? 1 : 0))) {
      turn((nic.number() << 1) | (loopback ? 1 : 0));
    }
  }

  /** Bytes on the wire of so many in so many packets. */
  long wireBytes(long bytes, int packets) {
    return bytes + (long) packets * parameters.link().headerBytes();
  }

  /** Counts what the first host's port sees. */
  void counted(HostNic from, HostNic to, long wireBytes, int packets) {
    if (from.number() == 0) {
      counts[ModelCounter.TX_PACKETS.ordinal()] += packets;
      counts[ModelCounter.TX_BYTES.ordinal()] += wireBytes;
    }
    if (to.number() == 0) {
      counts[ModelCounter.RX_PACKETS.ordinal()] += packets;
      counts[ModelCounter.RX_BYTES.ordinal()] += wireBytes;
    }
  }

  /** Sends an acknowledgement; when its last bit leaves. */
  long acknowledge(HostNic from, HostNic to, boolean loopback, long at) {
    counted(from, to, parameters.link().ackBytes(), 1);
    return (loopback ? from.inside() : from.out()).acknowledge(now, at);
  }

  void count(ModelCounter counter) {
    counts[counter.ordinal()]++;
  }

  void count(ModelCounter counter, int times) {
    counts[counter.ordinal()] += times;
  }

  /** The link between switches that a flow takes; null where none is in its way. */
  @Nullable Pipe path(HostNic from, HostNic to, long label) {
    if (paths == null || from.equals(to)) {
      return null;
    }
    int link = paths.of(from.number(), to.number(), label);
    return link < 0 ? null : paths.link(link);
  }

  /** How many of some packets a switch marks that marks this share of them. */
  int marked(double share, int packets) {
    if (share == 0 || share == 1) {
      return share == 0 ? 0 : packets;
    }
    UniformRandomProvider random = Objects.requireNonNull(marks, "no packet is marked here");
    int marked = 0;
    for (int packet = 0; packet < packets; packet++) {
      marked += random.nextDouble() < share ? 1 : 0;
    }
    return marked;
  }

  void silence(String timer, long from, long until) {
    silences.add(timer, from, until);
  }

  void disordered(int tile) {
    if (measured && firstDisordered < 0) {
      firstDisordered = tile;
    }
  }

  void fail(String what, String detail) {
    failure = new Outcome.Failed(what, detail);
  }

  // What the passes so far showed.

  /** Every device counter so far; of pauses and pressure, that of the host that had most. */
  long[] counts() {
    long[] all = counts.clone();
    long paused = 0;
    long pressed = 0;
    for (HostNic nic : nics) {
      paused = Math.max(paused, nic.paused());
      pressed = Math.max(pressed, nic.pressed());
    }
    all[ModelCounter.TX_PRIO3_PAUSE_DURATION.ordinal()] = paused / 1000;
    all[ModelCounter.RX_PRIO3_PAUSE_DURATION.ordinal()] = paused / 1000;
    all[ModelCounter.PCI_BACK_PRESSURE.ordinal()] = pressed / 1000;
    impact.addPrecursors(
        all, all[ModelCounter.TX_PACKETS.ordinal()] + all[ModelCounter.RX_PACKETS.ordinal()]);
    return all;
  }

  Silences silences() {
    return silences;
  }

  /** The first tile of a measured pass whose signal was seen before its data; negative without. */
  int firstDisordered() {
    return firstDisordered;
  }

  Outcome.@Nullable Failed failure() {
    return failure;
  }
}
