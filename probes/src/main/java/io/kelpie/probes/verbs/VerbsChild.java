package io.kelpie.probes.verbs;

import io.kelpie.ffi.verbs.Device;
import io.kelpie.ffi.verbs.Verbs;
import io.kelpie.ffi.verbs.VerbsException;
import io.kelpie.ffi.verbs.VerbsUnavailableException;
import io.kelpie.probes.traffic.TrafficServer;
import io.kelpie.probes.traffic.Transport;
import io.kelpie.workload.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The process that touches RDMA devices: {@code VerbsChild PORT [DEVICE…]}. */
public final class VerbsChild {
  private VerbsChild() {}

  /** Runs the child. */
  public static void main(String[] arguments) throws InterruptedException {
    TrafficServer.serve(
        () -> open(Verbs.open(), arguments),
        failure ->
            failure instanceof VerbsException || failure instanceof VerbsUnavailableException);
  }

  private static Transport open(Verbs verbs, String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
    List<Device> chosen =
        names.isEmpty()
            ? verbs.devices().stream().limit(2).toList()
            : names.stream().map(verbs::device).toList();
    if (chosen.isEmpty()) {
      throw new UsageException(verbs.deviceAbsence().orElse("this host has no RDMA device"));
    }
    List<Endpoint> devices = new ArrayList<>();
    for (Device device : chosen) {
      devices.add(new Endpoint(device, port));
    }
    return new VerbsTransport(devices);
  }
}
