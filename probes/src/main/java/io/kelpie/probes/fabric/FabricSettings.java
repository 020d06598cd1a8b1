package io.kelpie.probes.fabric;

import io.kelpie.workload.UsageException;
import java.util.List;

/**
 * What carries the traffic.
 *
 * @param provider libfabric's
 * @param near the sender's device, in the provider's words; empty for the provider's choice
 * @param far the peers' device
 */
public record FabricSettings(Provider provider, String near, String far) {

  /** TCP on a device of its choice: there on any Linux. */
  public static FabricSettings found() {
    return new FabricSettings(Provider.TCP, "", "");
  }

  /**
   * Reads the devices of the command line: none, or the sender's and perhaps the peers', each
   * written {@code PROVIDER} or {@code PROVIDER/DEVICE}.
   *
   * @throws UsageException where they are written otherwise, or of two providers
   */
  public static FabricSettings of(List<String> devices) {
    if (devices.isEmpty()) {
      return found();
    }
    Provider provider = Provider.named(providerOf(devices.getFirst()));
    if (devices.size() > 2 || Provider.named(providerOf(devices.getLast())) != provider) {
      throw new UsageException(
          "--device "
              + String.join(",", devices)
              + " names more than the two ends of one provider; write PROVIDER, or"
              + " PROVIDER/DEVICE once for both ends or for each");
    }
    return new FabricSettings(provider, deviceOf(devices.getFirst()), deviceOf(devices.getLast()));
  }

  /** What {@link #of} reads as these, with a comma between two. */
  String written() {
    return near.equals(far) ? written(near) : written(near) + "," + written(far);
  }

  private String written(String device) {
    return provider + (device.isEmpty() ? "" : "/" + device);
  }

  private static String providerOf(String device) {
    int slash = device.indexOf('/');
    return slash < 0 ? device : device.substring(0, slash);
  }

  private static String deviceOf(String device) {
    int slash = device.indexOf('/');
    return slash < 0 ? "" : device.substring(slash + 1);
  }
}
