/** The commands, which wire the other modules and decide the exit status. */
@NullMarked
package io.kelpie.cli;

import org.jspecify.annotations.NullMarked;
