/**
 * Bindings to {@code libibverbs.so.1}, generated and not edited: {@code infiniband/verbs.h} of rdma-core 44 (Debian 12,
 * {@code libibverbs-dev} 44.0-2, x86-64) by jextract f9866df with libclang 14; other versions of libclang give Java that does
 * not compile. With {@code jextract} on the path they are made anew, in the folder {@code native}, by
 *
 * <pre>
 * for part in types functions; do jextract @src/main/jextract/verbs-$part.includes --output src/generated/java /usr/include/infiniband/verbs.h; done
 * </pre>
 */
package io.kelpie.ffi.verbs.generated;
