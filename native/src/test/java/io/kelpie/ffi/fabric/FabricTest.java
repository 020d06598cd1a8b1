package io.kelpie.ffi.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.CompiledProbe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What there is, and absences, which are told in one sentence with the remedy. */
class FabricTest {

  /**
   * Prints {@link Fabric#absence()}, in a process of its own: a library is found once and for all.
   */
  static final class PrintAbsence {
    private PrintAbsence() {}

    public static void main(String[] arguments) {
      System.out.println(Fabric.absence().orElse("available"));
      try {
        Fabric.open();
      } catch (FabricUnavailableException absent) {
        System.out.println(absent.getMessage());
      }
    }
  }

  @Test
  void missingLibrary(@TempDir Path folder) throws Exception {
    Files.createFile(folder.resolve("libfabric.so.1"));
    String sentence = "libfabric.so.1 is missing: apt-get install libfabric1";
    assertThat(absenceWithLibrariesIn(folder)).containsExactly(sentence, sentence);
  }

  @Test
  void libraryTooOld(@TempDir Path folder) throws Exception {
    String nothing =
        "int fi_getinfo(void) { return 0; } int fi_freeinfo(void) { return 0; }"
            + " int fi_dupinfo(void) { return 0; } int fi_fabric(void) { return 0; }"
            + " char *fi_strerror(int e) { return \"\"; }";
    CompiledProbe.library(
        folder,
        nothing + " unsigned fi_version(void) { return 1 << 16 | 11; }\n",
        "libfabric.so.1");
    String sentence =
        "libfabric.so.1 is version 1.11, and Kelpie needs 1.17 or newer: install a newer libfabric1";
    assertThat(absenceWithLibrariesIn(folder)).containsExactly(sentence, sentence);
  }

  @Test
  void offersAreOfTheWishedProviderAndCapabilities() {
    Fabric fabric = library();
    List<Attributes> offers = fabric.offers(Wish.of("tcp", ""));

    assertThat(fabric.version()).matches("\\d+\\.\\d+");
    assertThat(offers).isNotEmpty().extracting(Attributes::core).containsOnly("tcp");
    String domain = offers.getFirst().domain();
    assertThat(fabric.offers(Wish.of("tcp", domain)))
        .extracting(Attributes::domain)
        .containsOnly(domain);
    assertThat(offers.getFirst().sendDepth()).isPositive();
    assertThat(offers.getFirst().injectBytes()).isPositive();
    assertThat(fabric.has(Wish.of("shm", "").with(Set.of(Capability.ATOMICS)))).isTrue();
    assertThat(fabric.has(Wish.of("shm", "").with(Set.of(Capability.FENCE)))).isFalse();
    assertThat(fabric.offers(Wish.of("shm", "")).getFirst().orderedWriteBytes()).isZero();
    assertThat(fabric.offers(Wish.of("tcp", "").ordered(Set.of(Order.WRITE_AFTER_WRITE))))
        .isNotEmpty()
        .allSatisfy(offer -> assertThat(offer.orderedWriteBytes()).isGreaterThan(1 << 20));
  }

  @Test
  void nothingIsOfferedOfWhatIsNotThere() {
    Fabric fabric = library();

    assertThat(fabric.offers(Wish.of("tcp", "nowhere7"))).isEmpty();
    assertThat(fabric.find(Wish.of("nothing", ""))).isEmpty();
  }

  @Test
  void whatIsStillInUseStaysOpen() {
    try (Offer offer = library().find(Wish.of("sockets", "")).orElseThrow();
        Domain domain = offer.open()) {
      CompletionQueue queue = domain.createCompletionQueue(16);
      AddressVector peers = domain.createAddressVector();
      Endpoint endpoint = domain.createEndpoint(queue, peers);

      assertThatExceptionOfType(FabricException.class)
          .isThrownBy(queue::close)
          .satisfies(refused -> assertThat(refused.call()).isEqualTo("fi_close"))
          .withMessage("fi_close: Device or resource busy (16)");
      endpoint.close();
      endpoint.close();
      assertThatIllegalStateException()
          .isThrownBy(endpoint::name)
          .withMessage("Endpoint is closed");
      queue.close();
      peers.close();
    }
  }

  /** Spins in compiled code beside collections, in a process of its own, with a device open. */
  static final class Safepoints {
    private static long spun;

    private Safepoints() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (Side side = new Side(Fabric.open().find(Wish.of("shm", "")).orElseThrow())) {
        Thread collecting =
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < 50; i++) {
                    System.gc();
                  }
                });
        while (collecting.isAlive()) {
          for (int i = 0; i < 100_000; i++) {
            spun += i ^ spun;
          }
        }
        collecting.join();
        System.out.println("alive with " + side.attributes.provider());
      }
    }
  }

  @Test
  void theVirtualMachineKeepsItsSignalHandlers() throws Exception {
    assumeTrue(library().has(Wish.of("shm", "")), "skipped: no shm");

    assertThat(output(Safepoints.class, Map.of())).containsExactly("alive with shm");
  }

  /**
   * Loads the library and opens a device while other threads run into null references, which the
   * virtual machine learns of by SIGSEGV, in a process of its own.
   */
  static final class Faults {
    private static volatile boolean over;
    private static final AtomicReference<int[]> NOTHING = new AtomicReference<>();
    private static final LongAdder MET = new LongAdder();

    /** So often the loop has run that it is compiled, and its null checks are faults. */
    private static final long COMPILED = 100_000;

    private Faults() {}

    public static void main(String[] arguments) throws InterruptedException {
      List<Thread> faulting = List.of(new Thread(Faults::fault), new Thread(Faults::fault));
      faulting.forEach(Thread::start);
      while (MET.sum() < COMPILED) {
        Thread.onSpinWait();
      }
      for (String provider : arguments) {
        try (Side side = new Side(Fabric.open().find(Wish.of(provider, "")).orElseThrow())) {
          System.out.println("alive with " + side.attributes.core());
        }
      }
      over = true;
      for (Thread thread : faulting) {
        thread.join();
      }
    }

    private static void fault() {
      while (!over) {
        try {
          NOTHING.get()[0]++;
        } catch (NullPointerException expected) {
          MET.increment();
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void signalsOfOtherThreadsAreStillTheVirtualMachinesWhileTheLibraryIsLoaded() throws Exception {
    assumeTrue(library().has(Wish.of("tcp", "")), "skipped: no tcp");

    for (int i = 0; i < 3; i++) {
      assertThat(output(Faults.class, Map.of(), "tcp", "shm"))
          .containsExactly("alive with tcp", "alive with shm");
    }
  }

  private static Fabric library() {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    return Fabric.open();
  }

  private static Iterable<String> absenceWithLibrariesIn(Path folder) throws Exception {
    return output(PrintAbsence.class, Map.of("LD_LIBRARY_PATH", folder.toString()));
  }

  private static Iterable<String> output(
      Class<?> program, Map<String, String> environment, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
