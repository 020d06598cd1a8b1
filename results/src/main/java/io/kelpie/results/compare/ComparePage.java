package io.kelpie.results.compare;

import io.kelpie.results.Disk;
import io.kelpie.results.Place;
import io.kelpie.results.report.Assets;
import io.kelpie.results.report.Markup;
import io.kelpie.results.report.Words;
import java.nio.file.Path;

/** A comparison as a page of one file, without a script. */
public final class ComparePage {
  private ComparePage() {}

  /** Writes the page. */
  public static void write(Path file, Comparison comparison) {
    Disk.REAL.replace(file, text(comparison));
  }

  static String text(Comparison comparison) {
    Markup page = new Markup();
    String title = (comparison.simulated() ? "SIMULATED – " : "") + "Kelpie comparison";
    Assets.head(page, title, "");
    page.open("body", "class", comparison.simulated() ? "simulated" : "measured");
    page.open("header", "class", "bar").leaf("strong", "Kelpie");
    if (comparison.simulated()) {
      page.leaf("span", "SIMULATED", "class", "badge");
    }
    page.close().open("main");
    page.leaf("h1", CompareText.headline(comparison));
    page.leaf("p", "first: " + comparison.first() + " – second: " + comparison.second());
    differences(page, comparison);
    page.leaf("h2", "What the places do not have in common");
    if (comparison.differs().isEmpty()) {
      page.leaf("p", "Nothing that was recorded.");
    } else {
      page.open("table", "class", "compared").open("thead").open("tr");
      heads(page, "What", "First", "Second");
      page.close().close().open("tbody");
      for (Place.Change change : comparison.differs()) {
        page.open("tr").leaf("th", change.what(), "scope", "row");
        labelled(page, "First", change.recorded());
        labelled(page, "Second", change.now());
        page.close();
      }
      page.close().close();
    }
    return page.close().close().close().page();
  }

  private static void differences(Markup page, Comparison comparison) {
    page.open("div", "class", "scroll").open("table", "class", "compared");
    page.open("thead").open("tr");
    heads(page, "What became of it", "Anomaly", "First", "Second", "p", "Why");
    page.close().close().open("tbody");
    for (Difference each : comparison.differences()) {
      page.open("tr").leaf("td", sign(each.kind()) + " " + each.kind().words(), "class", "who");
      page.open("td", "class", "title")
          .leaf("span", each.symptom().replace('_', ' '), "class", "symptom");
      page.text(each.title()).close();
      labelled(page, "First", CompareText.told(each.first(), each.symptom()));
      labelled(page, "Second", CompareText.told(each.second(), each.symptom()));
      labelled(page, "p", each.pValue() == null ? "–" : Words.figure(each.pValue()));
      labelled(page, "Why", each.why());
      page.close();
    }
    page.close().close().close();
  }

  private static String sign(Difference.Kind kind) {
    return switch (kind) {
      case APPEARED -> "+";
      case WORSE -> "▲";
      case BETTER -> "▼";
      case GONE -> "−";
      case STILL_THERE -> "=";
      case STILL_GONE -> "·";
      case CANNOT_TELL -> "?";
    };
  }

  /** A cell that keeps its name where a narrow screen has no room for the head. */
  private static void labelled(Markup page, String name, String content) {
    page.leaf("td", content, "data-label", name);
  }

  private static void heads(Markup page, String... names) {
    for (String name : names) {
      page.leaf("th", name, "scope", "col");
    }
  }
}
