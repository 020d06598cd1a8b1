/**
 * The persistent megakernel as a probe: tasks claimed inside the kernel, tiles that ask for their
 * own transfer through request rings, a proxy that carries them. It runs on a GPU, or on host
 * threads by the same protocol.
 */
@NullMarked
package io.kelpie.probes.megakernel;

import org.jspecify.annotations.NullMarked;
