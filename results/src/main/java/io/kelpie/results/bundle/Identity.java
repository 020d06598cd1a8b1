package io.kelpie.results.bundle;

import java.util.Locale;

/**
 * Something that identifies a site.
 *
 * @param value its one form, whatever it was written as: an address in full, a host's first label,
 *     the MAC that an EUI-64 or a link-local address was made of
 */
record Identity(Kind kind, String value) {

  /** What it identifies. */
  enum Kind {
    /** A machine, by its first label. */
    NODE,
    USER,
    /** An IPv4 or IPv6 address. */
    IP,
    /** A port of a network: MAC, GUID, GID or address made of either. */
    PORT,
    /** A serial number. */
    SERIAL,
    /** A UUID, or 32 hexadecimal digits. */
    UUID,
    /** A path outside the system's own folders. */
    PATH,
    /** A job, an account or a partition of a batch system. */
    JOB,
    /** A token, a password, a key of an environment. */
    SECRET,
    /** A memory key or an address of a process. */
    MEMORY,
    /** What the user named. */
    HIDDEN;

    /** The word that pseudonyms begin with. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An identity where a text has it.
   *
   * @param start the first character
   * @param end behind the last
   */
  record Place(int start, int end, Identity identity) {}
}
