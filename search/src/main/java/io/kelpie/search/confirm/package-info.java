/** Interventions: repeated runs that confirm an anomaly and tell whose doing it is. */
@NullMarked
package io.kelpie.search.confirm;

import org.jspecify.annotations.NullMarked;
