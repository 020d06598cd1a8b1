/** Published figures beside what Kelpie makes of them. */
@NullMarked
package io.kelpie.bench.published;

import org.jspecify.annotations.NullMarked;
