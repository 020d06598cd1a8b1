package io.kelpie.ffi.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.kelpie.ffi.verbs.generated.verbs_types;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The library's list of devices, held no longer than a look at it takes. */
final class DeviceList {
  private static final Path CLASS_FOLDER = Path.of("/sys/class/infiniband");

  private DeviceList() {}

  static List<Device> read() {
    return each(Device::read);
  }

  /** Applies {@code action} to the device of that name while the list is held. */
  static <T> T find(String name, Function<MemorySegment, T> action) {
    List<T> found =
        each(device ->
            Libc.text(Calls.GET_DEVICE_NAME.pointer(device)).equals(name)
                ? action.apply(device)
                : null);
    if (found.isEmpty()) {
      throw new VerbsUnavailableException(noSuchDevice(name));
    }
    return found.getFirst();
  }

  static String noSuchDevice(String name) {
    List<String> names = read().stream().map(Device::name).toList();
    return names.isEmpty()
        ? "no RDMA device " + name + ": " + reasonForNone()
        : "no RDMA device " + name + ": there are " + String.join(", ", names);
  }

  /** Why the list is empty and what to do, as a clause. */
  static String reasonForNone() {
    if (!Files.isDirectory(CLASS_FOLDER)) {
      return "the kernel has no RDMA support loaded; modprobe ib_uverbs, or use native/softroce/lab";
    }
    try (Stream<Path> devices = Files.list(CLASS_FOLDER)) {
      return devices.findAny().isPresent()
          ? "the kernel has one, but libibverbs has no provider for it; apt-get install"
              + " ibverbs-providers and modprobe ib_uverbs"
          : "none is configured; rdma link add makes a Soft-RoCE one, or use native/softroce/lab";
    } catch (IOException unreadable) {
      return CLASS_FOLDER + " cannot be read";
    }
  }

  private static <T> List<T> each(Function<MemorySegment, @Nullable T> action) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      Call.Answer answer = Calls.GET_DEVICE_LIST.invoke(count);
      MemorySegment list = (MemorySegment) answer.value();
      if (list.address() == 0) {
        if (answer.errno() == Libc.ENOSYS) {
          return List.of();
        }
        throw new VerbsException(Calls.GET_DEVICE_LIST.name(), answer.errno());
      }
      try {
        List<T> results = new ArrayList<>();
        for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
          T result = action.apply(list.getAtIndex(verbs_types.C_POINTER, i));
          if (result != null) {
            results.add(result);
          }
        }
        return List.copyOf(results);
      } finally {
        Calls.FREE_DEVICE_LIST.invoke(list);
      }
    }
  }
}
