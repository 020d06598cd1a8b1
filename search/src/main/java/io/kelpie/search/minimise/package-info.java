/** Reduces an anomaly to the few conditions that trigger it. */
@NullMarked
package io.kelpie.search.minimise;

import org.jspecify.annotations.NullMarked;
