package io.kelpie.probes.verbs;

import io.kelpie.ffi.verbs.CompletionQueue;
import io.kelpie.ffi.verbs.Completions;
import io.kelpie.probes.traffic.Completed;

/** A verbs completion queue and the room into which it is polled. */
final class PolledQueue implements Completed, AutoCloseable {
  private final CompletionQueue queue;
  private final Completions completions;

  /**
   * @param room completions that one poll takes
   */
  PolledQueue(CompletionQueue queue, int room) {
    this.queue = queue;
    this.completions = new Completions(room);
  }

  CompletionQueue queue() {
    return queue;
  }

  @Override
  public int poll() {
    return queue.poll(completions);
  }

  @Override
  public boolean succeeded(int index) {
    return completions.succeeded(index);
  }

  @Override
  public String status(int index) {
    return completions.status(index).text();
  }

  @Override
  public String detail(int index) {
    return "vendor error " + completions.vendorError(index);
  }

  @Override
  public long id(int index) {
    return completions.id(index);
  }

  @Override
  public int byteLength(int index) {
    return completions.byteLength(index);
  }

  @Override
  public boolean hasImmediate(int index) {
    return completions.hasImmediate(index);
  }

  @Override
  public int immediate(int index) {
    return completions.immediate(index);
  }

  @Override
  public boolean tookReceive(int index) {
    return true;
  }

  @Override
  public void close() {
    completions.close();
    queue.close();
  }
}
