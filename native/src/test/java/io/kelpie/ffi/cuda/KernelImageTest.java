package io.kelpie.ffi.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels among the resources come from the sources beside them. */
class KernelImageTest {
  private static final Path SOURCES = Path.of("src/main/cuda");
  private static final Path IMAGES = Path.of("src/main/resources/io/kelpie/ffi/cuda");
  private static final String DIGEST = "megakernel.digest";

  private static Map<String, String> digests(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve(DIGEST)).stream()
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** In the order of {@code build}: the header, the other sources by name, the kernel, build. */
  private static byte[] sources() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(Files.readAllBytes(SOURCES.resolve("protocol.h")));
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".cuh")).sorted().toList()) {
        all.write(Files.readAllBytes(file));
      }
    }
    all.write(Files.readAllBytes(SOURCES.resolve("megakernel.cu")));
    all.write(Files.readAllBytes(SOURCES.resolve("build")));
    return all.toByteArray();
  }

  @Test
  void imagesWereBuiltFromTheseSources() throws Exception {
    assertThat(digests(IMAGES).get("source"))
        .as("the sources changed: run native/src/main/cuda/build where nvcc 13.0 is")
        .isEqualTo(digest(sources()));
  }

  @ParameterizedTest
  @EnumSource
  void imageIsTheOneThatWasBuilt(KernelImage image) throws Exception {
    byte[] bytes = Files.readAllBytes(IMAGES.resolve(image.file()));

    assertThat(digests(IMAGES).get(image.file())).isEqualTo(digest(bytes));
    assertThat(image.read()).startsWith(bytes);
  }

  @Test
  void buildingAgainGivesTheSame(@TempDir Path folder) throws Exception {
    String nvcc = digests(IMAGES).getOrDefault("nvcc", "");
    String here = version();
    assumeTrue(
        here.endsWith("V" + nvcc),
        "skipped: no nvcc " + nvcc + " to build the kernels again with; here is " + here);
    Process build =
        new ProcessBuilder(SOURCES.resolve("build").toAbsolutePath().toString(), folder.toString())
            .inheritIO()
            .start();
    assertThat(build.waitFor()).isZero();

    assertThat(digests(folder)).isEqualTo(digests(IMAGES));
  }

  /** The last but one line of {@code nvcc --version}: release and version. */
  private static String version() throws InterruptedException {
    try {
      Process nvcc = new ProcessBuilder("nvcc", "--version").start();
      List<String> lines =
          new String(nvcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return nvcc.waitFor() == 0 && lines.size() > 1 ? lines.get(lines.size() - 2) : "none";
    } catch (IOException none) {
      return "none";
    }
  }

  @Test
  void everyGpuFromAmpereOnHasAnImage() {
    assertThat(KernelImage.of(80)).isEqualTo(KernelImage.SM_80);
    assertThat(KernelImage.of(89)).isEqualTo(KernelImage.SM_80);
    assertThat(KernelImage.of(90)).isEqualTo(KernelImage.SM_90A);
    assertThat(KernelImage.of(100)).isEqualTo(KernelImage.SM_100);
    assertThat(KernelImage.of(120)).isEqualTo(KernelImage.PTX);
    assertThatThrownBy(() -> KernelImage.of(75))
        .isInstanceOf(GpuUnavailableException.class)
        .hasMessage("this GPU is too old: compute capability 7.5, and 8.0 is needed");
  }
}
