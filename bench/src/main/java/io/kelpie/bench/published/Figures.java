package io.kelpie.bench.published;

import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * All published figures that Kelpie is held to, with their roles, and the directions that the
 * papers state. The roles were written down before the first comparison.
 */
public record Figures(int version, List<Figure> figures, List<Direction> directions) {
  private static final String FILE = "figures.json";

  /**
   * Who wins, or where something grows.
   *
   * @param statement as a sentence's core
   */
  public record Direction(String id, String statement) {}

  public Figures {
    figures = List.copyOf(figures);
    directions = List.copyOf(directions);
  }

  /** Those that Kelpie brings along. */
  public static Figures load() {
    try (InputStream in = Objects.requireNonNull(Figures.class.getResourceAsStream(FILE), FILE)) {
      return StrictJson.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), FILE, Figures.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
