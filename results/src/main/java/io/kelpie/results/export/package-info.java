/** What other programs read: tables, traces, metrics. */
@NullMarked
package io.kelpie.results.export;

import org.jspecify.annotations.NullMarked;
