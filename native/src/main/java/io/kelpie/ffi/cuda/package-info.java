/**
 * NVIDIA GPUs through the CUDA driver, and the protocol that the persistent kernel speaks.
 *
 * <p>{@link io.kelpie.ffi.cuda.Gpu#open(int)} is the way in; {@link
 * io.kelpie.ffi.cuda.Gpu#absence()} says in one sentence why it would fail. {@link
 * io.kelpie.ffi.cuda.Protocol} mirrors {@code protocol.h}. Only this package touches JCuda.
 */
@NullMarked
package io.kelpie.ffi.cuda;

import org.jspecify.annotations.NullMarked;
