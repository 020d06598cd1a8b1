/** What many hunts met. The journals are the truth; only names and mutes stand nowhere else. */
@NullMarked
package io.kelpie.results.memory;

import org.jspecify.annotations.NullMarked;
