package io.kelpie.probes.megakernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.ffi.cuda.Protocol;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.Catalogue.FenceScope;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.SignalQp;
import io.kelpie.workload.Catalogue.TileMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every ordering that is one, over every transport at hand, with rows that travel out, back, or
 * both ways: the numbers are the reference layer's.
 */
class LayerTest {
  /**
   * Sums in FP32 against sums in FP64, with BF16 between: half a unit in its eighth bit and less.
   */
  static final double TOLERANCE = 0x1p-9;

  private static Rules rules(Ordering ordering, Signal signal, int group, boolean isLed) {
    return new Rules(
        ordering,
        FenceScope.PEER,
        signal,
        SignalQp.TILE,
        TileMapping.ROUND_ROBIN,
        2,
        2,
        group,
        isLed);
  }

  /** Coupled, decoupled with either flusher, by the NIC, by the queue, by immediate data. */
  static SortedMap<String, Rules> orderings(boolean hasFence) {
    SortedMap<String, Rules> orderings = new TreeMap<>();
    orderings.put("coupled", rules(Ordering.DRAIN, Signal.INLINE_WRITE, 1, false));
    orderings.put("decoupled", rules(Ordering.DRAIN, Signal.INLINE_WRITE, 3, false));
    orderings.put("decoupled, led", rules(Ordering.DRAIN, Signal.INLINE_WRITE, 3, true));
    orderings.put("same queue", rules(Ordering.SAME_QP, Signal.INLINE_WRITE, 1, false));
    orderings.put("immediate", rules(Ordering.SAME_QP, Signal.IMMEDIATE, 1, false));
    if (hasFence) {
      orderings.put("fenced", rules(Ordering.NIC_FENCE, Signal.INLINE_WRITE, 1, false));
      orderings.put("fenced by group", rules(Ordering.NIC_FENCE, Signal.INLINE_WRITE, 3, false));
    }
    return orderings;
  }

  private static void numbersAreRight(Carrier carrier, boolean hasFence) {
    List<String> wrong = new ArrayList<>();
    orderings(hasFence)
        .forEach((name, rules) -> {
          for (MoeShape shape :
              List.of(
                  Layers.shape(true, false), Layers.shape(false, true), Layers.shape(true, true))) {
            double error = Layers.error(shape, rules, carrier);
            if (!(error < TOLERANCE)) {
              wrong.add(name + ", " + shape + ": off by " + error);
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void overTheLoopback() {
    numbersAreRight(Layers.LOOPBACK, true);
  }

  /** Each block stores what it computes where it belongs. */
  @Test
  void storedByTheBlocks() {
    for (int group : new int[] {1, 3}) {
      Rules rules = rules(Ordering.DRAIN, Signal.INLINE_WRITE, group, false);
      for (MoeShape shape : List.of(Layers.shape(true, false), Layers.shape(true, true))) {
        assertThat(Layers.error(shape, rules, new GpuStore(null))).isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "SHM", "SOCKETS"})
  void overLibfabric(Provider provider) {
    assumeTrue(Fabric.available(), () -> "skipped: " + Fabric.absence().orElseThrow());
    numbersAreRight(new Libfabric(provider, ""), provider == Provider.SOCKETS);
  }

  @Test
  void withoutAWire() {
    Rules rules = rules(Ordering.SAME_QP, Signal.INLINE_WRITE, 1, false);
    assertThat(Layers.error(Layers.shape(false, false), rules, Layers.LOOPBACK))
        .isLessThan(TOLERANCE);
    MoeShape wide = new MoeShape(150, 2, 1, 320, 192, 0, 2, 128, 2, Protocol.RELU, false, false, 6);
    assertThat(Layers.error(wide, rules, Layers.LOOPBACK)).isLessThan(TOLERANCE);
  }

  /** What the comparison can see: the same layer with other weights is far off. */
  @Test
  void otherNumbersAreFarOff() {
    MoeLayer layer = new MoeLayer(Layers.shape(false, false));
    MoeShape shape = layer.shape();
    MoeLayer other =
        new MoeLayer(
            new MoeShape(70, 3, 2, 128, 64, 0.7, 1.25, 32, 1, Protocol.SILU, false, false, 6));
    double off = 0;
    double all = 0;
    for (int token = 0; token < shape.tokens(); token++) {
      double[] one = layer.output(token, layer.allColumns());
      double[] two = other.output(token, layer.allColumns());
      for (int column = 0; column < one.length; column++) {
        off += (one[column] - two[column]) * (one[column] - two[column]);
        all += one[column] * one[column];
      }
    }
    assertThat(Math.sqrt(off / all)).isGreaterThan(100 * TOLERANCE);
  }
}
