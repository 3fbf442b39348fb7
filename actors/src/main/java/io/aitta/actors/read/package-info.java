/**
 * The life of a read. A {@link io.aitta.actors.read.LookupTask} walks a pinned view from the newest
 * source to the oldest, on whatever thread it finds itself, as long as everything it needs is in
 * memory; when a block has to come from the disk it is handed to the {@link
 * io.aitta.actors.read.TableDoor} of that table, which waits without blocking and lets it walk on.
 * Snapshots and scans read the same view directly, on the caller's own thread or where their demand
 * comes from.
 *
 * <p>A get first tries without a pin ({@link io.aitta.actors.read.UnpinnedReads}): what memory
 * tells is right without one, or known afterwards not to be. Many keys at once go together ({@link
 * io.aitta.actors.read.MemoryBatch}), so that they wait for memory together.
 */
@NullMarked
package io.aitta.actors.read;

import org.jspecify.annotations.NullMarked;
