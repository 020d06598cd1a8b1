/**
 * Verbs: RDMA devices, their queues and work requests, through {@code libibverbs.so.1}.
 *
 * <p>{@link io.kelpie.ffi.verbs.Verbs#open()} is the way in. Everything that the library hands out
 * is an {@link AutoCloseable} to be closed before what it was made from; a call that fails throws
 * {@link io.kelpie.ffi.verbs.VerbsException} with errno as number and text. Only this package
 * touches the generated bindings.
 */
@NullMarked
package io.kelpie.ffi.verbs;

import org.jspecify.annotations.NullMarked;
