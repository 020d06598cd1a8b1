/** What places do to runs, so that a search can be judged by what it makes of it. */
@NullMarked
package io.kelpie.bench.noise;

import org.jspecify.annotations.NullMarked;
