package io.kelpie.probes.traffic;

import io.kelpie.probes.Stage;
import io.kelpie.probes.StageClock;
import io.kelpie.probes.Stamp;
import java.util.Arrays;

/**
 * The proxy of one direction: runs a pass of its program against the queues, taking no further
 * request while a queue is full or a drain waits. Nothing is allocated after the start of a pass.
 */
final class Sender {
  /** Turns that one call may take, so that completions are polled between them. */
  private static final int TURNS = 4;

  private final Program program;
  private final Poster poster;
  private final StageClock clock;
  private final int depth;
  private final boolean inOrder;
  private final int[] posted;
  private final int[] retired;
  private final boolean[] done;
  private int turn;
  private int taken;
  private int begun;
  private int outstanding;

  /**
   * @param depth of every send queue, in requests
   * @param inOrder whether a completion speaks for all requests before it on its queue
   */
  Sender(Program program, Poster poster, StageClock clock, int queues, int depth, boolean inOrder) {
    this.program = program;
    this.poster = poster;
    this.clock = clock;
    this.depth = depth;
    this.inOrder = inOrder;
    this.done = new boolean[inOrder ? 0 : program.requests()];
    this.posted = new int[queues];
    this.retired = new int[queues];
  }

  /** Back to the program's beginning; everything of the pass before must have completed. */
  void start() {
    Arrays.fill(posted, 0);
    Arrays.fill(retired, 0);
    Arrays.fill(done, false);
    turn = 0;
    taken = -1;
    outstanding = 0;
  }

  /** Takes what turns it can; answers whether it took one. */
  boolean advance() {
    boolean moved = false;
    for (int i = 0; i < TURNS && turn < program.turns() && take(); i++) {
      turn++;
      moved = true;
    }
    return moved;
  }

  private boolean take() {
    if (program.isDrain(turn)) {
      return isDrained(program.drain(turn));
    }
    int first = program.start(turn);
    int count = program.length(turn);
    int queue = program.queue(first);
    if (taken < turn) {
      stamp(first, count, Stamp.TAKEN);
      taken = turn;
      begun = 0;
    }
    if (posted[queue] - retired[queue] + count - begun > depth) {
      return false;
    }
    int more = poster.post(first + begun, count - begun);
    posted[queue] += more;
    outstanding += more;
    stamp(first + begun, more, Stamp.POSTED);
    begun += more;
    return begun == count;
  }

  /** Stamps tiles; signals have only the moment of their post. */
  private void stamp(int first, int count, Stamp stamp) {
    long now = System.nanoTime();
    for (int request = first; request < first + count; request++) {
      if (!program.isSignal(request)) {
        clock.stamp(stamp, program.tile(request), now);
      } else if (stamp == Stamp.POSTED) {
        clock.stamp(Stamp.SIGNAL_POSTED, program.tile(request), now);
      }
    }
  }

  private boolean isDrained(int[] queues) {
    for (int queue : queues) {
      if (posted[queue] != retired[queue]) {
        return false;
      }
    }
    return true;
  }

  /** Requests of a queue that have completed, counted from the start of the pass. */
  int retired(int queue) {
    return retired[queue];
  }

  /**
   * A completion: retires its request and all before it on that queue; where completions come in
   * any order, those that have completed as well.
   */
  void completed(int queue, int ordinal, long now) {
    int[] requests = program.ofQueue(queue);
    if (!inOrder) {
      int request = requests[ordinal];
      done[request] = true;
      stampCompleted(request, now);
      while (retired[queue] < requests.length && done[requests[retired[queue]]]) {
        retired[queue]++;
        outstanding--;
      }
      return;
    }
    while (retired[queue] <= ordinal) {
      stampCompleted(requests[retired[queue]], now);
      retired[queue]++;
      outstanding--;
    }
  }

  private void stampCompleted(int request, long now) {
    if (!program.isSignal(request)) {
      clock.stamp(Stamp.COMPLETED, program.tile(request), now);
    }
  }

  /** Whether everything was posted and has completed. */
  boolean isDone() {
    return turn == program.turns() && outstanding == 0;
  }

  boolean hasOutstanding() {
    return outstanding > 0;
  }

  /** Where tiles wait now. */
  Stage waiting() {
    if (turn == program.turns()) {
      return outstanding > 0 ? Stage.TRANSFER : Stage.SIGNAL;
    }
    return program.isDrain(turn) ? Stage.FENCE : Stage.POST;
  }
}
