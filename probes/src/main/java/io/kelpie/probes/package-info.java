/** What runs one workload and returns one measurement. */
@NullMarked
package io.kelpie.probes;

import org.jspecify.annotations.NullMarked;
