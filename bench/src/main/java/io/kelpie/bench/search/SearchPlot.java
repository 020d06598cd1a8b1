package io.kelpie.bench.search;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The curves of a bench as a vector graphic: mean true anomalies found by so many search probes.
 */
final class SearchPlot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 48;
  private static final int TOP = 32;
  private static final int BOTTOM = 40;
  private static final int LEGEND = 210;
  private static final int STEPS = 120;

  /** Okabe and Ito's palette, told apart with any colour vision, then dashes. */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private final List<String> strategies;
  private final List<String> profiles;
  private final List<Cell> cells;
  private final long budget;
  private final StringBuilder svg = new StringBuilder();

  private SearchPlot(SearchBench asked, List<Cell> cells) {
    this.strategies = asked.strategies();
    this.profiles =
        asked.profiles().stream()
            .filter(profile ->
                cells.stream()
                    .anyMatch(cell -> cell.profile().equals(profile) && cell.anomalies() > 0))
            .toList();
    this.cells = cells;
    this.budget = asked.budget();
  }

  /** An SVG document, one chart a profile that has anomalies. */
  static String of(SearchBench asked, List<Cell> cells) {
    return new SearchPlot(asked, cells).draw();
  }

  private String draw() {
    int height = profiles.size() * HEIGHT;
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            .formatted(WIDTH + LEGEND, height, WIDTH + LEGEND, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    for (int i = 0; i < profiles.size(); i++) {
      chart(profiles.get(i), i * HEIGHT);
    }
    return svg.append("</svg>\n").toString();
  }

  private void chart(String profile, int top) {
    int most =
        cells.stream()
            .filter(cell -> cell.profile().equals(profile))
            .mapToInt(Cell::anomalies)
            .max()
            .orElse(1);
    DoubleUnaryOperator x = probes -> LEFT + probes / budget * (WIDTH - LEFT - 12);
    DoubleUnaryOperator y = found -> top + HEIGHT - BOTTOM - found / most * (HEIGHT - TOP - BOTTOM);
    text(
        LEFT,
        top + 18,
        "start",
        profile + ": mean true anomalies found, of " + most + " (SIMULATED)");
    for (int k = 0; k <= most; k += most > 8 ? 3 : 1) {
      line(x.applyAsDouble(0), y.applyAsDouble(k), x.applyAsDouble(budget));
      text(LEFT - 6, y.applyAsDouble(k) + 4, "end", Integer.toString(k));
    }
    for (int quarter = 0; quarter <= 4; quarter++) {
      double probes = budget * quarter / 4.0;
      text(x.applyAsDouble(probes), top + HEIGHT - BOTTOM + 16, "middle", "%.0f".formatted(probes));
    }
    text(WIDTH / 2.0, top + HEIGHT - 8, "middle", "search probes");
    for (int i = 0; i < strategies.size(); i++) {
      curve(strategies.get(i), profile, i, x, y);
      legend(strategies.get(i), i, top);
    }
  }

  private void curve(
      String strategy, String profile, int index, DoubleUnaryOperator x, DoubleUnaryOperator y) {
    List<Cell> hunts =
        cells.stream()
            .filter(cell -> cell.strategy().equals(strategy) && cell.profile().equals(profile))
            .toList();
    if (hunts.isEmpty()) {
      return;
    }
    StringBuilder points = new StringBuilder();
    for (int step = 0; step <= STEPS; step++) {
      double probes = (double) budget * step / STEPS;
      double found =
          hunts.stream()
              .mapToLong(hunt ->
                  hunt.reached().stream().filter(hit -> hit.cost().search() <= probes).count())
              .average()
              .orElse(0);
      points.append(
          String.format(
              Locale.ROOT, "%.1f,%.1f ", x.applyAsDouble(probes), y.applyAsDouble(found)));
    }
    svg.append(
        "<polyline fill=\"none\" stroke-width=\"2\" %s points=\"%s\"/>%n"
            .formatted(stroke(index), points.toString().strip()));
  }

  private void legend(String strategy, int index, int top) {
    int y = top + TOP + 10 + 18 * index;
    svg.append(
        "<path d=\"M%d %d h24\" stroke-width=\"2\" %s/>%n".formatted(WIDTH + 4, y, stroke(index)));
    text(WIDTH + 34, y + 4, "start", strategy);
  }

  private static String stroke(int index) {
    String dash = index < COLOURS.size() ? "" : " stroke-dasharray=\"5 3\"";
    return "stroke=\"" + COLOURS.get(index % COLOURS.size()) + "\"" + dash;
  }

  private void line(double from, double y, double to) {
    svg.append(
        String.format(
            Locale.ROOT, "<path d=\"M%.1f %.1f H%.1f\" stroke=\"#ddd\"/>%n", from, y, to));
  }

  private void text(double x, double y, String anchor, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            words.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
