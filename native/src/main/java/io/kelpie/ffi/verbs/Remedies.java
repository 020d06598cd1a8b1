package io.kelpie.ffi.verbs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What would make a failed call succeed, where function and error number tell. */
final class Remedies {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern SOFT_LIMIT = Pattern.compile("Max locked memory\\s+(\\d+)");
  private static final Set<String> PINNING =
      Set.of("ibv_reg_mr", "ibv_reg_mr_iova2", "ibv_create_cq", "ibv_create_qp", "ibv_create_srq");

  private Remedies() {}

  /** The remedy as half a sentence, empty where there is none. */
  static String of(String call, int errno) {
    boolean forbidden = errno == Libc.EPERM || errno == Libc.EACCES;
    if (call.equals("ibv_open_device") && forbidden) {
      return "run as a user who may read and write /dev/infiniband/uverbs*";
    }
    return PINNING.contains(call) && (errno == Libc.ENOMEM || errno == Libc.EPERM)
        ? lockedMemory()
        : "";
  }

  private static String lockedMemory() {
    try (var lines = Files.lines(LIMITS)) {
      return lines
          .map(SOFT_LIMIT::matcher)
          .filter(Matcher::lookingAt)
          .map(limit ->
              "this process may lock "
                  + limit.group(1)
                  + " bytes of memory: raise the limit with ulimit -l unlimited, or memlock in"
                  + " /etc/security/limits.conf")
          .findFirst()
          .orElse("");
    } catch (IOException | UncheckedIOException unreadable) {
      return "";
    }
  }
}
