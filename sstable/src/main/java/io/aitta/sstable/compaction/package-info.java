/**
 * What to compact and how: {@link io.aitta.sstable.compaction.LeveledPolicy} is a pure function
 * from a version to a {@link io.aitta.sstable.compaction.CompactionChoice}; jobs do the work in
 * bounded steps, on whatever thread their owner likes, and end in tables that are durable and an
 * edit that puts them in. Nothing here knows actors or threads.
 *
 * <p>Uses {@code core}, {@code sstable.version} and {@code sstable.table}.
 */
@NullMarked
package io.aitta.sstable.compaction;

import org.jspecify.annotations.NullMarked;
