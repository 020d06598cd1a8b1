package io.kelpie.results.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.results.Anomaly;
import io.kelpie.results.Findings;
import io.kelpie.results.Hunts;
import io.kelpie.results.Place;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleFileTest {
  private static final Anomaly FOUND =
      new Anomaly(
          Anomaly.VERSION,
          "0badcafe",
          Place.of(Hunts.description(), "0.1.0"),
          Findings.serialised());
  private static final String FOLDER = "anomaly-0badcafe/";

  /** The smallest whole bundle, its texts changed before the checksums are taken. */
  private static SortedMap<String, byte[]> files(
      UnaryOperator<String> about, UnaryOperator<String> finding) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    String text =
        StrictJson.page(
            new BundleFile.About(
                BundleFile.VERSION,
                FOUND.finding().id(),
                FOUND.finding().title(),
                "0.1.0",
                false,
                false));
    files.put(BundleFile.ABOUT, utf8(about.apply(text)));
    files.put(BundleFile.FINDING, utf8(finding.apply(StrictJson.page(FOUND))));
    files.put(Manifest.NAME, Manifest.of(files));
    return files;
  }

  private static byte[] archive(SortedMap<String, byte[]> files) {
    SortedMap<String, byte[]> foldered = new TreeMap<>();
    files.forEach((name, content) -> foldered.put(FOLDER + name, content));
    return Archive.of(foldered);
  }

  private static byte[] whole() {
    return archive(files(text -> text, text -> text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void refused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> BundleFile.read("b.zip", bytes))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("b.zip")
        .hasMessageContaining(reason);
  }

  /** An archive as anybody's tool would write it. */
  private static byte[] zipped(int method, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        byte[] content = new byte[1 << 16];
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(method);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void whatKelpieWroteIsRead() {
    BundleFile bundle = BundleFile.read("b.zip", whole());
    assertThat(bundle.anomaly()).isEqualTo(FOUND);
    assertThat(bundle.about().id()).isEqualTo("0badcafe");
    assertThat(bundle.files()).containsOnlyKeys("MANIFEST.sha256", "bundle.json", "finding.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "a/../../b",
        "C:\\windows\\system32",
        "a/./b",
        "a//b",
        ".ssh/authorized_keys",
        "a/<script>alert(1)</script>",
        "a/\u0000b",
        "a/b\u001b[31m",
        "a/"
      })
  void namesThatLeadOutOrPlayTricksAreRefused(String name) throws IOException {
    refused(zipped(ZipEntry.STORED, name), "could lead out of its folder");
  }

  @Test
  void bombsAreRefusedBeforeTheyUnpack() throws IOException {
    refused(zipped(ZipEntry.DEFLATED, "a/zeros"), "is packed, and Kelpie stores");
  }

  @Test
  void linksAndExtrasAreRefused() {
    byte[] bytes = whole();
    byte[] link = bytes.clone();
    int central = indexOf(link, new byte[] {'P', 'K', 1, 2});
    link[central + 5] = 3; // made on UNIX …
    link[central + 41] = (byte) 0xa1; // … with the mode of a symbolic link
    refused(link, "its bytes are not those that its files give");
    refused(Arrays.copyOf(bytes, bytes.length + 4096), "its bytes are not those");
    refused(Arrays.copyOf(bytes, bytes.length - 1), "b.zip is refused");
    refused(new byte[0], "does not begin as a ZIP archive");
  }

  @Test
  void wrongMissingAndForeignFilesAreRefused() {
    SortedMap<String, byte[]> wrong = files(text -> text, text -> text);
    wrong.put("finding.json", utf8(StrictJson.page(FOUND).replace("0.94", "0.95")));
    refused(archive(wrong), "the checksum of finding.json is wrong");
    SortedMap<String, byte[]> more = files(text -> text, text -> text);
    more.put("repro/run.sh", utf8("rm -rf ~"));
    refused(archive(more), "repro/run.sh has no checksum");
    SortedMap<String, byte[]> fewer = files(text -> text, text -> text);
    fewer.remove("finding.json");
    refused(archive(fewer), "\"finding.json\" is missing");
    SortedMap<String, byte[]> none = files(text -> text, text -> text);
    none.remove(Manifest.NAME);
    refused(archive(none), "there is no MANIFEST.sha256");
  }

  @Test
  void aNewerVersionIsNamed() {
    refused(
        archive(files(text -> text.replace("\"version\" : 1", "\"version\" : 9"), text -> text)),
        "is of version 9, but this Kelpie reads up to 1");
  }

  @Test
  void hugeAndDeepJsonIsRefused() {
    refused(archive(files(text -> text, text -> "[".repeat(100_000))), "finding.json");
    refused(
        archive(files(text -> text, text -> " ".repeat(5 << 20))),
        "finding.json has 5242880 bytes");
    refused(
        archive(files(text -> "{\"version\":1," + "\"a\":1,".repeat(20_000), text -> text)),
        "bundle.json has");
  }

  @Test
  void aBundleThatSpeaksOfAnotherAnomalyIsRefused() {
    refused(
        archive(files(text -> text.replace("0badcafe", "deadbeef"), text -> text)),
        "speaks of another anomaly");
    refused(
        archive(
            files(
                text -> text.replace("\"simulated\" : false", "\"simulated\" : true"),
                text -> text)),
        "speaks of another anomaly");
  }

  @Test
  void hostileInputsEndInASentence() {
    byte[] bytes = whole();
    long seed = 20261125;
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] hostile = i % 20 == 0 ? rewritten(random) : spoiled(bytes, random);
      try {
        BundleFile.read("b.zip", hostile);
      } catch (UsageException e) {
        assertThat(e.getMessage()).startsWith("b.zip").doesNotContain("\n");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", input " + i, e);
      }
    }
  }

  /** Some bytes changed, some cut out, some doubled. */
  private static byte[] spoiled(byte[] bytes, Random random) {
    byte[] hostile = bytes.clone();
    for (int change = random.nextInt(4); change >= 0; change--) {
      hostile[random.nextInt(hostile.length)] = (byte) random.nextInt(256);
    }
    int cut = random.nextInt(hostile.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(hostile, cut);
      case 1 -> Arrays.copyOfRange(hostile, cut, hostile.length + random.nextInt(64));
      default -> hostile;
    };
  }

  /** The texts changed, and all checksums right. */
  private static byte[] rewritten(Random random) {
    List<String> scraps =
        List.of("null", "-1", "1e999", "{}", "[", "\"", "\\u0000", "<script>", "NaN", "");
    UnaryOperator<String> spoil =
        text -> {
          int at = random.nextInt(text.length());
          int end = Math.min(text.length(), at + random.nextInt(12));
          return text.substring(0, at)
              + scraps.get(random.nextInt(scraps.size()))
              + text.substring(end);
        };
    return archive(random.nextBoolean() ? files(spoil, text -> text) : files(text -> text, spoil));
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
