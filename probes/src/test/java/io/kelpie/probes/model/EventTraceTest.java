package io.kelpie.probes.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.probes.model.Waits.Blocker;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Space;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/**
 * The stage clock against what the resources record of themselves: over random workloads on random
 * hosts every stamp is the moment that some resource tells of, and every wait is one for what that
 * resource says was in the way: another request of the ring, work of the thread, an
 * acknowledgement, a port's burst before, an atomics unit, a completion's moderation.
 */
class EventTraceTest {
  private static final int DRAWS = 3000;
  private static final double NOISE = 0.03;
  private static final Jitter NOISY = new Jitter(NOISE);
  private static final Jitter QUIET = new Jitter(0);
  private static final List<FabricParameters> HOSTS =
      Stream.of("clean", "perlmutter", "cx6-200g-f", "h100-cx7")
          .map(name -> Profile.named(name).parameters())
          .flatMap(host -> Stream.of(host.withNoise(0), host.withNoise(NOISE)))
          .toList();

  /** Waits that need what only a test of their own asks for. */
  private static final EnumSet<Blocker> PARTICULAR =
      EnumSet.of(
          Blocker.NO_RETRIES,
          Blocker.SEQUENCE_ERROR,
          Blocker.TIMER,
          Blocker.LOST,
          Blocker.COVERED,
          Blocker.PART_WITHOUT_RECEIVE,
          Blocker.REST,
          Blocker.LOST_PLACE,
          Blocker.COPIES,
          Blocker.HOOK,
          Blocker.LINK,
          Blocker.RATE,
          Blocker.NOTIFICATION);

  private static final Along ALONG = new Along(GpuNode.of(Profile.CLEAN));

  private static Space space() {
    return Space.within(ModelProbe.LIMITS)
        .pin("tiles", new Values.Range(2, 48))
        .pin("senders", new Values.Range(1, 3))
        .pin("proxies", new Values.Range(1, 4))
        .pin("ready_interval", new Values.Range(0, 4000))
        .pin("granularity", new Values.Range(1, 4))
        .pin("receive_buffer", Values.Members.of("full", "ring"))
        .pin("receive_slots", new Values.Range(1, 16))
        .pin("send_depth", new Values.Range(1, 1024))
        .pin("outstanding_reads", new Values.Range(1, 16))
        .pin("rnr_retries", new Values.Range(7, 7))
        .pin("numa", Values.Members.of("local", "remote"));
  }

  private static FabricParameters host(UniformRandomProvider random) {
    FabricParameters host = HOSTS.get(random.nextInt(HOSTS.size()));
    if (random.nextBoolean()) {
      FabricParameters.Ring ring = host.ring();
      host =
          new FabricParameters(
              new FabricParameters.Ring(
                  8 + random.nextInt(16),
                  ring.requestNanos(),
                  ring.visibleNanos(),
                  ring.leaderNanos()),
              host.proxy(),
              host.nic(),
              host.link(),
              host.receiver(),
              host.setup(),
              host.caches(),
              host.pcie(),
              host.buffer(),
              host.noise());
    }
    if (random.nextBoolean()) {
      FabricParameters.Nic nic = host.nic();
      host =
          host.withNic(
              new FabricParameters.Nic(
                  nic.doorbellNanos(),
                  nic.fetchNanos(),
                  nic.requestNanos(),
                  nic.segmentNanos(),
                  nic.queuePairNanos() + random.nextInt(800),
                  nic.completionNanos(),
                  nic.translations(),
                  nic.translationNanos(),
                  random.nextBoolean() ? nic.unacknowledgedPackets() : 1 + random.nextInt(64),
                  random.nextBoolean(),
                  random.nextInt(4) == 0 || nic.fenceGatesEndpoint()));
    }
    if (random.nextBoolean()) {
      host = narrow(random, host);
    }
    if (random.nextBoolean()) {
      host =
          host.with(
              new RingPublication(
                  1 + random.nextInt(8), random.nextInt(5000), 1 + random.nextInt(8)));
    }
    if (random.nextBoolean()) {
      int every = 2000 + random.nextInt(50_000);
      host = host.with(new ProxyCore(every, random.nextInt(every / 2), 20, 60, 10));
    }
    if (random.nextBoolean()) {
      host =
          host.with(
              new AckCoalescing(
                  1 + random.nextInt(12),
                  random.nextInt(20_000),
                  random.nextInt(3) == 0 ? 1 << 23 : 1 + random.nextInt(10)));
    }
    if (random.nextBoolean()) {
      host = host.with(new CompletionModeration(1 + random.nextInt(8), random.nextInt(20_000)));
    }
    return host;
  }

  /** A host whose caches, PCIe and receiving side are too small for some workloads. */
  private static FabricParameters narrow(UniformRandomProvider random, FabricParameters host) {
    FabricParameters.Nic nic = host.nic();
    return new FabricParameters(
        host.ring(),
        host.proxy(),
        new FabricParameters.Nic(
            nic.doorbellNanos(),
            nic.fetchNanos(),
            random.nextInt(500),
            nic.segmentNanos(),
            nic.queuePairNanos(),
            nic.completionNanos(),
            1 + random.nextInt(8),
            random.nextInt(1000),
            nic.unacknowledgedPackets(),
            nic.fenceWaitsForWrites(),
            nic.fenceGatesEndpoint()),
        host.link(),
        host.receiver(),
        host.setup(),
        new FabricParameters.Caches(
            1 + random.nextInt(4),
            random.nextInt(1000),
            1 + random.nextInt(64),
            1 + random.nextInt(4),
            random.nextInt(1000)),
        new FabricParameters.Pcie(
            rate(random), rate(random), rate(random), rate(random), random.nextInt(20_000)),
        new FabricParameters.Buffer(random.nextInt(65_536), random.nextInt(500)),
        host.noise());
  }

  /** A device two of whose stages may be slower than they should. */
  private static Impact impact(UniformRandomProvider random, Workload workload) {
    Trigger always = new Trigger.Where(new Condition("tiles", new Values.Range(2, 48)));
    List<Quirk> quirks = new ArrayList<>();
    for (int quirk = random.nextInt(3); quirk > 0; quirk--) {
      QuirkStage stage = QuirkStage.values()[random.nextInt(QuirkStage.values().length)];
      Quirk.Effect effect =
          new Quirk.Effect(
              stage,
              1 + 4 * random.nextDouble(),
              1 + random.nextInt(1000),
              Profile.Symptom.LOW_GOODPUT);
      quirks.add(new Quirk("slow-" + quirk, "slow", "this test", always, effect, List.of()));
    }
    return new Impact(quirks, workload);
  }

  private static long rate(UniformRandomProvider random) {
    return random.nextInt(4) == 0 ? 0 : 2_000_000_000L + random.nextLong(40_000_000_000L);
  }

  private static void hold(Space space, int draws, long seed, Waits waits) {
    hold(space, false, draws, seed, waits);
  }

  private static void hold(Space space, boolean quirky, int draws, long seed, Waits waits) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    for (int draw = 0; draw < draws; draw++) {
      Workload workload = space.draw(random);
      FabricParameters fabric = ALONG.parameters(host(random), workload);
      Simulation simulation =
          new Simulation(
              fabric,
              quirky ? impact(random, workload) : Impact.NONE,
              fabric.noise() == 0 ? QUIET : NOISY,
              workload,
              Drive.of(workload),
              ALONG.forwardNanosPerByte(workload),
              draw);
      EventTrace trace = new EventTrace(simulation);
      simulation.tell(trace);
      simulation.pass(Long.MAX_VALUE, true);
      try {
        check(simulation, trace, workload, waits);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("draw " + draw + ", " + workload + " on " + fabric, e);
      }
    }
  }

  /** Whether a queue pair gave up for what was lost. */
  private static boolean checkLosses(FlowPass pass) {
    if (!pass.group().reliable()) {
      if (pass.lossy()) {
        new UnreliableChecks(pass).check();
      }
      return false;
    }
    if (!pass.lossy()) {
      new AckChecks(pass, Map.of(), AckChecks.Part.sent(pass)).check();
      return false;
    }
    LossChecks losses = new LossChecks(pass);
    losses.check();
    new AckChecks(pass, losses.again(), losses.parts()).check();
    return losses.exhausted();
  }

  private static void check(
      Simulation simulation, EventTrace trace, Workload workload, Waits waits) {
    PortChecks.checkPorts(simulation, trace, waits);
    new NetworkChecks(simulation, trace, workload, waits).check();
    boolean exhausted = false;
    for (SenderGroup group : simulation.groups()) {
      FlowPass pass =
          new FlowPass(
              group,
              trace.flow(group.number()),
              workload,
              simulation.parameters(),
              simulation.impact(),
              waits,
              simulation.failure() == null ? FlowPass.WHOLE : simulation.now());
      QueueChecks queues = new QueueChecks(pass);
      queues.check();
      exhausted |= queues.exhausted();
      exhausted |= checkLosses(pass);
      new ThreadChecks(pass).check();
      new ReceiverChecks(pass).check();
    }
    assertThat(simulation.failure() != null).isEqualTo(exhausted);
    if (exhausted) {
      waits.met(Blocker.NO_RETRIES);
    }
    CounterChecks.check(simulation, trace);
    PortChecks.checkAtomicsUnits(simulation, trace, waits);
    long end = exhausted ? simulation.now() : FlowPass.WHOLE;
    ForwarderChecks.check(trace, workload, ALONG.forwardNanosPerByte(workload), end, waits);
  }

  @Test
  void everyStampAndEveryWaitIsOneThatAResourceRecorded() {
    Waits waits = new Waits();
    hold(space(), DRAWS, 17, waits);
    waits.assertMet(EnumSet.complementOf(PARTICULAR));
  }

  /** Messages that come before their receive, again and again until it is there, or in vain. */
  @Test
  void everyRefusalIsForAReceiveThatSoftwareHadNotPosted() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("qp_type", Values.Members.of("rc"))
            .pin("opcode", Values.Members.of("send", "write"))
            .pin("signal", Values.Members.of("send", "immediate", "inline_write", "fetch_add"))
            .pin("receives_posted", new Values.Range(0, 6))
            .pin("rnr_timer", new Values.Range(1, 6))
            .pin("rnr_retries", new Values.Range(0, 3));
    hold(space, DRAWS / 2, 19, waits);
    waits.assertMet(
        List.of(
            Blocker.RECEIVE,
            Blocker.GOING_BACK,
            Blocker.NO_RETRIES,
            Blocker.PART,
            Blocker.PART_WITHOUT_RECEIVE));
  }

  /** Links between switches, which flows of several hosts share. */
  @Test
  void everyWaitForALinkIsForWhatThatLinkCarried() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("senders", new Values.Range(1, 4))
            .pin("receivers", new Values.Range(0, 3))
            .pin("paths", new Values.Range(1, 4))
            .pin("flow_label", new Values.Range(0, 8));
    hold(space, DRAWS / 2, 20, waits);
    waits.assertMet(List.of(Blocker.LINK, Blocker.SWITCH));
  }

  /** Marks of full switches, which slow their flows down. */
  @Test
  void everyRateIsCutForMarksOfAQueueThatWasThatLong() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("ecn", Values.Members.of("on"))
            .pin("opcode", Values.Members.of("write", "read", "send"))
            .pin("tile_bytes.largest", new Values.Range(16_384, 262_144))
            .pin("peers", new Values.Range(1, 4))
            .pin("senders", new Values.Range(1, 4))
            .pin("receivers", new Values.Range(0, 2))
            .pin("paths", new Values.Range(0, 2))
            .pin("flow_label", new Values.Range(0, 2));
    hold(space, DRAWS / 4, 21, waits);
    waits.assertMet(List.of(Blocker.RATE, Blocker.NOTIFICATION, Blocker.LINK, Blocker.SWITCH));
  }

  /** Lost packets, acknowledgements and answers. */
  @Test
  void everyLossIsMadeUpForWhenItShowsAndFromWhereItWas() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("loss", new Values.Range(100, 50_000))
            .pin("ecn", Values.Members.of("on", "off"))
            .pin("retries", new Values.Range(0, 7));
    hold(space, DRAWS, 22, waits);
    waits.assertMet(
        List.of(
            Blocker.SEQUENCE_ERROR,
            Blocker.TIMER,
            Blocker.GOING_BACK,
            Blocker.NO_RETRIES,
            Blocker.COALESCING,
            Blocker.COVERED,
            Blocker.PART));
  }

  /** Long messages, of which parts are acknowledged, refused or lost. */
  @Test
  void everyPartThatIsAcknowledgedIsSentNoMore() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("qp_type", Values.Members.of("rc"))
            .pin("opcode", Values.Members.of("send", "write"))
            .pin("tile_bytes.largest", new Values.Range(16_384, 262_144))
            .pin("loss", new Values.Range(100, 20_000))
            .pin("receives_posted", new Values.Range(0, 3))
            .pin("rnr_timer", new Values.Range(1, 6))
            .pin("retries", new Values.Range(3, 7));
    hold(space, DRAWS / 2, 25, waits);
    waits.assertMet(List.of(Blocker.PART, Blocker.REST, Blocker.PART_WITHOUT_RECEIVE));
  }

  /** Messages that nobody misses but the receiver. */
  @Test
  void everyMessageThatLacksAPacketIsGoneAndNoOther() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("qp_type", Values.Members.of("uc", "ud"))
            .pin("loss", new Values.Range(100, 100_000))
            .pin("ecn", Values.Members.of("on", "off"))
            .pin("receives_posted", new Values.Range(0, 64));
    hold(space, DRAWS / 2, 23, waits);
    waits.assertMet(List.of(Blocker.LOST, Blocker.RECEIVE, Blocker.LOST_PLACE));
  }

  /** All of it at once, on every route, on devices with defects. */
  @Test
  void everyWaitIsRecordedWhereEverythingHappensAtOnce() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("loss", new Values.Range(0, 20_000))
            .pin("ecn", Values.Members.of("on", "off"))
            .pin("delay", new Values.Range(0, 20))
            .pin("paths", new Values.Range(0, 3))
            .pin("flow_label", new Values.Range(0, 2))
            .pin("senders", new Values.Range(1, 4))
            .pin("receivers", new Values.Range(0, 3))
            .pin("route", Catalogue.ROUTE.full())
            .pin("micro_batches", new Values.Range(1, 4))
            .pin("receive_time", new Values.Range(0, 4000))
            .pin("receive_hook", Values.Members.of("on", "off"))
            .pin("forwards", new Values.Range(0, 800))
            .pin("skew", new Values.Range(0, 150))
            .pin("receives_posted", new Values.Range(0, 64))
            .pin("rnr_timer", new Values.Range(1, 6))
            .pin("rnr_retries", new Values.Range(0, 7));
    hold(space, true, DRAWS, 24, waits);
    waits.assertMet(
        EnumSet.complementOf(
            EnumSet.of(Blocker.COVERED, Blocker.PART_WITHOUT_RECEIVE, Blocker.REST)));
  }

  /** Receivers that compute, pass on what they got, or wait until they are called. */
  @Test
  void everyWaitForAReceiversGpuIsOneThatItRecorded() {
    Waits waits = new Waits();
    Space space =
        space()
            .pin("receivers", new Values.Range(0, 3))
            .pin("receive_time", new Values.Range(0, 4000))
            .pin("skew", new Values.Range(0, 150))
            .pin("receive_hook", Values.Members.of("on", "off"))
            .pin("forwards", new Values.Range(0, 800))
            .pin("forwarders", new Values.Range(1, 32));
    hold(space, DRAWS / 2, 18, waits);
    waits.assertMet(List.of(Blocker.COPIES, Blocker.HOOK));
  }
}
