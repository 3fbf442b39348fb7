/**
 * RocksDB behind the benchmark's seam. Compiled in the profile {@code bench} only; never shipped.
 */
@NullMarked
package io.aitta.it.bench.rocksdb;

import org.jspecify.annotations.NullMarked;
