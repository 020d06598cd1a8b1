package io.kelpie.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.kelpie.search.oracle.Persistence.Verdict;
import io.kelpie.workload.Workload;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReplaySuiteTest {
  private static ReplaySuite.Case replayed(Verdict verdict, String title) {
    ReplayResult result =
        new ReplayResult(
            "0badcafe",
            title,
            "SERIALISED",
            false,
            verdict,
            2,
            List.of(1.9, 2.1),
            10,
            10,
            0.001,
            "because <it> \"is\" so",
            false,
            6,
            List.of(new Place.Change("kernel", "6.1", "6.12")),
            Workload.initial());
    return new ReplaySuite.Case("hunts/a", result, null, 1.5);
  }

  private static ReplaySuite.Case refused() {
    return new ReplaySuite.Case("hunts/b", null, "no such device", 0);
  }

  private static Verdict verdict(ReplaySuite.Case... cases) {
    return ReplaySuite.of(List.of(cases)).verdict();
  }

  @Test
  void theWorstIsTheSuites() {
    ReplaySuite.Case gone = replayed(Verdict.GONE, "a");
    assertThat(verdict(gone, gone)).isEqualTo(Verdict.GONE);
    assertThat(verdict(gone, refused())).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(verdict(refused(), replayed(Verdict.WEAKER, "b"))).isEqualTo(Verdict.WEAKER);
    assertThat(verdict(replayed(Verdict.WEAKER, "b"), replayed(Verdict.STILL_THERE, "c")))
        .isEqualTo(Verdict.STILL_THERE);
  }

  @Test
  void aCiServerReadsWhatFailed() throws Exception {
    ReplaySuite suite =
        ReplaySuite.of(
            List.of(
                replayed(Verdict.GONE, "a"),
                replayed(
                    Verdict.STILL_THERE, "<script>alert('x')</script> ]]> \u0001 & \uD83D\uDE00"),
                refused()));
    Element xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(JUnitReport.of(suite))))
            .getDocumentElement();
    assertThat(xml.getAttribute("tests")).isEqualTo("3");
    assertThat(xml.getAttribute("failures")).isEqualTo("1");
    assertThat(xml.getAttribute("errors")).isEqualTo("1");
    Element failure = (Element) xml.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("type")).isEqualTo("still_there");
    assertThat(failure.getAttribute("message")).isEqualTo("because <it> \"is\" so");
    Element error = (Element) xml.getElementsByTagName("error").item(0);
    assertThat(error.getAttribute("message")).isEqualTo("no such device");
    Element failed = (Element) failure.getParentNode();
    assertThat(failed.getAttribute("name"))
        .isEqualTo("0badcafe <script>alert('x')</script> ]]> ? & \uD83D\uDE00");
    assertThat(failed.getTextContent()).contains("differs").contains("6.12");
  }

  @Test
  void aPersonReadsAllOfThem() {
    String text =
        Narrative.of(ReplaySuite.of(List.of(replayed(Verdict.WEAKER, "slower"), refused())));
    assertThat(text)
        .contains("weaker SERIALISED hunts/a")
        .contains("kernel: 6.1, now 6.12")
        .contains("no such device")
        .contains("0 still there, 1 weaker, 0 gone, 1 cannot tell");
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path nowhere = Path.of("/proc/no/such/folder/junit.xml");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> JUnitReport.write(nowhere, ReplaySuite.of(List.of(refused())))))
        .hasMessageContaining("--junit");
  }
}
