package io.kelpie.cli;

import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.Wish;
import io.kelpie.ffi.verbs.Context;
import io.kelpie.ffi.verbs.Device;
import io.kelpie.ffi.verbs.DeviceAttributes;
import io.kelpie.ffi.verbs.PortAttributes;
import io.kelpie.ffi.verbs.Verbs;
import io.kelpie.ffi.verbs.VerbsException;
import io.kelpie.probes.fabric.Provider;
import io.kelpie.workload.json.StrictJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kelpie devices}: the RDMA devices of this host, and what libfabric offers. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the RDMA devices of this host, and the providers and devices that libfabric offers.",
      "Where there is no RDMA device, says why, and ends with 2 where libfabric offers nothing either."
    })
final class DevicesCommand implements Callable<Integer> {
  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * A device.
   *
   * @param trouble why it cannot be opened; null when it can
   */
  record Row(
      String device,
      @Nullable String driver,
      @Nullable String firmware,
      @Nullable String state,
      @Nullable Integer activeMtu,
      @Nullable Double gigabitsPerSecond,
      @Nullable String trouble) {}

  /**
   * What libfabric offers for the probe {@code fabric}.
   *
   * @param device as {@code --device} takes it
   * @param layers the provider with what is layered over it
   */
  record FabricRow(String device, String layers, String version, String network) {}

  /**
   * What {@code --json} prints.
   *
   * @param absence why there are no devices, with the remedy; null when there are some
   * @param fabricAbsence why libfabric offers nothing; null when it does
   */
  record Listing(
      List<Row> devices,
      @Nullable String absence,
      List<FabricRow> fabric,
      @Nullable String fabricAbsence) {}

  @Override
  public Integer call() {
    Listing listing = listing();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(StrictJson.page(listing));
    } else {
      for (Row row : listing.devices) {
        out.println(
            row.trouble == null
                ? String.format(
                    "%-12s %-10s firmware %-12s %-8s MTU %d%s",
                    row.device,
                    row.driver,
                    row.firmware,
                    row.state,
                    row.activeMtu,
                    row.gigabitsPerSecond == null
                        ? ""
                        : String.format(" %.0f Gb/s", row.gigabitsPerSecond))
                : row.device + "  " + row.trouble);
      }
      for (FabricRow row : listing.fabric) {
        out.println(
            String.format("%-20s %-16s %-8s %s", row.device, row.layers, row.version, row.network));
      }
    }
    for (String absence : Arrays.asList(listing.absence, listing.fabricAbsence)) {
      if (absence != null) {
        spec.commandLine().getErr().println("kelpie: " + absence);
      }
    }
    return listing.devices.isEmpty() && listing.fabric.isEmpty()
        ? ExitStatus.ERROR.code()
        : ExitStatus.CLEAN.code();
  }

  static Listing listing() {
    List<Row> rows = new ArrayList<>();
    Optional<String> absence = Verbs.absence();
    if (absence.isEmpty()) {
      Verbs verbs = Verbs.open();
      for (Device device : verbs.devices()) {
        rows.add(row(device));
      }
      absence = verbs.deviceAbsence();
    }
    return new Listing(rows, absence.orElse(null), fabricRows(), Fabric.absence().orElse(null));
  }

  private static List<FabricRow> fabricRows() {
    if (!Fabric.available()) {
      return List.of();
    }
    Fabric fabric = Fabric.open();
    return Stream.of(Provider.values())
        .flatMap(provider -> fabric.offers(Wish.of(provider.toString(), "")).stream())
        .map(offer ->
            new FabricRow(
                offer.core() + "/" + offer.domain(),
                offer.provider(),
                offer.version(),
                offer.fabric()))
        .distinct()
        .toList();
  }

  private static Row row(Device device) {
    String driver = device.driver().orElse(null);
    try (Context context = device.open()) {
      DeviceAttributes attributes = context.attributes();
      PortAttributes port = context.port(1);
      return new Row(
          device.name(),
          driver,
          attributes.firmware(),
          port.state().toString(),
          port.activeMtu().bytes(),
          port.gigabitsPerSecond().isPresent() ? port.gigabitsPerSecond().getAsDouble() : null,
          null);
    } catch (VerbsException e) {
      return new Row(device.name(), driver, null, null, null, null, e.getMessage());
    }
  }
}
