package io.kelpie.counters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The families of drivers whose counters the catalogue tells apart: one name may differ in width
 * between two.
 */
enum Driver {
  RXE("rdma_rxe"),
  SIW("siw"),
  MLX5("mlx5_core", "mlx5_ib"),
  BNXT("bnxt_en", "bnxt_re"),
  /** The NIC's driver is {@code ice}, its RDMA function's {@code irdma}. */
  INTEL("ice", "i40e", "idpf", "irdma"),
  EFA("efa"),
  HNS("hns3", "hns_roce_hw_v2", "hns_roce"),
  MANA("mana", "mana_ib"),
  ANY;

  private final Set<String> modules;

  Driver(String... modules) {
    this.modules = Set.of(modules);
  }

  /** The family of a kernel module, or of a device that is named after its family: {@code rxe0}. */
  static Driver of(String moduleOrDevice) {
    return Arrays.stream(values())
        .filter(driver -> driver.modules.contains(moduleOrDevice))
        .findFirst()
        .or(() ->
            Arrays.stream(values()).filter(driver -> driver.names(moduleOrDevice)).findFirst())
        .orElse(ANY);
  }

  /** The family of the driver that {@code device/driver} links to; {@code ANY} without one. */
  static Driver ofDevice(Path device) {
    try {
      return of(device.resolve("driver").toRealPath().getFileName().toString());
    } catch (IOException _) {
      return ANY;
    }
  }

  private boolean names(String device) {
    return this != ANY && device.startsWith(name().toLowerCase(Locale.ROOT));
  }
}
