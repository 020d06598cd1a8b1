package io.kelpie.results.report;

import io.kelpie.search.Finding;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Condition;
import io.kelpie.workload.Facet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Public reports of stalls and disorder in transports of this kind. Which one a finding is nearest
 * to is a hint for whoever reads on, by symptom and by what both speak of; it claims no common
 * cause.
 */
final class KnownReports {
  private static final Set<Symptom> SLOW =
      EnumSet.of(Symptom.SERIALISED, Symptom.LOW_GOODPUT, Symptom.TAIL);
  private static final Set<Symptom> STOPPED =
      EnumSet.of(Symptom.HANG, Symptom.STALLED, Symptom.ERROR);

  private static final List<Report> REPORTS =
      List.of(
          new Report(
              "arXiv:2605.00686, with NVIDIA/nvshmem#87",
              "a put and a signal a tile through a CPU proxy serialise on the fence between them",
              EnumSet.of(Symptom.SERIALISED),
              "ordering=nic_fence",
              "ordering=drain",
              "signal=fetch_add",
              "signals_per_fence"),
          new Report(
              "openucx/ucx#11673",
              "after put, fence and message the next unrelated put inherits the strong order",
              SLOW,
              "ordering=nic_fence",
              "opcode=write"),
          new Report(
              "openucx/ucx#10658",
              "a NIC that may reorder writes: a put with its flag behind it is seen out of order",
              EnumSet.of(Symptom.DISORDER),
              "opcode=write",
              "ordering=none",
              "ordering=same_qp"),
          new Report(
              "uccl-project/uccl#374",
              "1 MB, then 8 B: the 8 B land first",
              EnumSet.of(Symptom.DISORDER),
              "signal=inline_write",
              "signal_qp=control",
              "signal_qp=round_robin",
              "ordering=none"),
          new Report(
              "NVIDIA/nvshmem#61",
              "a fence that waits for every queue pair although one would do",
              EnumSet.of(Symptom.SERIALISED),
              "ordering=drain",
              "fence_scope",
              "qps_per_peer"),
          new Report(
              "deepseek-ai/DeepEP#181",
              "two roles on one queue pair and small chunks end in a dispatch timeout",
              STOPPED,
              "qps_per_peer",
              "tile_mapping",
              "tile_bytes.largest",
              "tile_bytes.smallest"),
          new Report(
              "deepseek-ai/DeepEP#371",
              "a small queue and completions that are not looked at: polling hangs",
              STOPPED,
              "cq_depth",
              "cq_moderation",
              "send_depth"),
          new Report(
              "ai-dynamo/nixl#1921",
              "96 writes posted as one batch stop at 16",
              STOPPED,
              "post_list",
              "send_depth"),
          new Report(
              "ai-dynamo/nixl#1514",
              "18,880 descriptors posted one after another block for 46 ms",
              SLOW,
              "post_list",
              "tiles",
              "regions"),
          new Report(
              "vllm-project/vllm#55434",
              "posting descriptors takes more than half of a transfer",
              SLOW,
              "post_list",
              "sges",
              "tiles"),
          new Report(
              "dingodb/DingoCache#277",
              "several scatter-gather entries at a depth above one: protection errors",
              EnumSet.of(Symptom.ERROR),
              "sges",
              "regions"),
          new Report(
              "uccl-project/uccl#972",
              "128 scatter-gather entries: a completion with error",
              EnumSet.of(Symptom.ERROR),
              "sges"),
          new Report(
              "linux-rdma/perftest#128",
              "96 queue pairs: sequence errors between hosts only",
              EnumSet.of(Symptom.RETRANSMIT, Symptom.LOW_GOODPUT),
              "qps_per_peer",
              "peers"),
          new Report(
              "NVIDIA/nvshmem#27, with DeepEP#415",
              "one UDP source port for all: one port of a bond carries everything and pauses",
              EnumSet.of(Symptom.PAUSE, Symptom.LOW_GOODPUT),
              "qps_per_peer",
              "peers"),
          new Report(
              "kvcache-ai/Mooncake#3205",
              "without relaxed ordering bursts set off pause frames",
              EnumSet.of(Symptom.PAUSE),
              "tile_bytes.largest",
              "direction"),
          new Report(
              "openucx/ucx#11955",
              "128 KiB puts on a bonded port fall from 23 GB/s to 3 MB/s",
              EnumSet.of(Symptom.LOW_GOODPUT, Symptom.RETRANSMIT),
              "tile_bytes.largest",
              "opcode=write"),
          new Report(
              "deepseek-ai/DeepEP#322",
              "one queue pair a rank over 32 nodes: congestion",
              EnumSet.of(Symptom.RETRANSMIT, Symptom.LOW_GOODPUT, Symptom.PAUSE),
              "peers",
              "qps_per_peer"),
          new Report(
              "SoftRoCE/rxe-dev#28",
              "Soft-RoCE locks up where packets are lost",
              EnumSet.of(Symptom.HANG, Symptom.RETRANSMIT),
              "loss",
              "reorder"),
          new Report(
              "NVIDIA/nccl#2409",
              "a fixed cost of about 10 µs a step, whatever its size",
              SLOW,
              "tiles",
              "tile_bytes.largest",
              "outstanding_reads"));

  private KnownReports() {}

  /**
   * A public report.
   *
   * @param where repository and number
   * @param what in one phrase
   * @param symptoms that it is about
   * @param speaksOf facets, or facets with their word
   */
  record Report(String where, String what, Set<Symptom> symptoms, Set<String> speaksOf) {
    Report(String where, String what, Set<Symptom> symptoms, String... speaksOf) {
      this(where, what, symptoms, Set.of(speaksOf));
    }
  }

  /** A report and what a finding has in common with it. */
  record Near(Report report, List<String> common) {}

  /** The report that has most in common; empty where none shares symptom and a condition. */
  static Optional<Near> to(Finding finding) {
    Set<String> conditions = conditions(finding);
    String opcode =
        "opcode=" + finding.workload().get(Catalogue.OPCODE).name().toLowerCase(Locale.ROOT);
    return REPORTS.stream()
        .filter(report -> report.symptoms().contains(finding.symptom()))
        .map(report ->
            new Near(
                report, report.speaksOf().stream().filter(conditions::contains).sorted().toList()))
        .filter(near -> !near.common().isEmpty())
        .max(
            Comparator.comparingInt((Near near) -> near.common().size())
                .thenComparing(near -> near.report().speaksOf().contains(opcode)));
  }

  private static Set<String> conditions(Finding finding) {
    Set<String> told = new HashSet<>();
    for (Condition condition : finding.conditions()) {
      told.add(condition.dimension());
      if (condition.feature() instanceof Facet.Choice choice) {
        told.add(choice.name() + "=" + choice.word(finding.workload()));
      }
    }
    return told;
  }
}
