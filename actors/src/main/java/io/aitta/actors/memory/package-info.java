/**
 * The memtable's actor: the only one that changes the memtable, publishes views and keeps the list
 * of live snapshots.
 */
@NullMarked
package io.aitta.actors.memory;

import org.jspecify.annotations.NullMarked;
