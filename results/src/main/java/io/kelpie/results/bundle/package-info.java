/** One anomaly as an archive for whoever can act on it: what leaves a site, and what does not. */
@NullMarked
package io.kelpie.results.bundle;

import org.jspecify.annotations.NullMarked;
