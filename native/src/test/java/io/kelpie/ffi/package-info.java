/** What tests of bindings share. */
@NullMarked
package io.kelpie.ffi;

import org.jspecify.annotations.NullMarked;
