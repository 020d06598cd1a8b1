/** What makes a measurement anomalous, and the statistics by which that is claimed. */
@NullMarked
package io.kelpie.search.oracle;

import org.jspecify.annotations.NullMarked;
