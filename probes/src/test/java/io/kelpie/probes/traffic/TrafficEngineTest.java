package io.kelpie.probes.traffic;

import static io.kelpie.workload.Catalogue.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterSource;
import io.kelpie.counters.Snapshot;
import io.kelpie.probes.Budget;
import io.kelpie.probes.Outcome;
import io.kelpie.workload.Workload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrafficEngineTest {
  private static final long MEMORY = 8 << 20;

  /** A wire that takes every request and never completes one. */
  private static final class SilentWire implements Transport {
    private final boolean timers;

    SilentWire(boolean timers) {
      this.timers = timers;
    }

    @Override
    public Object facts() {
      return List.of();
    }

    @Override
    public CounterSource counters() {
      return new CounterSource() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public List<Counter> counters() {
          return List.of();
        }

        @Override
        public Snapshot read() {
          return Snapshot.of(System.nanoTime(), List.of());
        }
      };
    }

    @Override
    public Wiring wire(Way way, Workload workload) {
      return new SilentWiring();
    }

    @Override
    public boolean servesAlike(Workload wired, Workload next) {
      return true;
    }

    @Override
    public boolean hasTimers() {
      return timers;
    }

    @Override
    public String events() {
      return "";
    }
  }

  private static final class SilentWiring implements Wiring {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment source = arena.allocate(MEMORY, 64);
    private final MemorySegment sink = arena.allocate(MEMORY, 64);
    private final MemorySegment words = arena.allocate(MEMORY, 64);
    private final MemorySegment flags = arena.allocate(MEMORY, 64);

    @Override
    public int tilesHeld() {
      return 1 << 10;
    }

    @Override
    public int receivesPosted() {
      return 0;
    }

    @Override
    public int receiveHeader() {
      return 0;
    }

    @Override
    public boolean loses() {
      return false;
    }

    @Override
    public boolean completesInOrder() {
      return true;
    }

    @Override
    public MemorySegment source() {
      return source;
    }

    @Override
    public MemorySegment sink() {
      return sink;
    }

    @Override
    public MemorySegment words() {
      return words;
    }

    @Override
    public MemorySegment flags() {
      return flags;
    }

    @Override
    public MemorySegment receives() {
      return MemorySegment.NULL;
    }

    @Override
    public Completed sent() {
      return NOTHING;
    }

    @Override
    public List<? extends Completed> arrived() {
      return List.of();
    }

    @Override
    public long receiveOffset(int queue, int slot) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void postReceive(int queue, int slot) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Poster poster(TileLayout layout, Program program, Workload workload) {
      return new Poster() {
        @Override
        public void start(long sequence) {}

        @Override
        public int post(int first, int count) {
          return count;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long idleRoundTrip() {
      return 10_000;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  private static final Completed NOTHING =
      new Completed() {
        @Override
        public int poll() {
          return 0;
        }

        @Override
        public boolean succeeded(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public String status(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public String detail(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public long id(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int byteLength(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public boolean hasImmediate(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int immediate(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public boolean tookReceive(int index) {
          throw new IndexOutOfBoundsException(index);
        }
      };

  @Test
  @Timeout(60)
  void aSilenceThatNoTimerCanEndIsAHangLongBeforeTheDeadline() {
    assertThat(run(new SilentWire(false), Workload.initial(), Duration.ofHours(1)))
        .isInstanceOfSatisfying(
            Outcome.Hang.class,
            hang -> {
              assertThat(hang.scope()).isEqualTo(Outcome.Scope.QUEUE_PAIR);
              assertThat(hang.detail()).startsWith("nothing moved for ");
            });
  }

  @Test
  @Timeout(60)
  void aSilenceThatATimerMayStillEndIsWaitedFor() {
    Workload patient = Workload.initial().with(ACK_TIMEOUT, 20L).with(RETRIES, 0L);
    String detail =
        ((Outcome.Hang) run(new SilentWire(true), patient, Duration.ofHours(1))).detail();

    Matcher said = Pattern.compile("nothing moved for ([0-9.]+) s").matcher(detail);
    assertThat(said.matches()).as(detail).isTrue();
    assertThat(Double.parseDouble(said.group(1))).isGreaterThan(2 * 4.096e-6 * (1 << 20));
  }

  private static Outcome run(SilentWire wire, Workload workload, Duration deadline) {
    Budget budget = new Budget(deadline, 1, Duration.ZERO, Budget.QueuePairs.FRESH, 1);
    try (TrafficEngine engine =
        new TrafficEngine(wire, _ -> false, new TrafficCounters(wire.counters()), _ -> {})) {
      return engine.run(workload, budget).outcome();
    }
  }
}
