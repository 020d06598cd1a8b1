package io.kelpie.probes.fabric;

import io.kelpie.ffi.fabric.CompletionQueue;
import io.kelpie.ffi.fabric.Completions;
import io.kelpie.ffi.fabric.Contexts;
import io.kelpie.probes.traffic.Completed;

/**
 * The completion queue of one side's endpoints, the room into which it is polled, and what the
 * operations' contexts stand for.
 */
final class PolledEndpoints implements Completed, AutoCloseable {
  private final CompletionQueue queue;
  private final Completions completions;
  private final Contexts contexts;
  private final long[] ids;

  /**
   * @param room completions that one poll takes
   * @param operations most that are under way
   */
  PolledEndpoints(CompletionQueue queue, int room, int operations) {
    this.queue = queue;
    this.completions = new Completions(room);
    this.contexts = new Contexts(operations);
    this.ids = new long[operations];
  }

  CompletionQueue queue() {
    return queue;
  }

  /**
   * The context of the operation numbered {@code index}, which its completion will call {@code id}.
   */
  long context(int index, long id) {
    ids[index] = id;
    return contexts.address(index);
  }

  @Override
  public int poll() {
    return queue.poll(completions);
  }

  @Override
  public boolean succeeded(int index) {
    return completions.areGood();
  }

  @Override
  public String status(int index) {
    return completions.errorText();
  }

  @Override
  public String detail(int index) {
    return "error " + completions.error() + ", provider error " + completions.providerError();
  }

  /** Zero where a remote write brought the completion, and no operation of this side. */
  @Override
  public long id(int index) {
    int operation = contexts.index(completions.context(index));
    return operation < 0 ? 0 : ids[operation];
  }

  @Override
  public int byteLength(int index) {
    return (int) completions.length(index);
  }

  @Override
  public boolean hasImmediate(int index) {
    return completions.hasImmediate(index);
  }

  @Override
  public int immediate(int index) {
    return (int) completions.immediate(index);
  }

  @Override
  public boolean tookReceive(int index) {
    return contexts.index(completions.context(index)) >= 0;
  }

  @Override
  public void close() {
    queue.close();
    completions.close();
    contexts.close();
  }
}
