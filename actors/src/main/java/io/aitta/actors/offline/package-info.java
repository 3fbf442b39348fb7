/**
 * What is done to a data directory while no store runs on it: verifying, dumping, repairing. Each
 * takes the directory's lock for as long as it works (a dump reads one file and takes none).
 *
 * <p>Plain Java on the calling thread, which blocks; no actor. Here tables, manifest and log are
 * held against each other; how each is read, and read on behind damage, is known by {@code
 * sstable.table}, {@code sstable.manifest} and {@code wal}.
 */
@NullMarked
package io.aitta.actors.offline;

import org.jspecify.annotations.NullMarked;
