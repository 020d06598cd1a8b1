package io.kelpie.probes.megakernel;

import static io.kelpie.ffi.cuda.Protocol.TILE_STAMPS_LAYOUT;
import static io.kelpie.ffi.cuda.Protocol.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.probes.Integrity;
import io.kelpie.probes.Outcome;
import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A workload's tiles under way: each pass is held against their content and stamped. */
final class TrafficCourse implements AutoCloseable {
  /** What moved within the last of so many parts of the deadline moves still. */
  private static final int QUIET_SHARE = 10;

  private static final String TOO_SLOW =
      "slower than the deadline: traffic still moved when it passed";

  private final TrafficPlan plan;
  private final Workload workload;
  private final Course course;
  private final MemorySegment stamps;
  private Integrity integrity = Integrity.UNCHECKED;

  TrafficCourse(
      Machine machine,
      TrafficPlan plan,
      Carrier carrier,
      Workload workload,
      RingSettings settings) {
    this.plan = plan;
    this.workload = workload;
    course = new Course(machine, plan, carrier, workload, settings);
    stamps = course.session().tileStamps();
  }

  Proxy proxy() {
    return course.proxy();
  }

  Integrity integrity() {
    return integrity;
  }

  static Outcome.Invalid tooSlow() {
    return new Outcome.Invalid(TOO_SLOW);
  }

  /**
   * Runs a pass and holds it against its content; null where it ended well.
   *
   * @param left until the watchdog ends it
   * @param deadline of the whole run
   */
  @Nullable Outcome pass(Duration left, Duration deadline) {
    if (course.run(left) != Protocol.DONE) {
      return hang(deadline);
    }
    course.session().readTileStamps(stamps);
    if (workload.get(Catalogue.SIGNAL) != Signal.NOTHING) {
      for (int tile = 0; tile < plan.bytes().length; tile++) {
        judge(tile);
      }
    }
    return null;
  }

  private void judge(int tile) {
    int sequence = course.session().sequence();
    int bad =
        stamps.get(
            JAVA_INT, tile * TILE_STAMPS_LAYOUT.byteSize() + offset(TILE_STAMPS_LAYOUT, "bad"));
    boolean isCorrupt = bad > 0 && plan.keeps(tile) && plan.bad(sequence, tile) > 0;
    String example =
        bad == 0
            ? ""
            : "tile %d of pass %d: %d words were not there when its signal was seen%s"
                .formatted(
                    tile,
                    sequence,
                    bad,
                    isCorrupt
                        ? ", nor when all had ended"
                        : plan.keeps(tile) ? "" : "; another tile has had its place since");
    integrity =
        new Integrity(
            integrity.checked() + 1,
            integrity.disordered() + (bad > 0 && !isCorrupt ? 1 : 0),
            integrity.missing(),
            integrity.corrupt() + (isCorrupt ? 1 : 0),
            integrity.example().isEmpty() ? example : integrity.example());
  }

  /** What the watchdog found waiting, in the words of the stages. */
  private Outcome hang(Duration deadline) {
    if (System.nanoTime() - proxy().moved() < deadline.toNanos() / QUIET_SHARE) {
      return tooSlow();
    }
    int tile = course.session().status("tile");
    int waiting = course.session().status("waiting");
    Stage stage =
        waiting == Protocol.WAIT_RING || waiting == Protocol.WAIT_CREDIT
            ? Stage.REQUEST
            : waiting == Protocol.WAIT_TASK ? Stage.VERIFY : Stage.SIGNAL;
    return new Outcome.Hang(
        Outcome.Scope.CHILD,
        stage,
        "the kernel's watchdog ended the launch while %s"
            .formatted(
                tile == Protocol.NONE
                    ? "a block waited for a task"
                    : waiting == Protocol.WAIT_RING
                        ? "tile %d waited for a place in its ring".formatted(tile)
                        : waiting == Protocol.WAIT_CREDIT
                            ? "tile %d waited for a place in the receiver's buffer".formatted(tile)
                            : "tile %d waited for its signal".formatted(tile)));
  }

  /** A stamp of the pass that ended, by the kernel's clock. */
  long stamp(String field, int tile) {
    return stamps.get(
        JAVA_LONG, tile * TILE_STAMPS_LAYOUT.byteSize() + offset(TILE_STAMPS_LAYOUT, field));
  }

  /** Where a tile of the pass that ended stood, each moment by the clock that it was stamped by. */
  Waterfall.Life life(int tile) {
    return new Waterfall.Life() {
      @Override
      public long kernel(Stamp stamp) {
        return stamp(stamp == Stamp.SIGNAL_SEEN ? "seen" : word(stamp), tile);
      }

      @Override
      public long host(Stamp stamp) {
        return proxy().at(stamp, tile);
      }
    };
  }

  private static String word(Stamp stamp) {
    return stamp.name().toLowerCase(Locale.ROOT);
  }

  /** Nanoseconds of the pass that ended, from the first tile ready to the last verified. */
  long length() {
    return stamps("verified").max().orElseThrow() - stamps("ready").min().orElseThrow();
  }

  /** Runs this in front of the passes to come, whatever the workload asks for. */
  void precede(Preamble preamble) {
    course.session().precede(preamble);
  }

  /** Nanoseconds from the start of the pass that ended to its first tile ready. */
  long lead(ClockJoin join) {
    return join.host(stamps("ready").min().orElseThrow()) - course.session().started();
  }

  /** Mean nanoseconds for which the tiles of the pass that ended, computed, waited for a place. */
  double creditWait() {
    return IntStream.range(0, plan.bytes().length)
        .mapToLong(tile -> Math.max(0, stamp("granted", tile) - stamp("ready", tile)))
        .average()
        .orElseThrow();
  }

  private LongStream stamps(String field) {
    return IntStream.range(0, plan.bytes().length).mapToLong(tile -> stamp(field, tile));
  }

  /** Of the blocks' time in the pass that ended, the share in which they waited for a task. */
  double waitingShare() {
    int tasks = plan.tables().tasks().size();
    return new TaskTimes(course.session().taskStamps(), tasks)
        .waitingShare(IntStream.range(0, tasks).boxed().toList());
  }

  /** Stamps the pass that ended, in the host's time. */
  void fill(StageClock clock, ClockJoin join) {
    clock.startPass();
    for (int tile = 0; tile < plan.bytes().length; tile++) {
      clock.stamp(Stamp.READY, tile, join.host(stamp("ready", tile)));
      clock.stamp(Stamp.REQUESTED, tile, join.host(stamp("requested", tile)));
      long latest = join.host(stamp("requested", tile));
      for (Stamp stamp : List.of(Stamp.TAKEN, Stamp.POSTED, Stamp.SIGNAL_POSTED)) {
        latest = Math.max(latest, proxy().at(stamp, tile));
        clock.stamp(stamp, tile, latest);
      }
      clock.stamp(
          Stamp.COMPLETED,
          tile,
          Math.max(clock.at(Stamp.POSTED, tile), proxy().at(Stamp.COMPLETED, tile)));
      long seen = Math.max(latest, join.host(stamp("seen", tile)));
      clock.stamp(Stamp.SIGNAL_SEEN, tile, seen);
      clock.stamp(Stamp.VERIFIED, tile, Math.max(seen, join.host(stamp("verified", tile))));
    }
  }

  @Override
  public void close() {
    course.close();
  }
}
