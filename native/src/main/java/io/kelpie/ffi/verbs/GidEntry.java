package io.kelpie.ffi.verbs;

/**
 * One valid entry of a port's GID table.
 *
 * @param gid the address
 * @param index its place in the table, as a queue pair's {@code gidIndex}
 * @param port the port, from 1
 * @param type the framing of its packets
 * @param netdevIndex interface index of the network device behind it, 0 if none
 */
public record GidEntry(Gid gid, int index, int port, GidType type, int netdevIndex) {}
