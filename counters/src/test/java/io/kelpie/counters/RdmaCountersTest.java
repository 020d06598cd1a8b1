package io.kelpie.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdmaCountersTest {

  private static final String RETRIES = "rxe0/1/hw/completer_retry_err";

  @TempDir Path folder;
  private Path sysfs;
  private Path port;

  @BeforeEach
  void copyTree() throws IOException {
    sysfs = RecordedTree.copy("rxe-6.12", folder).resolve("sys");
    port = sysfs.resolve("class/infiniband/rxe0/ports/1/hw_counters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rxe-6.1", "rxe-6.12"})
  void agreesWithAnIndependentReadingOfTheSameFiles(String kernel) throws Exception {
    Path tree = RecordedTree.of(kernel).resolve("sys");
    Snapshot snapshot =
        new RdmaCounters(tree, List.of("rxe0", "rxe1"), new RecordedTree.Clock()).read();

    assertThat(snapshot.samples()).hasSize(30);
    for (Sample sample : snapshot.samples().values()) {
      Counter counter = sample.counter();
      Path file =
          tree.resolve("class/infiniband")
              .resolve(counter.source().substring(0, 4))
              .resolve("ports/1/hw_counters")
              .resolve(counter.name());
      assertThat(sample.reading()).as(counter.id()).isEqualTo(new Reading.Value(cat(file)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rxe-6.1", "rxe-6.12"})
  void agreesWithWhatTheKernelToldRdmaStatistic(String kernel) throws IOException {
    Path tree = RecordedTree.of(kernel);
    Snapshot snapshot =
        new RdmaCounters(tree.resolve("sys"), List.of("rxe0", "rxe1"), new RecordedTree.Clock())
            .read();
    String told = Files.readString(tree.resolve("rdma.json")).replaceAll("\\s", "");

    for (String device : List.of("rxe0", "rxe1")) {
      String ours = told.substring(told.indexOf("\"ifname\":\"" + device + "\""));
      assertThat(snapshot.reading(device + "/1/hw/sent_pkts")).isEqualTo(new Reading.Value(500));
      assertThat(snapshot.samples().values())
          .filteredOn(sample -> sample.counter().owner().equals(device + "/1"))
          .hasSize(15)
          .allSatisfy(sample -> {
            String name = "\"" + sample.counter().name() + "\":";
            String number = ours.substring(ours.indexOf(name) + name.length());
            assertThat(sample.reading())
                .isEqualTo(new Reading.Value(Long.parseLong(number.split("[,}]", 2)[0])));
          });
    }
  }

  private static long cat(Path file) throws Exception {
    Process cat = new ProcessBuilder("cat", file.toString()).start();
    String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(cat.waitFor()).isZero();
    return Long.parseLong(text.strip());
  }

  @Test
  void findsSoftRoceWithoutALinkToItsDriver() {
    assertThat(RdmaCounters.devices(sysfs)).containsExactly("rxe0", "rxe1");
    assertThat(source(new RecordedTree.Clock()).counters())
        .extracting(Counter::id)
        .contains(RETRIES)
        .doesNotContain("rxe0/1/hw/lifespan");
  }

  @Test
  void readsPortAndDeviceCountersOfAHardwareDriver() throws IOException {
    Path device = sysfs.resolve("class/infiniband/mlx5_0");
    Path driver = Files.createDirectories(sysfs.resolve("bus/pci/drivers/mlx5_core"));
    Files.createDirectories(device.resolve("device/net/eth7"));
    Files.createSymbolicLink(device.resolve("device/driver"), driver.toAbsolutePath());
    write(device.resolve("hw_counters/out_of_buffer"), "4294967295");
    write(device.resolve("hw_counters/lifespan"), "10");
    write(device.resolve("ports/1/hw_counters/out_of_sequence"), "3");
    write(device.resolve("ports/1/counters/symbol_error"), "65535");
    write(device.resolve("ports/1/counters/VL15_dropped"), "N/A (no PMA)");
    Snapshot snapshot = new RdmaCounters(sysfs, List.of("mlx5_0"), new RecordedTree.Clock()).read();

    assertThat(snapshot.samples().values())
        .extracting(sample -> sample.counter().id() + " " + sample.counter().width())
        .containsExactly(
            "mlx5_0/1/hw/out_of_sequence 32",
            "mlx5_0/1/port/VL15_dropped 16",
            "mlx5_0/1/port/symbol_error 16",
            "mlx5_0/hw/out_of_buffer 32");
    assertThat(snapshot.reading("mlx5_0/1/port/VL15_dropped"))
        .isEqualTo(new Reading.Unknown("not a number of 64 bits: \"N/A (no PMA)\""));
    assertThat(NetdevCounters.interfacesOf(sysfs, "mlx5_0")).containsExactly("eth7");
  }

  @ParameterizedTest(name = "lifespan {0}: {1} ms")
  @CsvSource({"12, 22", "0, 10", "500, 510", "soon, 20", "99999999, 20"})
  void waitsUntilNoCachedValueIsOlderThanTheCall(String lifespan, long millis) throws IOException {
    write(port.resolve("lifespan"), lifespan);
    write(sysfs.resolve("class/infiniband/rxe1/ports/1/hw_counters/lifespan"), "0");
    RecordedTree.Clock clock = new RecordedTree.Clock();
    long start = clock.now;
    Snapshot snapshot = source(clock).read();

    assertThat(snapshot.nanoTime() - start).isEqualTo(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void readsWhatTheCacheShowsOnceItIsRefreshed() throws IOException {
    write(port.resolve("completer_retry_err"), "5");
    RecordedTree.Clock[] clock = new RecordedTree.Clock[1];
    clock[0] =
        new RecordedTree.Clock(
            Duration.ofMillis(4), () -> refreshAfter(clock[0], Duration.ofMillis(12)));

    assertThat(source(clock[0]).read().reading(RETRIES)).isEqualTo(new Reading.Value(77));
  }

  private void refreshAfter(RecordedTree.Clock clock, Duration age) {
    if (clock.now - 1_000_000_000L > age.toNanos()) {
      try {
        write(port.resolve("completer_retry_err"), "77");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void doesNotWaitWhereNothingIsCached() throws IOException {
    Files.delete(port.resolve("lifespan"));
    Files.delete(sysfs.resolve("class/infiniband/rxe1/ports/1/hw_counters/lifespan"));
    RecordedTree.Clock clock = new RecordedTree.Clock();

    assertThat(source(clock).read().nanoTime()).isEqualTo(1_000_000_000L);
  }

  @Test
  void takesAnInterruptedWaitForUnknown() {
    Thread.currentThread().interrupt();
    Snapshot snapshot = source(Ticker.SYSTEM).read();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(snapshot.samples().values())
        .isNotEmpty()
        .allSatisfy(sample ->
            assertThat(sample.reading())
                .isEqualTo(new Reading.Unknown("interrupted while waiting for fresh values")));
  }

  @Test
  void saysThatACounterVanishedBetweenTwoReads() throws IOException {
    RecordedTree.Clock clock = new RecordedTree.Clock();
    Snapshot before = source(clock).read();
    Files.delete(port.resolve("completer_retry_err"));
    write(port.resolve("brand_new"), "1");
    CounterDelta delta = CounterDelta.between(before, source(clock).read());

    assertThat(delta.reading(RETRIES).unknown()).isEqualTo("vanished between reads");
    assertThat(delta.reading("rxe0/1/hw/brand_new").unknown()).isEqualTo("appeared between reads");
    assertThat(delta.unknown()).hasSize(2);
  }

  @Test
  void saysThatADeviceVanishedBetweenTwoReads() throws IOException {
    RecordedTree.Clock clock = new RecordedTree.Clock();
    Snapshot before = source(clock).read();
    Files.move(sysfs.resolve("class/infiniband/rxe0"), folder.resolve("gone"));
    CounterDelta delta = CounterDelta.between(before, source(clock).read());

    assertThat(delta.unknown())
        .hasSize(15)
        .allMatch(reading -> "vanished between reads".equals(reading.unknown()));
  }

  @Test
  void survivesAFileThatGoesBetweenListingAndReading() throws IOException {
    Files.delete(port.resolve("completer_retry_err"));
    Files.createSymbolicLink(port.resolve("completer_retry_err"), folder.resolve("nowhere"));

    assertThat(source(new RecordedTree.Clock()).read().reading(RETRIES))
        .isEqualTo(new Reading.Unknown("no such file"));
  }

  @Test
  void survivesAFolderThatComesAndGoesWhileItIsRead() throws Exception {
    Path away = folder.resolve("away");
    RdmaCounters source = source(new RecordedTree.Clock());
    Thread mover =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < 300; i++) {
                  Files.move(port, away);
                  Files.move(away, port);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Snapshot before = source.read();
    do {
      Snapshot after = source.read();
      assertThat(CounterDelta.between(before, after).list())
          .allSatisfy(reading ->
              assertThat(reading.isKnown() ? "known" : reading.unknown())
                  .isIn(
                      "known",
                      "no such file",
                      "before: no such file",
                      "vanished between reads",
                      "appeared between reads"))
          .allSatisfy(reading ->
              assertThat(reading.delta() == null ? 0 : reading.delta())
                  .as(reading.counter())
                  .isZero());
      before = after;
    } while (mover.isAlive());
    mover.join();
  }

  @Test
  void takesWhatMayNotBeReadForUnknown() throws IOException {
    Path writeOnly = Path.of("/proc/sys/net/ipv4/route/flush");
    assumeTrue(Files.exists(writeOnly), "no file here that even root may not read");
    Files.delete(port.resolve("completer_retry_err"));
    Files.createSymbolicLink(port.resolve("completer_retry_err"), writeOnly);

    assertThat(source(new RecordedTree.Clock()).read().reading(RETRIES))
        .isEqualTo(new Reading.Unknown("permission denied"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; empty",
        "'\n'; empty",
        "-1; 'not a number of 64 bits: \"-1\"'",
        "+1; 'not a number of 64 bits: \"+1\"'",
        "1.5; 'not a number of 64 bits: \"1.5\"'",
        "0x10; 'not a number of 64 bits: \"0x10\"'",
        "1 2; 'not a number of 64 bits: \"1 2\"'",
        "18446744073709551616; 'not a number of 64 bits: \"18446744073709551616\"'",
      })
  void takesGarbageForUnknown(String content, String reason) throws IOException {
    write(port.resolve("completer_retry_err"), content);

    assertThat(source(new RecordedTree.Clock()).read().reading(RETRIES))
        .isEqualTo(new Reading.Unknown(reason));
  }

  @Test
  void readsAllSixtyFourBits() throws IOException {
    write(port.resolve("completer_retry_err"), "18446744073709551615\n");

    assertThat(source(new RecordedTree.Clock()).read().reading(RETRIES))
        .isEqualTo(new Reading.Value(-1));
  }

  private RdmaCounters source(Ticker ticker) {
    return new RdmaCounters(sysfs, List.of("rxe1", "rxe0"), ticker);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
