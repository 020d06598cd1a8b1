package io.kelpie.results.bundle;

import io.kelpie.results.Anomaly;
import io.kelpie.search.Finding;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Interval;
import io.kelpie.search.oracle.Oracle;
import io.kelpie.search.oracle.SequentialShare;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Dimension.NumberDimension;
import io.kelpie.workload.Space;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes an anomaly as a C program that needs libibverbs alone, and the nearest commands of
 * perftest. The program is the resource {@code verbs.c} with the anomaly's point in it.
 */
final class Reproducer {
  private static final String POINT = "#include \"point.h\"\n";

  private static final List<NumberDimension> NUMBERS =
      List.of(
          Catalogue.TILES,
          Catalogue.PEERS,
          Catalogue.PATH_MTU,
          Catalogue.QPS_PER_PEER,
          Catalogue.SEND_DEPTH,
          Catalogue.RECEIVE_DEPTH,
          Catalogue.RECEIVES_POSTED,
          Catalogue.POST_LIST,
          Catalogue.SGES,
          Catalogue.INLINE_THRESHOLD,
          Catalogue.CQ_DEPTH,
          Catalogue.CQ_MODERATION,
          Catalogue.OUTSTANDING_READS,
          Catalogue.RNR_TIMER,
          Catalogue.RNR_RETRIES,
          Catalogue.ACK_TIMEOUT,
          Catalogue.RETRIES,
          Catalogue.SIGNALS_PER_FENCE,
          Catalogue.REGIONS,
          Catalogue.REGION_BYTES,
          Catalogue.REGION_STRIDE);

  private final Anomaly anomaly;
  private final double goodput;

  /**
   * @param goodput of the workload in its hunt, in bytes a second; 0 where no run of it is known
   */
  Reproducer(Anomaly anomaly, double goodput) {
    this.anomaly = anomaly;
    this.goodput = goodput;
  }

  /** What the workload is judged against: itself, where its symptom is an event. */
  static Workload reference(Anomaly anomaly) {
    Finding finding = anomaly.finding();
    return finding.symptom().isRatio()
        ? Oracle.reference(
            finding.symptom(), finding.workload(), Space.within(anomaly.place().limits()))
        : finding.workload();
  }

  String program(String template) {
    if (!template.contains(POINT)) {
      throw new IllegalStateException("the template has no place for its point");
    }
    return template.replace(POINT, point());
  }

  private String point() {
    Finding finding = anomaly.finding();
    double threshold = finding.thresholds().effect(finding.symptom());
    SequentialShare share = SequentialShare.recorded(finding.reproduced(), finding.runs());
    List<Neighbour> neighbours = finding.neighbours();
    Workload reference = reference(anomaly);
    double bound = finding.symptom() == Symptom.LOW_GOODPUT ? finding.effect() * goodput : 0;
    return "#define TITLE "
        + quoted(finding.title())
        + "\n#define SYMPTOM "
        + finding.symptom().name()
        + number("RECORDED", finding.effect())
        + number("KEEPS", Math.sqrt(finding.effect()))
        + number("THRESHOLD", Math.max(threshold, 1e-9))
        + "\n#define INTERMITTENT "
        + (isIntermittent(finding) ? 1 : 0)
        + number("SHARE_THERE", share.there())
        + number("SHARE_GONE", share.gone())
        + number("BOUND", bound)
        + number("TAIL_TILES", finding.thresholds().tailTiles())
        + "\n#define HAS_NEIGHBOUR "
        + (neighbours.isEmpty() ? 0 : 1)
        + "\n\n"
        + structure("SUSPECT", "anomaly", finding.workload())
        + structure("REFERENCE", "reference", reference)
        + structure(
            "NEIGHBOUR",
            "neighbour",
            neighbours.isEmpty() ? reference : neighbours.getFirst().workload());
  }

  /** A ratio whose interval begins below the threshold shows in some of the pairs only. */
  static boolean isIntermittent(Finding finding) {
    Interval interval = finding.interval();
    return finding.symptom().isRatio()
        && interval.low() < finding.thresholds().effect(finding.symptom());
  }

  private static String number(String name, double value) {
    return "\n#define " + name + " " + value;
  }

  /** A string of C, of plain characters only. */
  static String quoted(String text) {
    return '"' + text.replaceAll("[^\\x20-\\x7e]", "?").replaceAll("[\\\\\"?%]", "'") + '"';
  }

  private static String structure(String name, String word, Workload workload) {
    List<Long> sizes = workload.get(Catalogue.TILE_BYTES);
    StringBuilder text = new StringBuilder();
    text.append("static const struct workload ").append(name).append(" = {\n    .name = \"");
    text.append(word).append("\",\n    .sizes = ").append(sizes.size());
    text.append(",\n    .tile_bytes = ");
    text.append(sizes.stream().map(Object::toString).collect(Collectors.joining(", ", "{", "}")));
    for (NumberDimension number : NUMBERS) {
      line(text, number.name(), Long.toString(workload.get(number)));
    }
    line(text, "direction", workload.get(Catalogue.DIRECTION).name());
    line(text, "qp_type", workload.get(Catalogue.QP_TYPE).name());
    line(text, "opcode", workload.get(Catalogue.OPCODE).name());
    line(text, "tile_mapping", workload.get(Catalogue.TILE_MAPPING).name());
    line(
        text,
        "signal",
        switch (workload.get(Catalogue.SIGNAL)) {
          case SEND -> "SEND_SIGNAL";
          case NOTHING, INLINE_WRITE, FETCH_ADD, COMPARE_SWAP, IMMEDIATE, COMPLETION ->
              workload.get(Catalogue.SIGNAL).name();
        });
    line(
        text,
        "signal_qp",
        switch (workload.get(Catalogue.SIGNAL_QP)) {
          case TILE -> "TILE_QP";
          case CONTROL -> "CONTROL_QP";
          case ROUND_ROBIN -> "NEXT_QP";
        });
    line(
        text,
        "ordering",
        switch (workload.get(Catalogue.ORDERING)) {
          case DRAIN -> "DRAIN";
          case NIC_FENCE -> "NIC_FENCE";
          case SAME_QP -> "SAME_QP";
          case NONE -> "NO_ORDER";
        });
    line(text, "fence_scope", "SCOPE_" + workload.get(Catalogue.FENCE_SCOPE).name());
    line(text, "flusher", workload.get(Catalogue.FLUSHER).name());
    return text.append(",\n};\n").toString();
  }

  private static void line(StringBuilder text, String field, String value) {
    text.append(",\n    .").append(field).append(" = ").append(value);
  }

  /** The words of perftest's that {@link #perftest} may write, apart by spaces. */
  static final String PERFTEST =
      "ib_write_bw ib_read_bw ib_send_bw ib_write_lat ib_atomic_lat FETCH_AND_ADD CMP_AND_SWAP";

  /** The command of perftest that comes nearest, for the server and for the client. */
  String perftest(String template) {
    Workload workload = anomaly.finding().workload();
    StringBuilder flags = new StringBuilder();
    flags.append(" -c ").append(workload.get(Catalogue.QP_TYPE).name());
    flags.append(" -s ").append(workload.get(Catalogue.TILE_BYTES).getFirst());
    flags.append(" -q ").append(workload.get(Catalogue.QPS_PER_PEER));
    flags.append(" -t ").append(workload.get(Catalogue.SEND_DEPTH));
    flags.append(" -l ").append(workload.get(Catalogue.POST_LIST));
    flags.append(" -Q ").append(workload.get(Catalogue.CQ_MODERATION));
    flags.append(" -m ").append(workload.get(Catalogue.PATH_MTU));
    flags.append(" -u ").append(workload.get(Catalogue.ACK_TIMEOUT));
    if (workload.get(Catalogue.OPCODE) == Opcode.READ) {
      flags.append(" -o ").append(workload.get(Catalogue.OUTSTANDING_READS));
    }
    if (workload.get(Catalogue.DIRECTION) == Catalogue.Direction.BOTH_WAYS) {
      flags.append(" -b");
    }
    String tool =
        switch (workload.get(Catalogue.OPCODE)) {
          case WRITE -> "ib_write_bw";
          case READ -> "ib_read_bw";
          case SEND -> "ib_send_bw";
        };
    boolean atomic =
        workload.get(Catalogue.SIGNAL) == Signal.FETCH_ADD
            || workload.get(Catalogue.SIGNAL) == Signal.COMPARE_SWAP;
    String signal =
        atomic
            ? "ib_atomic_lat -A "
                + (workload.get(Catalogue.SIGNAL) == Signal.FETCH_ADD
                    ? "FETCH_AND_ADD"
                    : "CMP_AND_SWAP")
            : "ib_write_lat -s 8";
    return template
        .replace("@TILES@", tool + flags)
        .replace("@SIGNALS@", signal)
        .replace("@SIGNAL@", workload.get(Catalogue.SIGNAL).name().toLowerCase(Locale.ROOT))
        .replace("@ORDERING@", workload.get(Catalogue.ORDERING).name().toLowerCase(Locale.ROOT));
  }
}
