package io.kelpie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  @TempDir private Path folder = Path.of("");
  private Path path = Path.of("");

  record Part(String name, long runs) {}

  @BeforeEach
  void twoPartsAreFinished() {
    path = folder.resolve("parts.jsonl");
    LineFile<Part> file = new LineFile<>(path, Part.class);
    assertThat(file.read()).isEmpty();
    file.add(new Part("one", 1));
    file.add(new Part("two", 2));
  }

  @Test
  void goesOnBehindALineThatWasCut() throws IOException {
    Files.writeString(path, "{\"name\":\"thr", StandardOpenOption.APPEND);
    LineFile<Part> again = new LineFile<>(path, Part.class);
    assertThat(again.read()).containsExactly(new Part("one", 1), new Part("two", 2));
    again.add(new Part("three", 3));
    assertThat(new LineFile<>(path, Part.class).read())
        .containsExactly(new Part("one", 1), new Part("two", 2), new Part("three", 3));
  }

  @Test
  void whatIsSomethingElseIsRefusedWithItsPlace() throws IOException {
    Files.writeString(path, "{\"name\":\"three\"}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(new LineFile<>(path, Part.class)::read)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(path + " line 3");
  }

  @Test
  void withoutAFileNothingIsKept() {
    LineFile<Part> none = new LineFile<>(null, Part.class);
    none.add(new Part("one", 1));
    assertThat(none.read()).isEmpty();
  }
}
