/**
 * libfabric: providers, endpoints and their operations, through {@code libfabric.so.1}.
 *
 * <p>{@link io.kelpie.ffi.fabric.Fabric#open()} is the way in. Everything that the library hands
 * out is an {@link AutoCloseable} to be closed before what it was made from; a call that fails
 * throws {@link io.kelpie.ffi.fabric.FabricException} with the error as number and text. What the
 * headers make of static inline functions is called through the operations of the object that it
 * acts on. Only this package touches the generated bindings.
 */
@NullMarked
package io.kelpie.ffi.fabric;

import org.jspecify.annotations.NullMarked;
