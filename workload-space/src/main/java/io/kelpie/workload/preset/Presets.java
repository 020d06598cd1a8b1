package io.kelpie.workload.preset;

import io.kelpie.workload.UsageException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every preset by its name. */
public final class Presets {
  private static final List<Preset> ALL =
      Stream.of(
              CollieAnomalies.presets(),
              PerseusDispatch.presets(),
              PerseusLayer.presets(),
              FlashMoe.presets(),
              DeepEp.presets(),
              MegaScaleInfer.presets(),
              CollectiveLibrary.presets(),
              RemoteExperts.presets(),
              DeepSeekPreamble.presets(),
              MegakernelDeepEp.presets(),
              MegakernelRemoteExperts.presets())
          .flatMap(List::stream)
          .toList();

  private static final Map<String, Preset> BY_NAME =
      ALL.stream().collect(Collectors.toMap(Preset::name, Function.identity()));

  private Presets() {}

  /** All of them, system by system. */
  public static List<Preset> all() {
    return ALL;
  }

  /**
   * The preset of a name.
   *
   * @throws UsageException where there is none
   */
  public static Preset named(String name) {
    Preset preset = BY_NAME.get(name);
    if (preset == null) {
      throw new UsageException(
          "no preset is named "
              + name
              + "; choose among "
              + ALL.stream().map(Preset::name).collect(Collectors.joining(", ")));
    }
    return preset;
  }
}
