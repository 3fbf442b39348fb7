/**
 * The life of a read. A {@link io.aitta.actors.read.LookupTask} walks a pinned view from the newest
 * source to the oldest, on whatever thread it finds itself, as long as everything it needs is in
 * memory; when a block has to come from the disk it is handed to the {@link
 * io.aitta.actors.read.TableDoor} of that table, which waits without blocking and lets it walk on.
 * Snapshots and scans read the same view directly, on the caller's own thread or where their demand
 * comes from.
 */
@NullMarked
package io.aitta.actors.read;

import org.jspecify.annotations.NullMarked;
