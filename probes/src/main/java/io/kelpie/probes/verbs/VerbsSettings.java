package io.kelpie.probes.verbs;

import java.util.List;

/**
 * Which devices carry the traffic.
 *
 * @param devices the sender's, then those of the peers; with one, both ends are on it; with none
 *     given, the first two of this host
 * @param port on each of them, from 1
 */
public record VerbsSettings(List<String> devices, int port) {
  public VerbsSettings {
    devices = List.copyOf(devices);
  }

  /** The first two devices of this host, port 1. */
  public static VerbsSettings found() {
    return new VerbsSettings(List.of(), 1);
  }
}
