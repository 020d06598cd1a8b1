package io.kelpie.bench.published;

import java.util.List;
import java.util.Locale;

/**
 * Published figures beside the model's as a vector graphic: for each row that was predicted or
 * fitted and runs, the model's value over the published one (over the nearer end of a range) on a
 * logarithmic axis.
 */
public final class PublishedPlot {
  private static final int LEFT = 440;
  private static final int WIDTH = 360;
  private static final int VALUES = 170;
  private static final int TOP = 58;
  private static final int LINE = 17;
  private static final double LEAST = 0.2;
  private static final double MOST = 5;

  /** A predicted row is red beyond this error, either way. */
  private static final double RED = 0.35;

  private static final String OK = "#0072b2";
  private static final String OFF = "#d55e00";
  private static final String FITTED = "#000000";

  private final StringBuilder svg = new StringBuilder();
  private final List<Published.Row> rows;

  private PublishedPlot(Published.Result result) {
    rows =
        result.rows().stream()
            .filter(row -> row.error() != null)
            .filter(row -> row.role() == Figure.Role.PREDICTED || row.role() == Figure.Role.FITTED)
            .toList();
  }

  /** An SVG document. */
  public static String of(Published.Result result) {
    return new PublishedPlot(result).draw();
  }

  private String draw() {
    int height = TOP + rows.size() * LINE + 24;
    int width = LEFT + WIDTH + VALUES;
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">%n"
            .formatted(width, height, width, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(
        8,
        18,
        "start",
        "Model over published, SIMULATED. Blue: within 35 %, orange: beyond, black: fitted;");
    text(8, 33, "start", "hollow: known by secondary notes. A range counts by its nearer end.");
    int bottom = TOP + rows.size() * LINE;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#eef4f8\"/>%n",
            x(1 - RED),
            TOP - 4,
            x(1 + RED) - x(1 - RED),
            bottom - TOP + 4));
    for (double tick : new double[] {LEAST, 0.5, 1, 2, MOST}) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%.1f %d V%d\" stroke=\"%s\"/>%n",
              x(tick),
              TOP - 4,
              bottom,
              tick == 1 ? "#888" : "#ddd"));
      text(x(tick), bottom + 14, "middle", "%s".formatted(number(tick)));
    }
    for (int place = 0; place < rows.size(); place++) {
      row(rows.get(place), TOP + place * LINE + LINE / 2);
    }
    return svg.append("</svg>\n").toString();
  }

  private void row(Published.Row row, int y) {
    double model = row.model() == null ? 1 : row.model();
    double ratio = ratio(row, model);
    String colour =
        row.role() == Figure.Role.FITTED ? FITTED : row.state().equals("red") ? OFF : OK;
    text(LEFT - 8, y + 4, "end", row.figure());
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" stroke=\"%s\" stroke-width=\"1.5\" fill=\"%s\"/>%n",
            x(ratio),
            y,
            colour,
            row.secondary() ? "white" : colour));
    text(
        LEFT + WIDTH + 8,
        y + 4,
        "start",
        "%s %s, model %s"
            .formatted(row.published(), row.unit(), String.format(Locale.ROOT, "%.3g", model)));
  }

  /** The model over the nearer end; 1 within. */
  private static double ratio(Published.Row row, double model) {
    double error = row.error() == null ? 0 : row.error();
    double low = Double.parseDouble(row.published().split(" to ", 2)[0]);
    return model < low ? 1 - error : 1 + error;
  }

  private static double x(double ratio) {
    double place =
        (Math.log(Math.clamp(ratio, LEAST, MOST)) - Math.log(LEAST))
            / (Math.log(MOST) - Math.log(LEAST));
    return LEFT + place * WIDTH;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
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
