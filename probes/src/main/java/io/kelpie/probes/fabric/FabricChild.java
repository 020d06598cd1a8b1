package io.kelpie.probes.fabric;

import io.kelpie.ffi.fabric.Fabric;
import io.kelpie.ffi.fabric.FabricException;
import io.kelpie.ffi.fabric.FabricUnavailableException;
import io.kelpie.probes.traffic.TrafficServer;

/** The process that touches libfabric: {@code FabricChild PROVIDER NEAR FAR}. */
public final class FabricChild {
  private FabricChild() {}

  /** Runs the child. */
  public static void main(String[] arguments) throws InterruptedException {
    FabricSettings settings =
        new FabricSettings(Provider.named(arguments[0]), arguments[1], arguments[2]);
    TrafficServer.serve(
        () -> new FabricTransport(Fabric.open(), settings),
        failure ->
            failure instanceof FabricException || failure instanceof FabricUnavailableException);
  }
}
