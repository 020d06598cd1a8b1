/** JSON without leniency, and the JSON of workloads and conditions. */
@NullMarked
package io.kelpie.workload.json;

import org.jspecify.annotations.NullMarked;
