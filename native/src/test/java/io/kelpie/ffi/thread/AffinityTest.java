package io.kelpie.ffi.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AffinityTest {
  /** What the kernel says of the calling thread, in the file beside. */
  private static List<Integer> seen() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .findFirst()
        .map(line -> Affinity.listed(line.substring(line.indexOf(':') + 1)))
        .orElseThrow();
  }

  @Test
  void aThreadIsKeptOnAProcessorAndLetGo() throws IOException {
    List<Integer> before = Affinity.allowed();
    assertThat(seen()).isEqualTo(before);
    try (Affinity pinned = Affinity.pin(before.getLast())) {
      assertThat(pinned).isNotNull();
      assertThat(seen()).containsExactly(before.getLast());
      assertThat(Affinity.allowed()).containsExactly(before.getLast());
    }
    assertThat(seen()).isEqualTo(before);
  }

  @Test
  void aProcessorThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Affinity.pin(1023))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no thread of this process may run on processor 1023: it has {");
  }

  @Test
  void theKernelsListsAreRead() {
    assertThat(Affinity.listed("0-2,8\n")).containsExactly(0, 1, 2, 8);
    assertThat(Affinity.listed("")).isEmpty();
  }
}
