/** How soon strategies find what is there, and how much of what they claim is there. */
@NullMarked
package io.kelpie.bench.search;

import org.jspecify.annotations.NullMarked;
