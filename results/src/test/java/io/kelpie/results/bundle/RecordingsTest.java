package io.kelpie.results.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.results.Findings;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Hunts;
import io.kelpie.workload.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
  @TempDir private Path folder = Path.of("");

  private Path anomaly(String hunt) {
    try (HuntFolder made = HuntFolder.create(folder.resolve(hunt), Hunts.file())) {
      return made.save(Findings.serialised());
    }
  }

  @Test
  void aFolderABundleAndAFolderOfBoth() {
    Path anomaly = anomaly("hunts/one");
    assertThat(Recordings.of(anomaly))
        .singleElement()
        .satisfies(one -> assertThat(one.anomaly().finding()).isEqualTo(Findings.serialised()));
    Path bundle = folder.resolve("suite.zip");
    Bundle.of(
        anomaly,
        new Bundle.Options(bundle, null, List.of(), false, false),
        new Bundle.Here("workstation9", "annika"));
    assertThat(Recordings.of(bundle))
        .singleElement()
        .satisfies(one -> assertThat(one.anomaly().finding()).isEqualTo(Findings.serialised()));
    assertThat(Recordings.isSuite(anomaly)).isFalse();
    assertThat(Recordings.isSuite(folder)).isTrue();
    assertThat(Recordings.of(folder))
        .singleElement()
        .satisfies(one -> assertThat(one.name()).isEqualTo(anomaly.toString()));
  }

  @Test
  void aFolderWithoutAnyIsRefused() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> Recordings.of(empty))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds no anomaly");
  }
}
