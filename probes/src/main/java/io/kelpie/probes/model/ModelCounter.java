package io.kelpie.probes.model;

import io.kelpie.counters.Counter;
import io.kelpie.counters.CounterClass;
import io.kelpie.counters.CounterKind;
import io.kelpie.counters.CounterRole;
import io.kelpie.counters.CounterScope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The counters that the modelled NICs show; fences move none of them, as measured on Soft-RoCE. */
enum ModelCounter {
  TX_PACKETS("packets", CounterRole.LINK, CounterClass.TRAFFIC, "packets sent"),
  TX_BYTES("bytes", CounterRole.LINK, CounterClass.TRAFFIC, "bytes sent, headers included"),
  RX_PACKETS("packets", CounterRole.LINK, CounterClass.TRAFFIC, "packets received"),
  RX_BYTES("bytes", CounterRole.LINK, CounterClass.TRAFFIC, "bytes received, headers included"),
  RNR_NAKS(
      "events",
      CounterRole.RESPONDER,
      CounterClass.DIAGNOSTIC,
      "messages refused because no receive was posted"),
  RECEIVE_DROPS(
      "events",
      CounterRole.RESPONDER,
      CounterClass.DIAGNOSTIC,
      "messages lost because no receive was posted"),
  TX_PRIO3_PAUSE_DURATION(
      "us", CounterRole.LINK, CounterClass.DIAGNOSTIC, "time for which the host paused its peer"),
  RX_PRIO3_PAUSE_DURATION(
      "us", CounterRole.LINK, CounterClass.DIAGNOSTIC, "time paused by the peer"),
  PCI_BACK_PRESSURE(
      "us",
      CounterRole.PCIE,
      CounterClass.DIAGNOSTIC,
      "time for which received data waited for PCIe"),
  QP_CONTEXT_CACHE_MISS(
      "events",
      CounterRole.REQUESTER,
      CounterClass.DIAGNOSTIC,
      "queue pair contexts fetched from the host"),
  TRANSLATION_CACHE_MISS(
      "events",
      CounterRole.REQUESTER,
      CounterClass.DIAGNOSTIC,
      "address translations fetched from the host"),
  RECEIVE_WQE_CACHE_MISS(
      "events",
      CounterRole.RESPONDER,
      CounterClass.DIAGNOSTIC,
      "receives fetched from the host when their message was there"),
  TX_SCHEDULER_STALLS(
      "events",
      CounterRole.REQUESTER,
      CounterClass.DIAGNOSTIC,
      "turns in which a ready queue pair was passed over"),
  TX_GATHER_SPLITS(
      "events", CounterRole.REQUESTER, CounterClass.DIAGNOSTIC, "gather reads that were split"),
  RX_STEERING_PASSES(
      "events",
      CounterRole.RESPONDER,
      CounterClass.DIAGNOSTIC,
      "packets that went through steering once more"),
  RX_BUFFER_HIGH_WATER(
      "events",
      CounterRole.RESPONDER,
      CounterClass.DIAGNOSTIC,
      "times that the receive buffer was over its mark"),
  OUT_OF_SEQUENCE(CounterRole.RESPONDER, "packets that came behind a missing one"),
  DUPLICATE_REQUEST(CounterRole.RESPONDER, "requests that had been executed already"),
  PACKET_SEQ_ERR(CounterRole.REQUESTER, "NAKs of a packet sequence error"),
  IMPLIED_NAK_SEQ_ERR(CounterRole.REQUESTER, "answers behind a missing one"),
  LOCAL_ACK_TIMEOUT_ERR(CounterRole.REQUESTER, "times that the acknowledgement timer ended"),
  NP_ECN_MARKED_ROCE_PACKETS(CounterRole.CONGESTION, "packets that came marked by a switch"),
  NP_CNP_SENT(CounterRole.CONGESTION, "congestion notifications sent"),
  RP_CNP_HANDLED(CounterRole.CONGESTION, "congestion notifications that cut a flow's rate");

  private final Counter counter;
  private final boolean plantable;

  /** One that a cause outside the device moves: no quirk does. */
  ModelCounter(CounterRole role, String meaning) {
    this("events", role, CounterClass.DIAGNOSTIC, meaning, false);
  }

  ModelCounter(String unit, CounterRole role, CounterClass counterClass, String meaning) {
    this(unit, role, counterClass, meaning, true);
  }

  ModelCounter(
      String unit, CounterRole role, CounterClass counterClass, String meaning, boolean plantable) {
    this.plantable = plantable;
    String name = name().toLowerCase(Locale.ROOT);
    counter =
        new Counter(
            "model/" + name,
            name,
            "model",
            CounterKind.MONOTONIC,
            Long.SIZE,
            unit,
            CounterScope.DEVICE,
            role,
            counterClass,
            1,
            meaning);
  }

  Counter counter() {
    return counter;
  }

  /** The counter of a name. */
  static Optional<ModelCounter> named(String name) {
    return Arrays.stream(values())
        .filter(counter -> counter.counter.name().equals(name))
        .findFirst();
  }

  /** Names of the counters that a quirk may move. */
  static List<String> precursors() {
    return Arrays.stream(values())
        .filter(counter -> counter.plantable)
        .filter(counter -> counter.counter.counterClass() == CounterClass.DIAGNOSTIC)
        .filter(counter -> counter.counter.unit().equals("events"))
        .map(counter -> counter.counter.name())
        .toList();
  }

  static List<Counter> counters() {
    return Arrays.stream(values()).map(ModelCounter::counter).toList();
  }
}
