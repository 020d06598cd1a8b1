package io.kelpie.probes.traffic;

import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the process that touches devices does: it answers requests on its standard input until that
 * closes, and ends with it, whatever it is doing then.
 */
public final class TrafficServer {
  private TrafficServer() {}

  /**
   * Opens the transport and serves it.
   *
   * @param opening opens the devices
   * @param refusals the exceptions with which the transport says that a call failed, or that there
   *     is no device
   */
  public static void serve(Supplier<Transport> opening, Predicate<RuntimeException> refusals)
      throws InterruptedException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("requests").start(() -> read(requests));
    try {
      Transport transport = opening.get();
      TrafficEngine engine =
          new TrafficEngine(
              transport,
              refusals,
              new TrafficCounters(transport.counters()),
              stage -> answers.println(StrictJson.line(Message.Reply.progress(stage))));
      while (true) {
        Message.Request request =
            StrictJson.read(requests.take(), "request", Message.Request.class);
        answers.println(StrictJson.line(answer(request, engine, transport)));
      }
    } catch (RuntimeException refusal) {
      if (!(refusal instanceof UsageException) && !refusals.test(refusal)) {
        throw refusal;
      }
      answers.println(
          StrictJson.line(
              Message.Reply.refusal(
                  Objects.requireNonNullElse(refusal.getMessage(), refusal.toString()))));
    }
  }

  private static Message.Reply answer(
      Message.Request request, TrafficEngine engine, Transport transport)
      throws InterruptedException {
    if (request.workload() != null && request.budget() != null) {
      return Message.Reply.measured(engine.run(request.workload(), request.budget()));
    }
    if (request.idle() != null) {
      return Message.Reply.watched(engine.idle(request.idle()));
    }
    return Message.Reply.facts(StrictJson.line(transport.facts()));
  }

  /** At the end of the input the parent is gone: so is this process, and the kernel tidies up. */
  private static void read(BlockingQueue<String> requests) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        requests.add(line);
      }
    } catch (IOException e) {
      System.err.println("standard input: " + e.getMessage());
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
