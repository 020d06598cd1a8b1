package io.kelpie.probes.megakernel;

/** Carries nothing: the kernel asks for nothing. */
final class NoTransport implements Transport {

  @Override
  public void start(int sequence) {}

  @Override
  public void put(int queue, int tile, long source, long target, int bytes, boolean isImmediate) {
    throw new IllegalStateException("tile " + tile + " asks for a transfer, and none was planned");
  }

  @Override
  public void signal(int queue, int tile, boolean isFenced) {
    throw new IllegalStateException("tile " + tile + " asks for a signal, and none was planned");
  }

  @Override
  public boolean turn(long now, Events events) {
    return false;
  }

  @Override
  public void close() {}
}
