package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.UsageException;
import java.util.List;

/**
 * What the modelled hardware and software cost. Times are whole nanoseconds.
 *
 * <p>Units, ranges and kinds of source stand at the parameters; the ranges are those of anything
 * that could be built. Sources of the default profile: [S] published, [C] read in code, [K] general
 * knowledge, [I] a guess that fits.
 *
 * @param ring the request ring between GPU and proxy
 * @param proxy the CPU thread that posts and polls
 * @param nic the sending NIC
 * @param link the network
 * @param receiver the receiving NIC and its software
 * @param setup what queue pairs and regions cost before the first tile
 * @param caches what a NIC keeps of what lies in the host's memory
 * @param pcie between a NIC and the memories of its host
 * @param buffer where a NIC keeps what it received until it lies in memory
 * @param publication how often GPU and proxy tell each other where they are in the ring
 * @param core the processor of the proxy
 * @param acknowledgement which packets a responder acknowledges
 * @param moderation completions that a NIC holds back
 * @param noise standard deviation of the logarithm of each cost that software or an atomics unit
 *     has, and, once a pass, of the way through the network; 0 to 1; default 0.03: quiet hosts
 *     repeat within a few percent [K]
 */
public record FabricParameters(
    Ring ring,
    Proxy proxy,
    Nic nic,
    Link link,
    Receiver receiver,
    Setup setup,
    Caches caches,
    Pcie pcie,
    Buffer buffer,
    RingPublication publication,
    ProxyCore core,
    AckCoalescing acknowledgement,
    CompletionModeration moderation,
    @Parameter(unit = "", low = 0, high = 1, source = Source.KNOWLEDGE) double noise) {

  public FabricParameters {
    Parameters.requireInRange("ring", ring);
    Parameters.requireInRange("proxy", proxy);
    Parameters.requireInRange("nic", nic);
    Parameters.requireInRange("link", link);
    Parameters.requireInRange("receiver", receiver);
    Parameters.requireInRange("setup", setup);
    Parameters.requireInRange("caches", caches);
    Parameters.requireInRange("pcie", pcie);
    Parameters.requireInRange("buffer", buffer);
    Parameters.requireInRange("publication", publication);
    Parameters.requireInRange("core", core);
    Parameters.requireInRange("acknowledgement", acknowledgement);
    Parameters.requireInRange("moderation", moderation);
    if (!(noise >= 0 && noise <= 1)) {
      throw new UsageException("noise is " + noise + "; choose 0 to 1");
    }
    if (publication.returns() > ring.slots()) {
      throw new UsageException(
          "publication.returns is "
              + publication.returns()
              + "; choose at most what the ring holds, ring.slots, which is "
              + ring.slots());
    }
  }

  /** Parameters whose requests, acknowledgements and completions wait for no others. */
  public FabricParameters(
      Ring ring,
      Proxy proxy,
      Nic nic,
      Link link,
      Receiver receiver,
      Setup setup,
      Caches caches,
      Pcie pcie,
      Buffer buffer,
      double noise) {
    this(
        ring,
        proxy,
        nic,
        link,
        receiver,
        setup,
        caches,
        pcie,
        buffer,
        RingPublication.PASS_THROUGH,
        ProxyCore.PASS_THROUGH,
        AckCoalescing.PASS_THROUGH,
        CompletionModeration.PASS_THROUGH,
        noise);
  }

  /**
   * The request ring.
   *
   * @param slots requests that it holds, 1 to 1,000,000; default 1,024: small beside the 87,000 of
   *     NVSHMEM, whose ring never fills in a layer [C]
   * @param requestNanos between two requests of all thread blocks together; default 227: 4.4 M a
   *     second into a contended ring [S]
   * @param visibleNanos from a GPU's store to the proxy's seeing it; default 700: 0.5 to 1 us [K]
   * @param leaderNanos for a group's leader to see that its last tile arrived; default 600: a
   *     device-memory poll [K]
   */
  public record Ring(
      @Parameter(unit = "requests", low = 1, high = 1_000_000, source = Source.CODE) int slots,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
          int requestNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int visibleNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int leaderNanos) {}

  /**
   * The proxy.
   *
   * @param requestNanos to build one work request; default 450: with the post it makes the 0.59 us
   *     an operation of IBRC's proxy [S]
   * @param segmentNanos for each scatter-gather entry after the first; default 20 [K]
   * @param postNanos of one post call with its doorbell; default 150: 0.1 to 0.25 us [K]
   * @param completionNanos to poll and map one completion; default 100: 50 to 150 ns [K]
   * @param drainVisitNanos where a drain visits every peer of the endpoint one after the other, as
   *     NVSHMEM's {@code progress_quiet} does [C], and waits there for all that the peer was sent,
   *     whatever scope a workload asks for: of each visit; default 0: a drain waits for its scope
   */
  public record Proxy(
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
          int requestNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int segmentNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int postNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int completionNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.CODE)
          int drainVisitNanos) {
    /** Whether a drain visits every peer. */
    boolean drainVisits() {
      return drainVisitNanos > 0;
    }
  }

  /**
   * The sending NIC.
   *
   * @param doorbellNanos from a doorbell to the work request in the NIC; default 200: PCIe one way
   *     [S]
   * @param fetchNanos more for a payload that is not inline; default 293: a DMA read [S]
   * @param requestNanos of its engine for a work request; default 5: 200 M a second, ConnectX-7 [K]
   * @param segmentNanos of its engine for each scatter-gather entry after the first; default 20 [K]
   * @param queuePairNanos between two work requests of one queue pair; default 60: 10 to 20 M a
   *     second [K]
   * @param completionNanos from an acknowledgement to a completion that can be polled; default 250:
   *     PCIe one way and the NIC's part [K]
   * @param translations regions whose translation it keeps, 1 to 1,000,000; default 4,096 [K]
   * @param translationNanos of its engine for a translation that it lacks; default 500: a PCIe
   *     round trip [K]
   * @param unacknowledgedPackets of one queue pair beyond which no further message starts, 1 to
   *     8,388,608; default 8,388,608, which counts as no limit: half of the sequence numbers (IBTA
   *     9.7.7.2); Soft-RoCE: 128
   * @param fenceWaitsForWrites whether a fence waits for all earlier work requests, as Soft-RoCE's
   *     does before kernel 6.12, rather than for READs and atomics alone (IBTA 10.8.3.3); default
   *     false
   * @param fenceGatesEndpoint whether a fence waits for all earlier work requests of the sender and
   *     holds all later ones back, on whatever queue pair, as a fence in a command queue that all
   *     peers share does (libfabric's cxi: C_CMD_CQ_FENCE [C]); default false: its queue pair's
   */
  public record Nic(
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
          int doorbellNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
          int fetchNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int requestNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int segmentNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int queuePairNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int completionNanos,
      @Parameter(unit = "regions", low = 1, high = 1_000_000, source = Source.KNOWLEDGE)
          int translations,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int translationNanos,
      @Parameter(unit = "packets", low = 1, high = 8_388_608, source = Source.STANDARD)
          int unacknowledgedPackets,
      @Parameter(unit = "", low = 0, high = 1, source = Source.STANDARD)
          boolean fenceWaitsForWrites,
      @Parameter(unit = "", low = 0, high = 1, source = Source.STANDARD)
          boolean fenceGatesEndpoint) {
    private static final int HALF_OF_SEQUENCE_NUMBERS = 1 << 23;

    /** Whether a message's start depends on acknowledgements that nobody else waits for. */
    boolean countsAcknowledgements() {
      return fenceWaitsForWrites
          || fenceGatesEndpoint
          || unacknowledgedPackets < HALF_OF_SEQUENCE_NUMBERS;
    }
  }

  /**
   * The network.
   *
   * @param bytesPerSecond each way, headers included, 1,000,000 to 1e12; default 25e9: HDR and
   *     Slingshot-11 [rates]
   * @param loopbackBytesPerSecond inside a NIC, from a host to itself, 1,000,000 to 1e12; default
   *     25e9: PCIe 4.0 x16 less its headers [K]
   * @param headerBytes of a packet that carries a request or data, 1 to 100,000: where software
   *     handles packets, what passes meanwhile counts with them; default 82: preamble and gap 20,
   *     Ethernet 14, IPv4 20, UDP 8, BTH 12, ICRC 4, FCS 4 [RoCE v2]
   * @param ackBytes of an acknowledgement or an atomic's response, 1 to 1,000; default 94: the same
   *     with AETH 4 and AtomicAckETH 8
   * @param burstBytes that a queue pair sends before the next one's turn, 256 to 4,194,304; default
   *     16,384 [K]
   * @param oneWayNanos from NIC to NIC, without a workload's delay; default 1,700: of a round trip
   *     of about 4 us through one or two switches [K]
   * @param loopbackNanos from a NIC to itself; default 400 [K]
   */
  public record Link(
      @Parameter(
              unit = "B/s",
              low = 1_000_000,
              high = 1_000_000_000_000L,
              source = Source.PUBLISHED)
          long bytesPerSecond,
      @Parameter(
              unit = "B/s",
              low = 1_000_000,
              high = 1_000_000_000_000L,
              source = Source.KNOWLEDGE)
          long loopbackBytesPerSecond,
      @Parameter(unit = "B", low = 1, high = 100_000, source = Source.STANDARD) int headerBytes,
      @Parameter(unit = "B", low = 1, high = 1_000, source = Source.STANDARD) int ackBytes,
      @Parameter(unit = "B", low = 256, high = 4_194_304, source = Source.KNOWLEDGE) int burstBytes,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int oneWayNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int loopbackNanos) {}

  /**
   * The receiver.
   *
   * @param placeNanos from the last packet to data that software can see; default 200: PCIe one way
   *     [S]
   * @param atomicNanos of the NIC's atomics unit for one operation; default 200: 2 to 10 M a second
   *     on one address [K]
   * @param seenNanos from a flag that can be seen to software's seeing it; default 100: a poll of
   *     50 to 150 ns [K]
   * @param messageNanos of software for a received message, its receive posted again; default 300
   *     [K]
   * @param verifyNanos to check a tile; default 50 [K]
   */
  public record Receiver(
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
          int placeNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int atomicNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int seenNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int messageNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int verifyNanos) {}

  /**
   * Set-up.
   *
   * @param queuePairNanos to create and connect a queue pair; default 300,000 [K]
   * @param regionNanos to register a region; default 50,000 [K]
   */
  public record Setup(
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int queuePairNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int regionNanos) {}

  /**
   * Caches of a NIC. What does not fit is missed as often as random replacement misses it: one less
   * the share that fits.
   *
   * @param queuePairContexts queue pairs whose context it keeps, 1 to 1,000,000; default 2,048:
   *     hundreds to thousands [K]
   * @param contextNanos of its engine for a context that it lacks, paid when it turns to another
   *     queue pair; default 500: a PCIe round trip [K]
   * @param receiveEntries receives of a queue pair that it keeps, 1 to 32,768; default 32,768,
   *     which is all
   * @param receiveTrain messages of one post call for which it fetches receives ahead, 1 to 1,024;
   *     default 63 [I]
   * @param receiveNanos of its receiving side for each message of a longer train whose receive it
   *     lacks; default 105 [I]
   */
  public record Caches(
      @Parameter(unit = "queue pairs", low = 1, high = 1_000_000, source = Source.KNOWLEDGE)
          int queuePairContexts,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int contextNanos,
      @Parameter(unit = "receives", low = 1, high = 32_768, source = Source.KNOWLEDGE)
          int receiveEntries,
      @Parameter(unit = "messages", low = 1, high = 1_024, source = Source.GUESS) int receiveTrain,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.GUESS)
          int receiveNanos) {
    /** Everything fits. */
    public static final Caches PASS_THROUGH = new Caches(1_000_000, 0, 32_768, 1_024, 0);
  }

  /**
   * PCIe, each way for itself; a rate of 0 is no limit.
   *
   * @param readBytesPerSecond from memory to the NIC, 0 to 1e12; default 54e9: PCIe 5.0 x16 less
   *     its headers at 256 bytes a packet [K]
   * @param writeBytesPerSecond from the NIC to memory; default 54e9 [K]
   * @param gpuBytesPerSecond either way to a GPU's memory; default 0: a GPU below the NIC's own
   *     switch [K]
   * @param crossSocketBytesPerSecond both ways together to another socket's memory; default 60e9:
   *     two links of 16 GT/s x16 [K]
   * @param orderedNanos for which a root complex that keeps PCIe's order holds writes up when a
   *     gather of three or more entries goes from a message of 64 KiB or more to one of 1 KiB or
   *     less, for each entry after the second, unless ordering is relaxed; default 0: none [I]
   */
  public record Pcie(
      @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
          long readBytesPerSecond,
      @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
          long writeBytesPerSecond,
      @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
          long gpuBytesPerSecond,
      @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
          long crossSocketBytesPerSecond,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.GUESS)
          int orderedNanos) {
    /** No limit and no order. */
    public static final Pcie PASS_THROUGH = new Pcie(0, 0, 0, 0, 0);
  }

  /**
   * The buffer of a receiving NIC, and with it the flow control of the hop in front of it: it
   * pauses the sender when half of it is full, and lets it go on when that half is empty again. The
   * switch in front of it is deep enough for every incast.
   *
   * @param bytes of it, 0 to 1e9; 0 never pauses; default 262,144 [K]
   * @param packetNanos of the NIC's receiving side for a packet; default 5: 200 M a second [K]
   */
  public record Buffer(
      @Parameter(unit = "B", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE) int bytes,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int packetNanos) {
    /** Takes everything. */
    public static final Buffer PASS_THROUGH = new Buffer(0, 0);
  }

  /** A host with one 200 Gb/s NIC whose proxy drives libfabric or IBRC: the profile clean. */
  public static FabricParameters defaults() {
    return Profile.named(Profile.CLEAN).parameters();
  }

  /** These parameters with another noise. */
  public FabricParameters withNoise(double deviation) {
    return new FabricParameters(
        ring,
        proxy,
        nic,
        link,
        receiver,
        setup,
        caches,
        pcie,
        buffer,
        publication,
        core,
        acknowledgement,
        moderation,
        deviation);
  }

  /** These parameters with another cost of a drain's visit to a peer, in nanoseconds. */
  public FabricParameters withDrainVisit(int nanos) {
    Proxy visiting =
        new Proxy(
            proxy.requestNanos, proxy.segmentNanos, proxy.postNanos, proxy.completionNanos, nanos);
    return with(visiting);
  }

  /** These parameters as a proxy on a socket meets them. */
  FabricParameters at(Numa numa) {
    Proxy there = core.at(numa, proxy);
    return there.equals(proxy) ? this : with(there);
  }

  /** These parameters with another line rate, in bytes a second, headers included. */
  public FabricParameters withLineRate(long bytesPerSecond) {
    Link other =
        new Link(
            bytesPerSecond,
            link.loopbackBytesPerSecond,
            link.headerBytes,
            link.ackBytes,
            link.burstBytes,
            link.oneWayNanos,
            link.loopbackNanos);
    return with(ring, proxy, nic, other, receiver, caches, pcie, buffer);
  }

  /** These parameters with other ends of the ring. */
  public FabricParameters with(RingPublication other) {
    return with(other, core, acknowledgement, moderation);
  }

  /** These parameters with another processor of the proxy. */
  public FabricParameters with(ProxyCore other) {
    return with(publication, other, acknowledgement, moderation);
  }

  /** These parameters with other acknowledgements. */
  public FabricParameters with(AckCoalescing other) {
    return with(publication, core, other, moderation);
  }

  /** These parameters with completions held back otherwise. */
  public FabricParameters with(CompletionModeration other) {
    return with(publication, core, acknowledgement, other);
  }

  private FabricParameters with(
      RingPublication otherPublication,
      ProxyCore otherCore,
      AckCoalescing otherAcknowledgement,
      CompletionModeration otherModeration) {
    return new FabricParameters(
        ring,
        proxy,
        nic,
        link,
        receiver,
        setup,
        caches,
        pcie,
        buffer,
        otherPublication,
        otherCore,
        otherAcknowledgement,
        otherModeration,
        noise);
  }

  /** These parameters with another NIC. */
  public FabricParameters withNic(Nic other) {
    return with(ring, proxy, other, link, receiver, caches, pcie, buffer);
  }

  /**
   * These parameters where the GPU posts: nothing waits in a ring, and what a proxy would do one by
   * one, thread blocks do together.
   */
  public FabricParameters direct(GpuNode.Posting posting) {
    Nic rung =
        new Nic(
            nic.doorbellNanos + posting.doorbellNanos(),
            nic.fetchNanos,
            nic.requestNanos,
            nic.segmentNanos,
            nic.queuePairNanos,
            nic.completionNanos,
            nic.translations,
            nic.translationNanos,
            nic.unacknowledgedPackets,
            nic.fenceWaitsForWrites,
            nic.fenceGatesEndpoint);
    return new FabricParameters(
        new Ring(1_000_000, 0, 0, ring.leaderNanos),
        new Proxy(posting.requestNanos(), 0, 0, posting.completionNanos(), 0),
        rung,
        link,
        receiver,
        setup,
        caches,
        pcie,
        buffer,
        RingPublication.PASS_THROUGH,
        ProxyCore.PASS_THROUGH,
        acknowledgement,
        moderation,
        noise);
  }

  /**
   * These parameters with what a communication library does around transfers. A kernel is launched,
   * groups are initialised eight operations at a time, the sender learns that the receiver is
   * there, and the first step is copied before the wire starts; behind it the last step is copied,
   * and the GPU's stream waits. Steps between copy beside the wire.
   *
   * @param operations of a call
   * @param bytes of one
   */
  public FabricParameters collective(GpuNode.Collective library, long operations, long bytes) {
    long groups = Math.ceilDiv(operations, library.groupOperations());
    long step =
        library.copyBytesPerSecond() == 0
            ? 0
            : Math.min(bytes, library.stepBytes()) * 1_000_000_000L / library.copyBytesPerSecond();
    long front =
        library.launchNanos() + groups * library.groupNanos() + library.rendezvousNanos() + step;
    Ring asked =
        new Ring(ring.slots, ring.requestNanos, nanos(ring.visibleNanos + front), ring.leaderNanos);
    Receiver copying =
        new Receiver(
            receiver.placeNanos,
            receiver.atomicNanos,
            receiver.seenNanos,
            receiver.messageNanos,
            nanos(receiver.verifyNanos + step + library.syncNanos()));
    return with(asked, proxy, nic, link, copying, caches, pcie, buffer);
  }

  /** These parameters between GPUs of one node: NVLink carries what a network would. */
  public FabricParameters over(GpuNode.NvLink nvlink) {
    return inside(nvlink.bytesPerSecond(), nvlink.nanos());
  }

  /** These parameters between two processes of one host, neither a NIC nor a ring between them. */
  FabricParameters over(Ipc ipc) {
    FabricParameters inside = inside(ipc.bytesPerSecond(), ipc.wakeNanos());
    return new FabricParameters(
        new Ring(1_000_000, ipc.callNanos(), 0, 0),
        new Proxy(0, 0, 0, 0, 0),
        inside.nic,
        inside.link,
        inside.receiver,
        setup,
        inside.caches,
        inside.pcie,
        inside.buffer,
        noise);
  }

  private FabricParameters inside(long bytesPerSecond, int oneWayNanos) {
    return new FabricParameters(
        ring,
        proxy,
        new Nic(
            0,
            0,
            0,
            0,
            0,
            0,
            nic.translations,
            0,
            nic.unacknowledgedPackets,
            nic.fenceWaitsForWrites,
            nic.fenceGatesEndpoint),
        new Link(bytesPerSecond, bytesPerSecond, 16, 16, link.burstBytes, oneWayNanos, oneWayNanos),
        new Receiver(
            0,
            receiver.atomicNanos,
            receiver.seenNanos,
            receiver.messageNanos,
            receiver.verifyNanos),
        setup,
        Caches.PASS_THROUGH,
        Pcie.PASS_THROUGH,
        Buffer.PASS_THROUGH,
        noise);
  }

  private static int nanos(long nanos) {
    return (int) Math.min(1_000_000_000, nanos);
  }

  /**
   * These parameters without the stages from which stalls emerge: caches, PCIe, a buffer, a shared
   * processor, and whatever waits to be told of with others.
   */
  public FabricParameters ideal() {
    return withoutTranslation()
        .with(Caches.PASS_THROUGH)
        .with(Pcie.PASS_THROUGH)
        .with(Buffer.PASS_THROUGH)
        .with(RingPublication.PASS_THROUGH)
        .with(ProxyCore.PASS_THROUGH)
        .with(AckCoalescing.PASS_THROUGH)
        .with(CompletionModeration.PASS_THROUGH);
  }

  /**
   * These parameters with one of the causes of stalls taken out in each: translations, queue pair
   * contexts, receives, the way to a GPU, the way between sockets, PCIe's order, PCIe's own rates.
   */
  public List<FabricParameters> relieved() {
    Caches all = Caches.PASS_THROUGH;
    return List.of(
        withoutTranslation(),
        with(
            new Caches(
                all.queuePairContexts,
                all.contextNanos,
                caches.receiveEntries,
                caches.receiveTrain,
                caches.receiveNanos)),
        with(
            new Caches(
                caches.queuePairContexts,
                caches.contextNanos,
                all.receiveEntries,
                all.receiveTrain,
                all.receiveNanos)),
        with(pcie(0, pcie.crossSocketBytesPerSecond, pcie.orderedNanos)),
        with(pcie(pcie.gpuBytesPerSecond, 0, pcie.orderedNanos)),
        with(pcie(pcie.gpuBytesPerSecond, pcie.crossSocketBytesPerSecond, 0)),
        with(
            new Pcie(
                0, 0, pcie.gpuBytesPerSecond, pcie.crossSocketBytesPerSecond, pcie.orderedNanos)));
  }

  private FabricParameters withoutTranslation() {
    return withNic(
        new Nic(
            nic.doorbellNanos,
            nic.fetchNanos,
            nic.requestNanos,
            nic.segmentNanos,
            nic.queuePairNanos,
            nic.completionNanos,
            nic.translations,
            0,
            nic.unacknowledgedPackets,
            nic.fenceWaitsForWrites,
            nic.fenceGatesEndpoint));
  }

  private FabricParameters with(
      Ring otherRing,
      Proxy otherProxy,
      Nic otherNic,
      Link otherLink,
      Receiver otherReceiver,
      Caches otherCaches,
      Pcie otherPcie,
      Buffer otherBuffer) {
    return new FabricParameters(
        otherRing,
        otherProxy,
        otherNic,
        otherLink,
        otherReceiver,
        setup,
        otherCaches,
        otherPcie,
        otherBuffer,
        publication,
        core,
        acknowledgement,
        moderation,
        noise);
  }

  private FabricParameters with(Proxy other) {
    return with(ring, other, nic, link, receiver, caches, pcie, buffer);
  }

  private FabricParameters with(Caches other) {
    return with(ring, proxy, nic, link, receiver, other, pcie, buffer);
  }

  private FabricParameters with(Pcie other) {
    return with(ring, proxy, nic, link, receiver, caches, other, buffer);
  }

  private FabricParameters with(Buffer other) {
    return with(ring, proxy, nic, link, receiver, caches, pcie, other);
  }

  private Pcie pcie(long gpuBytesPerSecond, long crossSocketBytesPerSecond, int orderedNanos) {
    return new Pcie(
        pcie.readBytesPerSecond,
        pcie.writeBytesPerSecond,
        gpuBytesPerSecond,
        crossSocketBytesPerSecond,
        orderedNanos);
  }
}
