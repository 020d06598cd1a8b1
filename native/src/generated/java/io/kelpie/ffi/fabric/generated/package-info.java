/**
 * Bindings to {@code libfabric.so.1}, generated and not edited: the headers in {@code rdma/} of libfabric 1.17.0 (Debian 12,
 * {@code libfabric-dev} 1.17.0-3, x86-64) by jextract f9866df with libclang 14; other versions of libclang give Java that does
 * not compile. With {@code jextract} on the path they are made anew, in the folder {@code native}, by
 *
 * <pre>
 * for part in types functions; do jextract @src/main/jextract/fabric-$part.includes --output src/generated/java /usr/include/rdma/fi_cm.h /usr/include/rdma/fi_rma.h /usr/include/rdma/fi_atomic.h; done
 * </pre>
 */
package io.kelpie.ffi.fabric.generated;
