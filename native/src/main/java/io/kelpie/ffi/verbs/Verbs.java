package io.kelpie.ffi.verbs;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/** The verbs library, once it is there. */
@SuppressWarnings("restricted")
public final class Verbs {
  private static final String LIBRARY = "libibverbs.so.1";

  private Verbs() {}

  /** Whether {@link #open()} would succeed. */
  public static boolean available() {
    return absence().isEmpty();
  }

  /** Why the library cannot be used and what to install, in one sentence; empty where it can. */
  public static Optional<String> absence() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(LIBRARY, arena);
    } catch (IllegalArgumentException missing) {
      return Optional.of(LIBRARY + " is missing: apt-get install libibverbs1 ibverbs-providers");
    }
    try {
      Calls.load();
    } catch (LinkageError tooOld) {
      return Optional.of(
          LIBRARY
              + " is older than rdma-core 32 and lacks functions that Kelpie calls: install a newer"
              + " libibverbs1");
    }
    return Optional.empty();
  }

  /**
   * Loads the library.
   *
   * @throws VerbsUnavailableException with {@link #absence()} as its message
   */
  public static Verbs open() {
    absence()
        .ifPresent(sentence -> {
          throw new VerbsUnavailableException(sentence);
        });
    return new Verbs();
  }

  /** The devices that can be opened now, perhaps none. */
  public List<Device> devices() {
    return DeviceList.read();
  }

  /**
   * Why {@link #devices()} is empty and what to do, in one sentence; empty where there are devices.
   */
  public Optional<String> deviceAbsence() {
    return devices().isEmpty()
        ? Optional.of("no RDMA device: " + DeviceList.reasonForNone())
        : Optional.empty();
  }

  /**
   * The device of that name.
   *
   * @throws VerbsUnavailableException if there is none, naming those that are there
   */
  public Device device(String name) {
    return devices().stream()
        .filter(device -> device.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new VerbsUnavailableException(DeviceList.noSuchDevice(name)));
  }
}
