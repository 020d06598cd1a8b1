/** Published systems and anomalies as workloads under a name. */
@NullMarked
package io.kelpie.workload.preset;

import org.jspecify.annotations.NullMarked;
