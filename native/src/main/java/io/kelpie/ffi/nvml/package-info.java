/**
 * NVIDIA's management library: what a GPU says of its links, clocks and errors, by function calls.
 */
@NullMarked
package io.kelpie.ffi.nvml;

import org.jspecify.annotations.NullMarked;
