/** The statistics that a network driver shows to {@code ethtool -S}, by its ioctl. */
@NullMarked
package io.kelpie.ffi.ethtool;

import org.jspecify.annotations.NullMarked;
