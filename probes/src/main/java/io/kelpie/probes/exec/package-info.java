/**
 * A user's own megakernel or bench as a probe: a command that says what it can vary, runs a
 * workload that it is given in a file, and leaves what it stamped in another. {@code docs/exec.md}
 * is its author's page.
 */
@NullMarked
package io.kelpie.probes.exec;

import org.jspecify.annotations.NullMarked;
