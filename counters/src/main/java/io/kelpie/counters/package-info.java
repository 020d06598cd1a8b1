/** What devices and drivers count: sources, snapshots and their deltas. */
@NullMarked
package io.kelpie.counters;

import org.jspecify.annotations.NullMarked;
