package io.kelpie.cli;

import io.kelpie.ffi.cuda.Gpu;
import io.kelpie.ffi.fabric.Attributes;
import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code kelpie doctor}: what is present, readable and missing on this host, with the remedy of
 * each lack.
 */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says what is present, readable and missing on this host, and how to mend it.",
      "Ends with 2 where something is missing that the probe of --probe needs."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--probe",
      paramLabel = "NAME",
      defaultValue = "model",
      description =
          "The probe that has to work: model, verbs, fabric or megakernel. Default: ${DEFAULT-VALUE}.")
  private String probe = "model";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * One thing looked at.
   *
   * @param needed by: {@code verbs}, {@code fabric}, {@code lab} or {@code model}; behind a slash,
   *     by a part of it that the rest does without
   * @param remedy null where nothing is amiss
   */
  record Finding(String what, String needed, boolean well, String seen, @Nullable String remedy) {}

  /** What {@code --json} prints. */
  record Report(List<Finding> findings) {}

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    findings.add(well("Java", "model", Runtime.version().toString()));
    rdma(findings);
    fabric(findings);
    findings.add(gpu());
    findings.add(lockedMemory());
    for (String tool : List.of("qemu-system-x86_64", "busybox", "cpio", "modprobe")) {
      findings.add(tool(tool));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(StrictJson.page(new Report(findings)));
    } else {
      for (Finding finding : findings) {
        out.printf(
            "%-8s %-18s for %-14s %s%n",
            finding.well ? "ok" : "MISSING", finding.what, finding.needed, finding.seen);
        if (finding.remedy != null) {
          out.printf("         remedy: %s%n", finding.remedy);
        }
      }
    }
    boolean works =
        findings.stream().allMatch(finding -> finding.well || !finding.needed.equals(probe));
    return (works ? ExitStatus.CLEAN : ExitStatus.ERROR).code();
  }

  private static void rdma(List<Finding> findings) {
    DevicesCommand.Listing listing = DevicesCommand.listing();
    if (listing.absence() != null) {
      findings.add(new Finding("RDMA device", "verbs", false, "none", listing.absence()));
    }
    for (DevicesCommand.Row row : listing.devices()) {
      findings.add(
          row.trouble() != null
              ? new Finding(
                  "device " + row.device(), "verbs", false, "cannot be opened", row.trouble())
              : new Finding(
                  "device " + row.device(),
                  "verbs",
                  "ACTIVE".equals(row.state()),
                  "port 1 " + row.state(),
                  "ACTIVE".equals(row.state())
                      ? null
                      : "bring its link up (ip link set DEV up), or name another device"));
      Path counters = Path.of("/sys/class/infiniband", row.device(), "ports/1/hw_counters");
      findings.add(
          Files.isReadable(counters)
              ? well("counters " + row.device(), "counters", counters + " readable")
              : new Finding(
                  "counters " + row.device(),
                  "counters",
                  false,
                  counters + " is not there",
                  "nothing to install: this driver shows none, and Kelpie drives its own counters"));
    }
  }

  /** What lacks of libfabric is needed by its probe; a provider that is absent, by nothing. */
  private static void fabric(List<Finding> findings) {
    Optional<String> absence = Fabric.absence();
    if (absence.isPresent()) {
      findings.add(new Finding("libfabric", "fabric", false, "none", absence.get()));
      return;
    }
    Fabric fabric = Fabric.open();
    findings.add(well("libfabric", "fabric", fabric.version()));
    for (Provider provider : Provider.values()) {
      String what = "provider " + provider;
      List<Attributes> offers = fabric.offers(Wish.of(provider.toString(), ""));
      findings.add(
          offers.isEmpty()
              ? new Finding(what, "fabric/" + provider, false, "not offered", provider.remedy())
              : well(
                  what,
                  "fabric/" + provider,
                  offers.getFirst().provider() + " " + offers.getFirst().version()));
    }
  }

  /** Without a GPU the probe runs on host threads. */
  private static Finding gpu() {
    Optional<String> absence = Gpu.absence();
    if (absence.isPresent()) {
      return new Finding("GPU", "megakernel/gpu", false, "none", absence.get());
    }
    try (Gpu gpu = Gpu.open(0)) {
      return well("GPU", "megakernel/gpu", gpu.name());
    }
  }

  private static Finding lockedMemory() {
    String what = "locked memory";
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max locked memory")) {
          String soft = line.substring("Max locked memory".length()).strip().split("\\s+", 2)[0];
          boolean enough = soft.equals("unlimited") || Long.parseLong(soft) >= 64L << 20;
          return new Finding(
              what,
              "verbs",
              enough,
              soft.equals("unlimited") ? soft : soft + " B",
              enough
                  ? null
                  : "ulimit -l unlimited (as root, or memlock in /etc/security/limits.conf)");
        }
      }
    } catch (IOException | NumberFormatException e) {
      return new Finding(what, "verbs", false, "/proc/self/limits cannot be read", "mount /proc");
    }
    return new Finding(what, "verbs", false, "no limit is told", "mount /proc");
  }

  private static Finding tool(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
        return well(name, "lab", folder);
      }
    }
    for (String folder : List.of("/usr/sbin", "/sbin")) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return well(name, "lab", folder);
      }
    }
    String packaged =
        switch (name) {
          case "qemu-system-x86_64" -> "qemu-system-x86";
          case "busybox" -> "busybox-static";
          case "modprobe" -> "kmod";
          default -> name;
        };
    return new Finding(name, "lab", false, "not found", "apt-get install " + packaged);
  }

  private static Finding well(String what, String needed, String seen) {
    return new Finding(what, needed, true, seen, null);
  }
}
