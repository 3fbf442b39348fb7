/**
 * What to compact and how: {@link io.aitta.sstable.compaction.LeveledPolicy} is a pure function
 * from a version to a {@link io.aitta.sstable.compaction.CompactionChoice}; jobs do the work in
 * bounded steps, on whatever thread their owner likes, and end in tables that are durable and an
 * edit that puts them in. Nothing here knows actors or threads.
 *
 * <p>Uses {@code core}, {@code sstable.version}, {@code sstable.table} and {@code sstable.level}.
 *
 * <h2>What stays</h2>
 *
 * Snapshots and the visible number cut all numbers into stripes ({@link
 * io.aitta.sstable.compaction.SnapshotList}). With a snapshot at 5 and visible number 9, stripe 0
 * is up to 5, stripe 1 is 6 to 9, and what is above 9 is open. Of key "a", merged from its
 * versions:
 *
 * <pre>
 * 11 put     open: stays
 * 10 put     open: stays, a reader to come may stand at 10
 *  8 put     newest of stripe 1: stays
 *  7 delete  hidden by 8
 *  4 delete  newest of stripe 0: goes if no other table from the inputs' level down may hold "a"
 *  2 put     hidden by 4
 * </pre>
 *
 * A range delete numbered 8 over "a" instead of that put would let 7 go just so; one numbered 6
 * would hide nothing here, since 7 is newer, and nothing of stripe 0, since the snapshot at 5 does
 * not see it.
 *
 * <h2>What the policy may rely on, and keeps</h2>
 *
 * <ul>
 *   <li>What a level holds of a key is newer than what deeper levels hold of it. So from level 0 a
 *       table goes down with all older ones that overlap it, and into a level with all tables of
 *       that level that overlap it.
 *   <li>Data only moves down, and never past data that moves: inputs of one choice are busy for all
 *       others, and while level 0 goes down no other part of it does. So what a merge found to be
 *       the oldest of a key stays the oldest while it runs.
 *   <li>No key's versions are ever split over two tables of a level. A range delete is cut where
 *       outputs are cut, so that bounds hold all that is in a table.
 * </ul>
 */
@NullMarked
package io.aitta.sstable.compaction;

import org.jspecify.annotations.NullMarked;
