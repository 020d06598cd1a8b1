package io.kelpie.results.report;

import io.kelpie.results.Disk;
import io.kelpie.results.HuntFile;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Recognised;
import io.kelpie.results.Recollection;
import io.kelpie.search.HuntResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code report.html}: everything that a hunt's reader needs, in one file that asks nothing of a
 * network. Its policy lets no script run but the ones that it was made with.
 */
public final class ReportPage {
  /** The file's name in a hunt's folder. */
  public static final String FILE = "report.html";

  private final Path folder;
  private final Chronicle chronicle;
  private final HuntResult result;
  private final Map<String, Recognised> known;

  private ReportPage(
      Path folder, Chronicle chronicle, HuntResult result, Map<String, Recognised> known) {
    this.folder = folder;
    this.chronicle = chronicle;
    this.result = result;
    this.known = known;
  }

  /**
   * Writes the page of a hunt from its folder alone.
   *
   * @param known what is known of its anomalies, by their ids
   * @return the page's file
   */
  public static Path write(Path folder, Map<String, Recognised> known) {
    Chronicle chronicle = new Chronicle(HuntFolder.read(folder));
    HuntResult result = Recollection.tell(folder, chronicle);
    return write(folder, chronicle, result, known);
  }

  /**
   * Writes the page of a hunt that a chronicle listened to.
   *
   * @param known what is known of its anomalies, by their ids
   * @return the page's file
   */
  public static Path write(
      Path folder, Chronicle chronicle, HuntResult result, Map<String, Recognised> known) {
    chronicle.close();
    Path file = folder.resolve(FILE);
    Disk.REAL.replace(file, new ReportPage(folder, chronicle, result, known).text());
    return file;
  }

  private String text() {
    HuntFile file = chronicle.file();
    boolean simulated = file.place().simulated();
    List<Case> cases = Case.ranked(result.findings(), chronicle);
    String library = Assets.resource("uPlot.iife.min.js");
    String script = Assets.resource("page.js");
    Markup page = new Markup();
    Assets.head(
        page,
        (simulated ? "SIMULATED – " : "") + "Kelpie hunt " + file.hunt(),
        Assets.hash(library) + " " + Assets.hash(script));
    page.open("body", "class", simulated ? "simulated" : "measured");
    bar(page, simulated);
    page.open("main");
    new FirstScreen(page, file, result, chronicle, cases, known).write();
    cases.forEach(each -> new CaseSection(page, folder, each, file.published()).write());
    new NightSections(page, file, result, chronicle).write();
    page.close();
    page.data("data", new PageData(chronicle, cases).json());
    page.resource("script", library);
    page.resource("script", script);
    return page.close().close().page();
  }

  private void bar(Markup page, boolean simulated) {
    page.open("header", "class", "bar");
    page.leaf("strong", "Kelpie");
    if (simulated) {
      page.leaf(
          "span",
          "SIMULATED",
          "class",
          "badge",
          "title",
          "A model said all of this; no hardware ran.");
    }
    page.leaf(
        "span",
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        "class",
        "folder");
    page.open("nav", "aria-label", "Sections");
    for (String[] link : LINKS) {
      page.leaf("a", link[1], "href", "#" + link[0]);
    }
    page.close().close();
  }

  private static final String[][] LINKS = {
    {"anomalies", "Anomalies"},
    {"search", "Search"},
    {"coverage", "Coverage"},
    {"counters", "Counters"},
    {"rules", "Rules"},
    {"environment", "Environment"}
  };
}
