/** The programs that Kelpie is judged by. */
@NullMarked
package io.kelpie.bench;

import org.jspecify.annotations.NullMarked;
