/** The model held against a lab: what of a device's put-only runs tells of its orderings. */
@NullMarked
package io.kelpie.bench.lab;

import org.jspecify.annotations.NullMarked;
