package io.kelpie.probes.model;

import io.kelpie.probes.model.Parameter.Source;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What the GPUs of one host cost, beside the fabric that a {@link Profile} describes: compute,
 * NVLink, posting without a proxy, and a communication library. Times are whole nanoseconds; units,
 * ranges and kinds of source stand at the parameters, [S], [K] and [I] as at {@link
 * FabricParameters}.
 *
 * @param name of the GPU
 * @param profiles whose hosts have such GPUs; every other profile has those of the first file
 * @param gpu compute
 * @param nvlink between GPUs of one host
 * @param posting by the GPU itself
 * @param collective what a communication library does around a transfer
 */
public record GpuNode(
    int version,
    String name,
    List<String> profiles,
    Gpu gpu,
    NvLink nvlink,
    Posting posting,
    Collective collective) {
  private static final int VERSION = 1;
  private static final List<String> FILES = List.of("h100", "a100", "h20");

  public GpuNode {
    profiles = List.copyOf(profiles);
    if (version != VERSION) {
      throw new UsageException("version is " + version + "; this Kelpie reads " + VERSION);
    }
    Parameters.requireInRange("gpu", gpu);
    Parameters.requireInRange("nvlink", nvlink);
    Parameters.requireInRange("posting", posting);
    Parameters.requireInRange("collective", collective);
  }

  /**
   * Compute.
   *
   * @param processors streaming multiprocessors [S]
   * @param flopsPerSecond of dense BF16 products, at most [S]
   * @param efficiency share of it that a megakernel's tiles of 128 by 64 reach; 0.02 to 1; default
   *     0.6: what libraries reach on large products [K]
   * @param memoryBytesPerSecond of device memory [S]
   * @param copyBytesPerSecond that one processor copies, NVLink included; default 10e9: some twenty
   *     of them fill an NVLink of 160 to 450 GB/s [K]
   */
  public record Gpu(
      @Parameter(unit = "processors", low = 1, high = 1_000, source = Source.PUBLISHED)
          int processors,
      @Parameter(
              unit = "1/s",
              low = 1_000_000_000L,
              high = 100_000_000_000_000_000L,
              source = Source.PUBLISHED)
          long flopsPerSecond,
      @Parameter(unit = "", low = 0, high = 1, source = Source.KNOWLEDGE) double efficiency,
      @Parameter(
              unit = "B/s",
              low = 1_000_000,
              high = 100_000_000_000_000L,
              source = Source.PUBLISHED)
          long memoryBytesPerSecond,
      @Parameter(
              unit = "B/s",
              low = 1_000_000,
              high = 1_000_000_000_000L,
              source = Source.KNOWLEDGE)
          long copyBytesPerSecond) {
    public Gpu {
      if (!(efficiency >= 0.02 && efficiency <= 1)) {
        throw new UsageException("gpu.efficiency is " + efficiency + "; choose 0.02 to 1");
      }
    }
  }

  /**
   * NVLink.
   *
   * @param bytesPerSecond each way [S]
   * @param nanos from a store to its being seen by the other GPU; default 1,000 [K]
   */
  public record NvLink(
      @Parameter(
              unit = "B/s",
              low = 1_000_000,
              high = 10_000_000_000_000L,
              source = Source.PUBLISHED)
          long bytesPerSecond,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int nanos) {}

  /**
   * Posting by the GPU, as IBGDA does.
   *
   * @param requestNanos between two work requests of all thread blocks together; default 6: 180 M a
   *     second [S]
   * @param doorbellNanos more than from a CPU until the NIC has the work request: its descriptor
   *     and doorbell record are written, then made visible to the whole system; default 700 [K]
   * @param completionNanos to poll one completion; default 6: thread blocks share the work [I]
   */
  public record Posting(
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.PUBLISHED)
          int requestNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int doorbellNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.GUESS)
          int completionNanos) {}

  /**
   * What a communication library's grouped send and receive adds to a transfer. Each part is off at
   * 0.
   *
   * @param launchNanos of the kernel that every call launches, with what the library enqueues for
   *     it; default 12,000 [K]
   * @param groupOperations that one initialisation of a group covers; default 8 [S]
   * @param groupNanos of each; default 10,000 [K]
   * @param rendezvousNanos until a sender knows that its receiver's buffer is free; default 4,000:
   *     a round trip and two turns of a proxy [K]
   * @param copyBytesPerSecond of one operation's copies between the user's buffer and the
   *     library's, one at either end; default 12e9 [K]
   * @param stepBytes of one copy, after which the wire may start; default 131,072 [K]
   * @param syncNanos until the GPU's stream sees the end; default 10,000 [K]
   */
  public record Collective(
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int launchNanos,
      @Parameter(unit = "operations", low = 1, high = 1_024, source = Source.PUBLISHED)
          int groupOperations,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int groupNanos,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int rendezvousNanos,
      @Parameter(unit = "B/s", low = 0, high = 1_000_000_000_000L, source = Source.KNOWLEDGE)
          long copyBytesPerSecond,
      @Parameter(unit = "B", low = 1, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int stepBytes,
      @Parameter(unit = "ns", low = 0, high = 1_000_000_000, source = Source.KNOWLEDGE)
          int syncNanos) {
    /** Nothing of it. */
    public static final Collective PASS_THROUGH = new Collective(0, 8, 0, 0, 0, 1, 0);

    /** Some parts of it. */
    Collective with(boolean copies, boolean groups, boolean sync) {
      return new Collective(
          launchNanos,
          groupOperations,
          groups ? groupNanos : 0,
          rendezvousNanos,
          copies ? copyBytesPerSecond : 0,
          stepBytes,
          sync ? syncNanos : 0);
    }
  }

  /** The GPUs of a profile's hosts. */
  public static GpuNode of(String profile) {
    return FILES.stream()
        .map(GpuNode::named)
        .filter(node -> node.profiles.contains(profile))
        .findFirst()
        .orElseGet(() -> named(FILES.getFirst()));
  }

  /** A GPU that Kelpie brings along. */
  public static GpuNode named(String name) {
    String file = "gpus/" + name + ".json";
    try (InputStream in = Objects.requireNonNull(GpuNode.class.getResourceAsStream(file), file)) {
      return StrictJson.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), file, GpuNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same where tiles reach another share of the GPU's products. */
  public GpuNode withEfficiency(double efficiency) {
    return with(
        new Gpu(
            gpu.processors,
            gpu.flopsPerSecond,
            efficiency,
            gpu.memoryBytesPerSecond,
            gpu.copyBytesPerSecond));
  }

  /** The same where a processor copies at another rate. */
  public GpuNode withCopyRate(long bytesPerSecond) {
    return with(
        new Gpu(
            gpu.processors,
            gpu.flopsPerSecond,
            gpu.efficiency,
            gpu.memoryBytesPerSecond,
            bytesPerSecond));
  }

  /** The same with another library. */
  public GpuNode withCollective(Collective other) {
    return new GpuNode(version, name, profiles, gpu, nvlink, posting, other);
  }

  private GpuNode with(Gpu other) {
    return new GpuNode(version, name, profiles, other, nvlink, posting, collective);
  }
}
