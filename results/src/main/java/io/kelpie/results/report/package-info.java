/** The page of a hunt: one file that needs neither network nor server. */
@NullMarked
package io.kelpie.results.report;

import org.jspecify.annotations.NullMarked;
