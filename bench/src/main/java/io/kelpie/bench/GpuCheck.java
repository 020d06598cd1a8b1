package io.kelpie.bench;

import io.kelpie.ffi.cuda.GpuUnavailableException;
import io.kelpie.probes.megakernel.GpuMeasurements;
import io.kelpie.probes.model.Profile;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code native/gpu-check} starts: {@code measure} prints what the megakernel costs on this
 * host's GPU as one JSON object, {@code profile FILE BASE} makes a profile of the model of that,
 * {@code preset NAME} runs a small preset once, to be watched by a sanitizer. Ends with 2 where
 * there is no GPU, with 1 where a step did not end.
 */
public final class GpuCheck {
  private GpuCheck() {}

  private static void profile(Path measurement, String base) {
    try {
      System.out.print(StrictJson.page(MeasuredProfile.of(measurement, Profile.of(base))));
      System.exit(0);
    } catch (UsageException wrong) {
      System.err.println("gpu-check: " + wrong.getMessage());
    }
  }

  /** Nothing more comes, and what the lost kernel holds cannot be freed: no shutdown, then. */
  private static void giveUp(Map<String, Object> figures) {
    System.out.println(StrictJson.page(figures));
    System.out.flush();
    Runtime.getRuntime().halt(1);
  }

  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (words.equals(List.of("measure"))) {
      var figures = GpuMeasurements.all(GpuCheck::giveUp);
      System.out.println(StrictJson.page(figures));
      System.exit(figures.get("absence") == null ? 0 : 2);
    }
    if (words.size() == 3 && words.getFirst().equals("profile")) {
      profile(Path.of(words.get(1)), words.get(2));
    } else if (words.size() == 2 && words.getFirst().equals("preset")) {
      try {
        System.out.println(words.getLast() + ": " + GpuMeasurements.preset(words.getLast()));
        System.exit(0);
      } catch (GpuUnavailableException absent) {
        System.err.println("gpu-check: " + absent.getMessage());
      }
    } else {
      System.err.println("gpu-check: name measure, preset NAME or profile FILE BASE");
    }
    System.exit(2);
  }
}
