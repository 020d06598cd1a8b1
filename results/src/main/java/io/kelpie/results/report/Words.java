package io.kelpie.results.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as a page prints them: three digits, with a unit that fits their size. */
public final class Words {
  private static final MathContext DIGITS = new MathContext(3);
  private static final String[] TIMES = {"s", "ms", "µs", "ns"};
  private static final String[] SIZES = {"", "k", "M", "G", "T"};

  private Words() {}

  public static String figure(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
    double size = Math.abs(value);
    return size != 0 && (size >= 1e7 || size < 1e-3)
        ? String.format(Locale.ROOT, "%.2e", value)
        : rounded.toPlainString();
  }

  static String seconds(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0 s";
    }
    if (size >= 120) {
      return duration(value);
    }
    int unit = 0;
    double scaled = value;
    while (Math.abs(scaled) < 1 && unit < TIMES.length - 1) {
      scaled *= 1000;
      unit++;
    }
    return figure(scaled) + " " + TIMES[unit];
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 7200
        ? whole / 3600 + " h " + whole % 3600 / 60 + " min"
        : whole / 60 + " min " + whole % 60 + " s";
  }

  public static String percent(double share) {
    double percent = 100 * share;
    return (percent > 0 && percent < 1 ? figure(percent) : Long.toString(Math.round(percent)))
        + " %";
  }

  /** A count, its thousands apart. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
  }

  /** A value in the unit of its counter. */
  static String value(double value, String unit) {
    return switch (unit) {
      case "s" -> seconds(value);
      case "share" -> percent(value);
      case "bytes/s", "bytes" -> scaled(value, unit.replace("bytes", "B"));
      default -> scaled(value, unit);
    };
  }

  private static String scaled(double value, String unit) {
    double scaled = value;
    int size = 0;
    while (Math.abs(scaled) >= 10_000 && size < SIZES.length - 1) {
      scaled /= 1000;
      size++;
    }
    return figure(scaled) + " " + SIZES[size] + unit;
  }

  public static String plural(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }
}
