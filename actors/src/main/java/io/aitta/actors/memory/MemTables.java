package io.aitta.actors.memory;

import io.aitta.actors.read.SnapshotHandle;
import io.aitta.core.memtable.MemTable;

/** Makes what the memtable actor hands out. For that actor alone. */
public interface MemTables {
  /** A new, empty memtable, newer than all before. */
  MemTable next(long visibleNumber);

  /** A handle for a snapshot that the actor is about to list. */
  SnapshotHandle snapshot(long id, long number, long timeMillis, long leaseEndNanos);
}
