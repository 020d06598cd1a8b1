package io.kelpie.cli;

import io.kelpie.probes.Probe;
import io.kelpie.probes.exec.ExecProbe;
import io.kelpie.probes.fabric.FabricProbe;
import io.kelpie.probes.fabric.FabricSettings;
import io.kelpie.probes.megakernel.MegakernelProbe;
import io.kelpie.probes.megakernel.MegakernelSettings;
import io.kelpie.probes.model.ModelProbe;
import io.kelpie.probes.verbs.VerbsProbe;
import io.kelpie.probes.verbs.VerbsSettings;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.preset.Preset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what runs the workloads. */
final class ProbeChoice {
  @Option(
      names = "--probe",
      paramLabel = "NAME",
      defaultValue = "model",
      description =
          "What runs the workloads: model (needs nothing), verbs (an RDMA device), fabric (libfabric, on any Linux), megakernel (a GPU, or host threads in its place) or exec (a command of yours). Default: ${DEFAULT-VALUE}.")
  private String name = "model";

  @Option(
      names = "--device",
      paramLabel = "NAME",
      split = ",",
      description =
          "Of the probe verbs, RDMA devices: the sender's, then those of its peers (default: the first two). Of the probe fabric, a provider, or PROVIDER/DEVICE once or for each end (default: tcp). Of the probe megakernel, host or gpu0, and behind a slash what carries its tiles: loopback or a provider of libfabric (default: the first GPU or else host, over loopback). Of the probe exec, the command.")
  private List<String> devices = List.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description =
          "Device that the model stands for; kelpie profile list names those that there are. Default: clean.")
  private @Nullable String profile;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  String name() {
    return name;
  }

  /** The model's profile as it was given; null where none was. */
  @Nullable String profile() {
    return profile;
  }

  /** The devices as they were given; null where the probe chooses. */
  @Nullable String device() {
    return devices.isEmpty() ? null : String.join(",", devices);
  }

  /**
   * Opens the probe; the caller closes it. Where it may run on one of several things, says on
   * which.
   */
  Probe open() {
    return announced(open(name, profile, devices));
  }

  /**
   * Opens the probe for a preset: a model without a profile stands for the device on which it was
   * seen.
   */
  Probe open(Preset preset) {
    return announced(open(name, profile(preset), devices));
  }

  /**
   * The model's profile as it was given, or else that of the device on which a preset was seen;
   * null where neither is.
   *
   * @throws UsageException where the model cannot express the preset
   */
  @Nullable String profile(@Nullable Preset preset) {
    if (preset != null && name.equals(ModelProbe.NAME) && preset.seenOn() == null) {
      throw new UsageException(
          "--preset %s needs --probe megakernel: the model hands no tiles over like that"
              .formatted(preset.name()));
    }
    return preset != null && name.equals(ModelProbe.NAME) && profile == null
        ? preset.seenOn()
        : profile;
  }

  private Probe announced(Probe probe) {
    if (probe instanceof MegakernelProbe megakernel) {
      spec.commandLine().getErr().println("kelpie: the megakernel runs on " + megakernel.place());
    }
    return probe;
  }

  /** Opens the probe of a name. */
  static Probe open(String name, @Nullable String profile, List<String> devices) {
    if (profile != null && !name.equals("model")) {
      throw new UsageException(
          "--profile " + profile + " needs --probe model; " + name + " has a device");
    }
    return switch (name) {
      case "model" -> {
        if (!devices.isEmpty()) {
          throw new UsageException(
              "--device "
                  + String.join(",", devices)
                  + " needs --probe verbs, fabric, megakernel or exec; the model has no device");
        }
        yield profile == null ? new ModelProbe() : ModelProbe.on(profile);
      }
      case "verbs" -> new VerbsProbe(new VerbsSettings(devices, 1));
      case "fabric" -> new FabricProbe(FabricSettings.of(devices));
      case MegakernelProbe.NAME -> new MegakernelProbe(MegakernelSettings.of(devices));
      case ExecProbe.NAME -> new ExecProbe(devices);
      default ->
          throw new UsageException(
              "--probe " + name + " is unknown; choose model, verbs, fabric, megakernel or exec");
    };
  }
}
