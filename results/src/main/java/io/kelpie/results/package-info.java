/** What a hunt leaves behind, and what is read from it again. */
@NullMarked
package io.kelpie.results;

import org.jspecify.annotations.NullMarked;
