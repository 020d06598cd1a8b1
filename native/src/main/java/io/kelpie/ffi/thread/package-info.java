/** Where threads run: what the C library says of scheduling. */
@NullMarked
package io.kelpie.ffi.thread;

import org.jspecify.annotations.NullMarked;
