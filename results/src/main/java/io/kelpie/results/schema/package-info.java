/** The form of every file that Kelpie writes, for programs that check what they read. */
@NullMarked
package io.kelpie.results.schema;

import org.jspecify.annotations.NullMarked;
