/**
 * The workload: one point of the search space, the catalogue of its dimensions, and the laws that
 * tell which points can run.
 */
@NullMarked
package io.kelpie.workload;

import org.jspecify.annotations.NullMarked;
