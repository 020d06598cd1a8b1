/** What changed from one hunt, or one replay, to another. */
@NullMarked
package io.kelpie.results.compare;

import org.jspecify.annotations.NullMarked;
