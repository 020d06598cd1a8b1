package io.kelpie.probes.megakernel;

import io.kelpie.ffi.cuda.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer's numbers: tokens and weights, each a function of seed, row and column, and the gate's
 * choice; and what the layer makes of them, in double precision with BF16 between the products.
 */
final class MoeLayer {
  private static final long TOKENS = 1;
  private static final long GATE = 2;
  private static final long FIRST = 1000;
  private static final long SECOND = 1_000_000;

  private final MoeShape shape;
  private final List<List<Row>> rows = new ArrayList<>();

  /** A token's row at an expert, and what it weighs in the sum. */
  record Row(int token, float weight) {}

  MoeLayer(MoeShape shape) {
    this.shape = shape;
    for (int expert = 0; expert < shape.experts(); expert++) {
      rows.add(new ArrayList<>());
    }
    double even = (double) shape.tokens() * shape.topK() / shape.experts();
    long room = Math.max(1, Math.round(Math.ceil(even * shape.capacity())));
    for (int token = 0; token < shape.tokens(); token++) {
      int[] chosen = choose(token);
      double sum = 0;
      double[] weights = new double[chosen.length];
      for (int i = 0; i < chosen.length; i++) {
        weights[i] = 0.25 + uniform(GATE + 7, token, i);
        sum += weights[i];
      }
      for (int i = 0; i < chosen.length; i++) {
        if (rows.get(chosen[i]).size() < room) {
          rows.get(chosen[i]).add(new Row(token, (float) (weights[i] / sum)));
        }
      }
    }
  }

  /** Distinct experts, each drawn by Zipf's law among those that are left. */
  private int[] choose(int token) {
    boolean[] taken = new boolean[shape.experts()];
    int[] chosen = new int[shape.topK()];
    for (int i = 0; i < chosen.length; i++) {
      double all =
          IntStream.range(0, taken.length).filter(e -> !taken[e]).mapToDouble(this::share).sum();
      double at = uniform(GATE, token, i) * all;
      int expert = -1;
      for (int e = 0; e < taken.length && (expert < 0 || at > 0); e++) {
        if (!taken[e]) {
          expert = e;
          at -= share(e);
        }
      }
      taken[expert] = true;
      chosen[i] = expert;
    }
    return chosen;
  }

  private double share(int expert) {
    return Math.pow(expert + 1.0, -shape.skew());
  }

  private double uniform(long stream, int row, int column) {
    long bits = Protocol.mix(shape.seed() * 31 + stream + ((long) row << 20 | column));
    return (bits >>> 11) * 0x1p-53;
  }

  /** Rows of each expert, in the order of tokens. */
  List<List<Row>> rows() {
    return rows;
  }

  /** An element of the tokens: within one of zero. */
  short token(int token, int column) {
    return value(TOKENS, token, column, 1);
  }

  /**
   * An element of an expert's first weights, {@code intermediate} rows by {@code hidden} columns.
   */
  short first(int expert, int row, int column) {
    return value(FIRST + expert, row, column, Math.sqrt(3.0 / shape.hidden()));
  }

  /**
   * An element of an expert's second weights, {@code hidden} rows by {@code intermediate} columns.
   */
  short second(int expert, int row, int column) {
    return value(SECOND + expert, row, column, Math.sqrt(3.0 / shape.intermediate()));
  }

  private short value(long stream, int row, int column, double scale) {
    long bits =
        Protocol.mix((shape.seed() + stream) * 0x9e3779b97f4a7c15L + ((long) row << 32 | column));
    return BFloat16.of((float) ((bits >> 40) * 0x1p-23 * scale));
  }

  /** One token's row of the layer's output, only these columns of it. */
  double[] output(int token, int[] columns) {
    double[] sum = new double[columns.length];
    for (int expert = 0; expert < rows.size(); expert++) {
      for (Row row : rows.get(expert)) {
        if (row.token == token) {
          float[] inner = inner(expert, token);
          for (int i = 0; i < columns.length; i++) {
            double y = 0;
            for (int k = 0; k < inner.length; k++) {
              y += inner[k] * BFloat16.toFloat(second(expert, columns[i], k));
            }
            sum[i] += row.weight * BFloat16.round(y);
          }
        }
      }
    }
    return sum;
  }

  private float[] inner(int expert, int token) {
    float[] x = new float[shape.hidden()];
    for (int k = 0; k < x.length; k++) {
      x[k] = BFloat16.toFloat(token(token, k));
    }
    float[] inner = new float[shape.intermediate()];
    for (int row = 0; row < inner.length; row++) {
      double h = 0;
      for (int k = 0; k < x.length; k++) {
        h += x[k] * BFloat16.toFloat(first(expert, row, k));
      }
      inner[row] = BFloat16.round(BFloat16.activate((float) h, shape.activation()));
    }
    return inner;
  }

  MoeShape shape() {
    return shape;
  }

  /** Every column of the output. */
  int[] allColumns() {
    int[] columns = new int[shape.hidden()];
    Arrays.setAll(columns, i -> i);
    return columns;
  }
}
