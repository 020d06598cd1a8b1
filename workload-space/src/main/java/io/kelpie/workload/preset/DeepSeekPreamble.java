package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.PreambleForm;
import io.kelpie.workload.Workload;
import java.util.List;
import java.util.Locale;

/**
 * The eighteen small kernels between all-reduce and experts of a DeepSeek-V3.1 layer, each on few
 * blocks: one behind the other, on two streams, and there with some of them fused.
 */
final class DeepSeekPreamble {
  private static final long KERNELS = 18;

  private DeepSeekPreamble() {}

  static List<Preset> presets() {
    return List.of(
        preset(PreambleForm.CHAIN, "one behind the other, 50.5 us", 50_470),
        preset(PreambleForm.TWO_STREAMS, "on two streams, 30.8 us", 30_800),
        preset(PreambleForm.FUSED, "fused, about 25 us", 25_000));
  }

  /**
   * @param nanoseconds on the longest path
   */
  private static Preset preset(PreambleForm form, String title, long nanoseconds) {
    return new Preset(
        "deepseek-preamble-" + form.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        "DeepSeek-V3.1, what runs in front of its experts, " + title,
        "a public feature request on DeepSeek-V3.1",
        "h100-cx7",
        "the kernels are equally long, so that their longest path takes as long as the published"
            + " one; the tiles behind them are plain",
        Workload.initial()
            .with(PREAMBLE, form)
            .with(PREAMBLE_KERNELS, KERNELS)
            .with(PREAMBLE_TIME, Math.ceilDiv(nanoseconds, form.path(KERNELS))));
  }
}
