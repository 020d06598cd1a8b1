package io.kelpie.counters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What RDMA drivers show below {@code class/infiniband}: {@code hw_counters} of a device and of its
 * ports, and the ports' {@code counters}. Drivers cache {@code hw_counters} for the milliseconds in
 * {@code lifespan}; a read waits that long and one tick of the kernel's clock before it looks.
 */
public final class RdmaCounters implements CounterSource {

  /** Not a counter, but how long the kernel serves a cached value. */
  private static final String LIFESPAN = "lifespan";

  /** RDMA_HW_STATS_DEFAULT_LIFESPAN of {@code include/rdma/ib_verbs.h}. */
  private static final Duration DEFAULT_LIFESPAN = Duration.ofMillis(10);

  /** No lifespan is believed beyond this. */
  private static final long LONGEST_LIFESPAN_MS = 10_000;

  /** A tick at HZ=100, the longest in use: the kernel compares whole ticks. */
  private static final Duration TICK = Duration.ofMillis(10);

  private final Path infiniband;
  private final List<String> devices;
  private final Ticker ticker;

  private record Place(Path folder, Driver driver, String source, CounterScope scope) {}

  private record Found(Counter counter, Path file) {}

  /**
   * @param sysfs where sysfs is mounted, {@code /sys}
   * @param devices the RDMA devices to read
   * @param ticker the clock to wait by
   */
  public RdmaCounters(Path sysfs, Collection<String> devices, Ticker ticker) {
    this.infiniband = sysfs.resolve("class/infiniband");
    this.devices = devices.stream().sorted().distinct().toList();
    this.ticker = ticker;
  }

  /** The RDMA devices that a kernel shows, by name. */
  public static List<String> devices(Path sysfs) {
    return CounterFile.list(sysfs.resolve("class/infiniband")).stream()
        .map(device -> device.getFileName().toString())
        .toList();
  }

  @Override
  public String name() {
    return "rdma";
  }

  @Override
  public List<Counter> counters() {
    return found().stream().map(Found::counter).toList();
  }

  @Override
  public Snapshot read() {
    try {
      ticker.await(staleness());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return snapshot(_ -> new Reading.Unknown("interrupted while waiting for fresh values"));
    }
    return snapshot(CounterFile::read);
  }

  private Snapshot snapshot(Function<Path, Reading> reader) {
    List<Sample> samples = new ArrayList<>();
    for (Found found : found()) {
      samples.add(new Sample(found.counter(), reader.apply(found.file())));
    }
    return Snapshot.of(ticker.nanoTime(), samples);
  }

  /**
   * How old what is read may be: the longest lifespan and a tick; nothing where nothing is cached.
   */
  Duration staleness() {
    return places().stream()
        .map(place -> place.folder().resolve(LIFESPAN))
        .filter(Files::exists)
        .map(file -> lifespan(file).plus(TICK))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static Duration lifespan(Path file) {
    return CounterFile.read(file) instanceof Reading.Value(long millis)
            && Long.compareUnsigned(millis, LONGEST_LIFESPAN_MS) <= 0
        ? Duration.ofMillis(millis)
        : DEFAULT_LIFESPAN;
  }

  private List<Found> found() {
    List<Found> found = new ArrayList<>();
    for (Place place : places()) {
      for (Path file : CounterFile.list(place.folder())) {
        String name = file.getFileName().toString();
        if (!name.equals(LIFESPAN)) {
          found.add(
              new Found(
                  Catalogue.describe(place.driver(), place.source(), name, place.scope()), file));
        }
      }
    }
    return found;
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (String device : devices) {
      Path folder = infiniband.resolve(device);
      Driver driver = driver(folder);
      places.add(
          new Place(folder.resolve("hw_counters"), driver, device + "/hw", CounterScope.DEVICE));
      for (Path port : CounterFile.list(folder.resolve("ports"))) {
        String owner = device + "/" + port.getFileName();
        places.add(
            new Place(port.resolve("hw_counters"), driver, owner + "/hw", CounterScope.PORT));
        places.add(new Place(port.resolve("counters"), driver, owner + "/port", CounterScope.PORT));
      }
    }
    return places;
  }

  /**
   * The driver behind a device; Soft-RoCE has none there, but names the interface that it sits on.
   */
  private static Driver driver(Path device) {
    Driver driver = Driver.ofDevice(device.resolve("device"));
    if (driver != Driver.ANY) {
      return driver;
    }
    return Files.exists(device.resolve("parent"))
        ? Driver.RXE
        : Driver.of(device.getFileName().toString());
  }
}
