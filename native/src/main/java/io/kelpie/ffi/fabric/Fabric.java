package io.kelpie.ffi.fabric;

import io.kelpie.ffi.fabric.generated.fabric_types;
import io.kelpie.ffi.fabric.generated.fi_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fabric library, once it is there. */
@SuppressWarnings("restricted")
public final class Fabric {
  private static final String LIBRARY = "libfabric.so.1";

  /** The version of the headers that the bindings are made from. */
  private static final int API =
      fabric_types.FI_MAJOR_VERSION() << 16 | fabric_types.FI_MINOR_VERSION();

  private Fabric() {}

  /** Whether {@link #open()} would succeed. */
  public static boolean available() {
    return absence().isEmpty();
  }

  /** Why the library cannot be used and what to install, in one sentence; empty where it can. */
  public static Optional<String> absence() {
    return Signals.keeping(Fabric::look);
  }

  private static Optional<String> look() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(LIBRARY, arena);
    } catch (IllegalArgumentException missing) {
      return Optional.of(LIBRARY + " is missing: apt-get install libfabric1");
    }
    try {
      Calls.load();
    } catch (LinkageError strange) {
      return Optional.of(
          LIBRARY + " lacks functions that Kelpie calls: install libfabric1 of Debian 12 or newer");
    }
    int version = Calls.version();
    return version < API
        ? Optional.of(
            "%s is version %d.%d, and Kelpie needs %d.%d or newer: install a newer libfabric1"
                .formatted(LIBRARY, version >> 16, version & 0xffff, API >> 16, API & 0xffff))
        : Optional.empty();
  }

  /**
   * Loads the library.
   *
   * @throws FabricUnavailableException with {@link #absence()} as its message
   */
  public static Fabric open() {
    absence()
        .ifPresent(sentence -> {
          throw new FabricUnavailableException(sentence);
        });
    return new Fabric();
  }

  /** The library's version, as {@code 1.17}. */
  public String version() {
    int version = Calls.version();
    return (version >> 16) + "." + (version & 0xffff);
  }

  /** All that can be had of a wish, perhaps nothing, in the library's order of preference. */
  public List<Attributes> offers(Wish wish) {
    List<Attributes> offers = new ArrayList<>();
    each(wish, info -> offers.add(Attributes.read(info)));
    return offers;
  }

  /** Whether a wish can be had. */
  public boolean has(Wish wish) {
    return !offers(wish).isEmpty();
  }

  /** The first that can be had of a wish; the caller closes it. */
  public Optional<Offer> find(Wish wish) {
    List<MemorySegment> first = new ArrayList<>();
    each(
        wish,
        info -> {
          if (first.isEmpty()) {
            first.add(copy(info));
          }
        });
    return first.stream().findFirst().map(Offer::new);
  }

  private static MemorySegment copy(MemorySegment info) {
    MemorySegment copy = Calls.dupInfo(info);
    if (copy.address() == 0) {
      throw new FabricException("fi_dupinfo", fabric_types.FI_ENOMEM());
    }
    return copy.reinterpret(fi_info.sizeof());
  }

  private interface Visitor {
    void see(MemorySegment info);
  }

  /**
   * Shows the list's entries while it lasts, those of the wished provider and device only: layered
   * providers list others, too.
   */
  private static void each(Wish wish, Visitor visitor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(fabric_types.C_POINTER);
      MemorySegment hints = Hints.of(wish, arena);
      int status = Signals.keeping(() -> Calls.getInfo(API, hints, found));
      if (status == -fabric_types.FI_ENODATA() || status == -fabric_types.FI_ENOSYS()) {
        return;
      }
      FabricException.check("fi_getinfo", status);
      MemorySegment list = found.get(fabric_types.C_POINTER, 0);
      try {
        for (MemorySegment info = list; info.address() != 0; info = fi_info.next(info)) {
          Attributes attributes = Attributes.read(info);
          if (attributes.core().equals(wish.provider())
              && (wish.domain().isEmpty() || attributes.domain().equals(wish.domain()))) {
            visitor.see(info);
          }
        }
      } finally {
        Calls.freeInfo(list);
      }
    }
  }
}
