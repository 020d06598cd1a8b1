package io.kelpie.probes.megakernel;

import io.kelpie.workload.Workload;
import java.time.Duration;

/** A plan under way: its tables on the machine, the wire, and the proxy between them. */
final class Course implements AutoCloseable {
  private final Session session;
  private final Transport wire;
  private final Proxy proxy;
  private final Passes passes;

  /**
   * @throws io.kelpie.probes.traffic.TrafficFailure where the wire cannot be set up
   */
  Course(Machine machine, Plan plan, Carrier carrier, Workload workload, RingSettings settings) {
    session =
        new Session(
            machine,
            carrier,
            plan,
            settings,
            Preamble.of(workload),
            Handover.of(workload).isHooked());
    try {
      wire =
          carrier.open(
              machine,
              workload,
              plan.routes().rules(),
              new Carrier.Ends(
                  plan.source(),
                  plan.target(),
                  session.signals(),
                  session.credits(),
                  plan.tables().tiles().size()),
              session);
    } catch (RuntimeException | Error failure) {
      session.close();
      throw failure;
    }
    proxy = new Proxy(session, plan.routes(), wire, settings.batch());
    passes = new Passes(session, proxy, machine.sharesProcessors());
  }

  Session session() {
    return session;
  }

  Proxy proxy() {
    return proxy;
  }

  /**
   * Runs a pass to its end.
   *
   * @return the kernel's verdict
   */
  int run(Duration watchdog) {
    return passes.run(watchdog);
  }

  @Override
  public void close() {
    wire.close();
    session.close();
  }
}
