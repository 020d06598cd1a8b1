/** How the next workload is chosen. */
@NullMarked
package io.kelpie.search.strategy;

import org.jspecify.annotations.NullMarked;
