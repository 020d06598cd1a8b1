/** A discrete-event model of sender groups, their NICs, the wire between them and the receiver. */
@NullMarked
package io.kelpie.probes.model;

import org.jspecify.annotations.NullMarked;
