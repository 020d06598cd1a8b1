package io.kelpie.probes.exec;

import io.kelpie.probes.Probe;
import io.kelpie.probes.ProbeContract;
import io.kelpie.workload.Catalogue;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every probe, kept through a recorded double of a user's command. */
class ExecProbeContractTest extends ProbeContract {
  @TempDir private Path folder = Path.of("");

  @Override
  protected Probe open() {
    try {
      return new ExecProbe(List.of(CommandDouble.in(folder, "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It sleeps for a minute. */
  @Override
  protected Workload endless() {
    return Workload.initial().with(Catalogue.DELAY, 1_000_000L);
  }
}
