package io.kelpie.probes.megakernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs programs over shared words in every order in which their accesses can interleave. A store
 * stays with its program until it becomes visible, on its own and at any later time; stores to one
 * word keep their order. An atomic add is visible at once. A fence waits until all of its program's
 * stores are visible.
 *
 * <p>Programs are deterministic in what they read, so a state is the memory, what is not visible
 * yet, and what each program has read so far: it is replayed from there, and no state is entered
 * twice.
 */
final class Interleavings {
  private final List<Consumer<Access>> programs;
  private final int words;
  private final Set<State> seen = new HashSet<>();

  Interleavings(int words, List<Consumer<Access>> programs) {
    this.words = words;
    this.programs = programs;
  }

  private record Store(int word, long value) {}

  /** What a state is; lists are never changed. */
  private record State(List<Long> memory, List<List<Store>> hidden, List<List<Long>> read) {}

  /** A program's next access; it is what ends a replay. */
  private static final class Pause extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Step step;

    Pause(Step step) {
      super(null, null, false, false);
      this.step = step;
    }
  }

  private sealed interface Step {
    record Get(int word) implements Step {}

    record Set(int word, long value) implements Step {}

    record Add(int word, long value) implements Step {}

    record Fence() implements Step {}

    /** An attempt came to nothing: the program is where it was when the attempt began. */
    record Retry(int from) implements Step {}

    record Ended() implements Step {}
  }

  /** The shared words as one program sees them, replaying what it has read. */
  static final class Access implements Words {
    private final List<Long> read;
    private int at;
    private int attempt;

    private Access(List<Long> read) {
      this.read = read;
    }

    private long next(Step step) {
      if (at == read.size()) {
        throw new Pause(step);
      }
      return read.get(at++);
    }

    @Override
    public long get(long word) {
      return next(new Step.Get((int) word));
    }

    @Override
    public void set(long word, long value) {
      next(new Step.Set((int) word, value));
    }

    @Override
    public long add(long word, long value) {
      return next(new Step.Add((int) word, value));
    }

    /** Waits until all that this program stored is visible. */
    void fence() {
      next(new Step.Fence());
    }

    /** An attempt begins, which reads and leaves nothing behind unless it succeeds. */
    void attempt() {
      attempt = at;
    }

    /** It did not succeed. */
    RuntimeException failed() {
      return new Pause(new Step.Retry(attempt));
    }
  }

  /**
   * Visits every state; how many there are. Fails where a program does, or where none can go on.
   */
  int explore() {
    Deque<State> open = new ArrayDeque<>();
    Long[] zeros = new Long[words];
    Arrays.fill(zeros, 0L);
    List<List<Long>> nothing = new ArrayList<>();
    List<List<Store>> hidden = new ArrayList<>();
    for (int i = 0; i < programs.size(); i++) {
      nothing.add(List.of());
      hidden.add(List.of());
    }
    enter(open, new State(List.of(zeros), List.copyOf(hidden), List.copyOf(nothing)));
    while (!open.isEmpty()) {
      State state = open.pop();
      boolean isMoved = false;
      int ended = 0;
      for (int program = 0; program < programs.size(); program++) {
        Step step = step(program, state.read.get(program));
        if (step instanceof Step.Ended) {
          ended++;
        } else if (step instanceof Step.Retry retry) {
          isMoved |= canSucceed(state, program, retry);
        }
        isMoved |= take(open, state, program, step);
        isMoved |= show(open, state, program);
      }
      if (!isMoved && ended < programs.size()) {
        throw new AssertionError("nobody can go on: " + state);
      }
    }
    return seen.size();
  }

  private void enter(Deque<State> open, State state) {
    if (seen.add(state)) {
      open.push(state);
    }
  }

  private Step step(int program, List<Long> read) {
    try {
      programs.get(program).accept(new Access(read));
      return new Step.Ended();
    } catch (Pause pause) {
      return pause.step;
    }
  }

  /** Whether an attempt, begun again, comes to something with the memory as it is now. */
  private boolean canSucceed(State state, int program, Step.Retry retry) {
    List<Long> read = new ArrayList<>(state.read.get(program).subList(0, retry.from));
    Step step = step(program, read);
    while (step instanceof Step.Get get) {
      read.add(state.memory.get(get.word));
      step = step(program, read);
    }
    return !(step instanceof Step.Retry);
  }

  /** The program's next access; whether the state changed by it. */
  private boolean take(Deque<State> open, State state, int program, Step step) {
    List<Store> mine = state.hidden.get(program);
    List<Long> read = state.read.get(program);
    switch (step) {
      case Step.Ended _ -> {
        return false;
      }
      case Step.Retry retry -> {
        enter(
            open,
            new State(
                state.memory,
                state.hidden,
                with(state.read, program, read.subList(0, retry.from))));
        return false;
      }
      case Step.Fence _ -> {
        if (!mine.isEmpty()) {
          return false;
        }
        enter(open, after(state, program, 0));
      }
      case Step.Get get -> {
        long value = state.memory.get(get.word);
        for (Store store : mine) {
          value = store.word == get.word ? store.value : value;
        }
        enter(open, after(state, program, value));
      }
      case Step.Set set -> {
        List<Store> more = new ArrayList<>(mine);
        more.add(new Store(set.word, set.value));
        State next = after(state, program, 0);
        enter(open, new State(next.memory, with(next.hidden, program, more), next.read));
      }
      case Step.Add add -> {
        long before = state.memory.get(add.word);
        State next = after(state, program, before);
        enter(
            open,
            new State(with(next.memory, add.word, before + add.value), next.hidden, next.read));
      }
    }
    return true;
  }

  /** Every store of the program that may become visible now, one at a time. */
  private boolean show(Deque<State> open, State state, int program) {
    List<Store> mine = state.hidden.get(program);
    Set<Integer> older = new HashSet<>();
    for (int i = 0; i < mine.size(); i++) {
      Store store = mine.get(i);
      if (older.add(store.word)) {
        List<Store> rest = new ArrayList<>(mine);
        rest.remove(i);
        enter(
            open,
            new State(
                with(state.memory, store.word, store.value),
                with(state.hidden, program, rest),
                state.read));
      }
    }
    return !mine.isEmpty();
  }

  private static State after(State state, int program, long value) {
    List<Long> more = new ArrayList<>(state.read.get(program));
    more.add(value);
    return new State(state.memory, state.hidden, with(state.read, program, more));
  }

  private static <T> List<T> with(List<T> list, int index, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.set(index, value);
    return List.copyOf(changed);
  }
}
