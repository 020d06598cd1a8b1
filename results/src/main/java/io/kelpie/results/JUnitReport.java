package io.kelpie.results;

import io.kelpie.search.oracle.Persistence.Verdict;
import io.kelpie.workload.UsageException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Replays as the XML that CI servers read: still there and weaker are failures, cannot tell is an
 * error, gone has passed.
 */
public final class JUnitReport {
  private final XMLStreamWriter xml;

  private JUnitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * Writes the file.
   *
   * @throws UsageException if it cannot be written
   */
  public static void write(Path file, ReplaySuite suite) {
    try {
      Files.writeString(file, of(suite));
    } catch (IOException e) {
      throw new UsageException(
          file + " cannot be written (" + e.getMessage() + "); choose another with --junit", e);
    }
  }

  static String of(ReplaySuite suite) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      new JUnitReport(xml).suite(suite);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text takes every character", e);
    }
    return text + "\n";
  }

  private void suite(ReplaySuite suite) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    attribute("name", "kelpie replay");
    attribute("tests", Integer.toString(suite.replays().size()));
    attribute("failures", Integer.toString(suite.stillThere() + suite.weaker()));
    attribute("errors", Integer.toString(suite.cannotTell()));
    attribute("time", seconds(suite.seconds()));
    for (ReplaySuite.Case each : suite.replays()) {
      xml.writeCharacters("\n  ");
      testCase(each);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private void testCase(ReplaySuite.Case each) throws XMLStreamException {
    ReplayResult replay = each.replay();
    xml.writeStartElement("testcase");
    attribute(
        "classname",
        "kelpie."
            + (replay == null ? "replay" : replay.symptom().toLowerCase(Locale.ROOT))
            + (replay != null && replay.simulated() ? ".simulated" : ""));
    attribute("name", replay == null ? each.name() : replay.id() + " " + replay.title());
    attribute("time", seconds(each.seconds()));
    Verdict verdict = each.verdict();
    if (verdict != Verdict.GONE) {
      xml.writeStartElement(verdict == Verdict.CANNOT_TELL ? "error" : "failure");
      attribute("type", verdict.toString());
      attribute("message", replay == null ? String.valueOf(each.refusal()) : replay.reason());
      xml.writeEndElement();
    }
    if (replay != null) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(clean(Narrative.of(replay)));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, clean(value));
  }

  /** Without what XML 1.0 has no way to write. */
  private static String clean(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
