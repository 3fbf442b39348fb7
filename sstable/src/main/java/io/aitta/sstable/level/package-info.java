/**
 * A version's tables as cursors: the tables of a sorted level as one, and all of a version for
 * those who walk it. Readers' scans and compaction share it.
 *
 * <p>Uses {@code core}, {@code sstable.version} and {@code sstable.table}. A cursor is for one
 * thread.
 */
@NullMarked
package io.aitta.sstable.level;

import org.jspecify.annotations.NullMarked;
