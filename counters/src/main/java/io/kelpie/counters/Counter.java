package io.kelpie.counters;

/**
 * A counter that was found at run time, described as far as the catalogue knows it.
 *
 * @param id where it was found and its name, unique on a host: {@code
 *     rxe0/1/hw/completer_retry_err}
 * @param name the name that its source gives it
 * @param source where it was found, the id without the name: {@code rxe0/1/hw}
 * @param kind how readings relate to each other
 * @param width bits that its source keeps, 1 to 64; of a gauge in floating point 64
 * @param unit what one step counts: {@code events}, {@code packets}, {@code bytes}, {@code s},
 *     {@code share}, …
 * @param scope what one value covers
 * @param role the part of a transfer that it speaks of
 * @param counterClass what the search does with it
 * @param quantum the smallest step that means anything, in its unit, above 0
 * @param meaning what a high value says, in one phrase
 */
public record Counter(
    String id,
    String name,
    String source,
    CounterKind kind,
    int width,
    String unit,
    CounterScope scope,
    CounterRole role,
    CounterClass counterClass,
    double quantum,
    String meaning) {

  /**
   * @throws IllegalArgumentException if the id is not source and name, or width or quantum are out
   *     of range
   */
  public Counter {
    if (!id.equals(source + "/" + name)) {
      throw new IllegalArgumentException(
          "counter " + id + ": the id is not " + source + "/" + name);
    }
    if (width < 1 || width > Long.SIZE) {
      throw new IllegalArgumentException("counter " + id + ": width " + width + ", not 1 to 64");
    }
    if (!(quantum > 0) || quantum == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "counter " + id + ": quantum " + quantum + ", not above 0");
    }
  }

  /** The device, port, interface or host that the counter belongs to: {@code rxe0/1}. */
  public String owner() {
    int slash = source.lastIndexOf('/');
    return slash < 0 ? source : source.substring(0, slash);
  }

  /** Whether it counts every packet of its owner, in one direction or both. */
  public boolean countsAllPackets() {
    return KnownCounter.countsAllPackets(this);
  }

  /**
   * The place and name, which are the same on each device of a kind: {@code hw/out_of_sequence}.
   */
  public String placed() {
    return source.substring(source.lastIndexOf('/') + 1) + "/" + name;
  }

  /** Whether the search may drive it. */
  public boolean isDriven() {
    return counterClass != CounterClass.TRAFFIC && kind != CounterKind.CONFIG;
  }
}
