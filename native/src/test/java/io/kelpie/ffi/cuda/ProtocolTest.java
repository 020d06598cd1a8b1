package io.kelpie.ffi.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.ffi.CompiledProbe;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Host and kernel agree: what Java holds of the protocol is what a C compiler makes of its header.
 */
class ProtocolTest {
  private static final Path HEADER = Path.of("src/main/cuda/protocol.h").toAbsolutePath();
  private static final Pattern CONSTANT = Pattern.compile("\\bKELPIE_[A-Z_]+\\b");
  private static final Pattern STRUCTURE = Pattern.compile("^struct (\\w+) \\{", Pattern.MULTILINE);

  @ParameterizedTest
  @EnumSource
  void everySizeOffsetAndConstantIsTheHeaders(CompiledProbe.Target target, @TempDir Path folder) {
    List<String> expressions = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (StructLayout layout : Protocol.LAYOUTS) {
      String structure = "struct " + layout.name().orElseThrow();
      add(expressions, wanted, "sizeof(" + structure + ")", layout.byteSize());
      for (MemoryLayout member : layout.memberLayouts()) {
        String field = member.name().orElseThrow();
        add(
            expressions,
            wanted,
            "offsetof(" + structure + ", " + field + ")",
            Protocol.offset(layout, field));
        add(
            expressions,
            wanted,
            "sizeof(((" + structure + " *)0)->" + field + ")",
            member.byteSize());
      }
    }
    for (Map.Entry<String, Long> constant : Protocol.constants().entrySet()) {
      add(expressions, wanted, "(int)" + constant.getKey(), constant.getValue());
    }
    assertThat(wanted).hasSizeGreaterThan(200);

    assertThat(CompiledProbe.run(target, folder, program(expressions))).isEqualTo(wanted);
  }

  private static void add(
      List<String> expressions, List<String> wanted, String expression, long value) {
    expressions.add(expression);
    wanted.add(expression + " = " + value);
  }

  private static String program(List<String> expressions) {
    StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n");
    source.append("#include \"").append(HEADER).append("\"\nint main(void) {\n");
    for (String expression : expressions) {
      source.append(
          "printf(\"%s = %%lld\\n\", (long long)%s);\n".formatted(expression, expression));
    }
    return source.append("return 0;\n}\n").toString();
  }

  @Test
  void javaHoldsAllOfTheHeader() throws Exception {
    String header = Files.readString(HEADER);
    TreeSet<String> constants = new TreeSet<>();
    CONSTANT.matcher(header).results().map(MatchResult::group).forEach(constants::add);
    constants.remove("KELPIE_PROTOCOL_H");

    assertThat(constants).isEqualTo(Protocol.constants().keySet());
    assertThat(STRUCTURE.matcher(header).results().map(match -> match.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Protocol.LAYOUTS.stream().map(layout -> layout.name().orElseThrow()).toList());
  }

  /** A block's places are a permutation of its bytes, chunk by chunk within a row. */
  @Test
  void noTwoElementsShareAPlace() {
    boolean[] taken = new boolean[Protocol.BLOCK_BYTES / 2];
    for (int row = 0; row < Protocol.BLOCK_ROWS; row++) {
      for (int column = 0; column < Protocol.BLOCK_COLUMNS; column++) {
        int place = Protocol.place(row, column);
        assertThat(place / 128).isEqualTo(row);
        assertThat(taken[place / 2]).isFalse();
        taken[place / 2] = true;
      }
    }
    assertThat(Arrays.asList(Protocol.place(0, 0), Protocol.place(1, 0), Protocol.place(9, 8)))
        .containsExactly(0, 128 + 16, 9 * 128);
  }
}
