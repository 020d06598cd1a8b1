package io.kelpie.results.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** What every page is made with: style, charts, and the policy that lets nothing else in. */
public final class Assets {
  private Assets() {}

  /**
   * Opens a page and writes its head.
   *
   * @param scripts the sources of the policy for scripts; empty where none may run
   */
  public static void head(Markup page, String title, String scripts) {
    String style = resource("uPlot.min.css") + resource("page.css");
    page.open("html", "lang", "en").open("head");
    page.open("meta", "charset", "utf-8");
    page.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src "
            + hash(style)
            + (scripts.isEmpty() ? "" : "; script-src " + scripts));
    page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.open("meta", "name", "color-scheme", "content", "light dark");
    page.open("link", "rel", "icon", "href", "data:,");
    page.leaf("title", title);
    page.resource("style", style);
    page.close();
  }

  /** The source by which a policy lets a script or a style in. */
  static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String resource(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Assets.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
