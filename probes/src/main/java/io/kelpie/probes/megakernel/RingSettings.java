package io.kelpie.probes.megakernel;

/**
 * How requests reach the proxy.
 *
 * @param rings how many
 * @param depth slots of each, a power of two
 * @param interval requests after which the proxy tells how many it took
 * @param batch requests taken from a ring in one turn of the proxy
 */
record RingSettings(int rings, int depth, int interval, int batch) {}
