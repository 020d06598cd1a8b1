/** The hunt: its loop, its ports, its findings. */
@NullMarked
package io.kelpie.search;

import org.jspecify.annotations.NullMarked;
