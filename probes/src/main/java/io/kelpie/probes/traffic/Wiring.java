package io.kelpie.probes.traffic;

import io.kelpie.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What one direction's tiles travel over: memory on both sides, queues between them, posted
 * receives. Queues are numbered as in {@link TileLayout}.
 */
public interface Wiring extends AutoCloseable {

  /** Tiles for which there is room. */
  int tilesHeld();

  /** Receives that every queue keeps posted. */
  int receivesPosted();

  /** Bytes before a message in its receive buffer. */
  int receiveHeader();

  /** Whether tiles and signals may get lost without an error. */
  boolean loses();

  /** Whether a completion says that every request before it on its queue has completed, too. */
  boolean completesInOrder();

  /** The tiles where they come from. */
  MemorySegment source();

  /** The tiles where they go to, each at the offset that it has in {@link #source}. */
  MemorySegment sink();

  /** On the sender's side, 8 bytes a tile for the payload of signals. */
  MemorySegment words();

  /** On the receiver's side, 8 bytes a tile, where signals land. */
  MemorySegment flags();

  /** The receive buffers of all queues. */
  MemorySegment receives();

  /** Completions of the sender's requests, with the identifiers of {@link Program#id}. */
  Completed sent();

  /** Completions on the receivers' side, a queue in the high half of each identifier. */
  List<? extends Completed> arrived();

  /** Where a receive's message lands, in bytes from the start of {@link #receives}. */
  long receiveOffset(int queue, int slot);

  /** Posts a receive, identified by its queue in the high half and its slot in the low half. */
  void postReceive(int queue, int slot);

  /** What posts the requests of a program on these queues. */
  Poster poster(TileLayout layout, Program program, Workload workload);

  /**
   * Measures the idle round trip of 8 bytes on the first queue, in nanoseconds.
   *
   * @throws TrafficFailure where nothing came back, or an error did
   */
  long idleRoundTrip();

  @Override
  void close();
}
