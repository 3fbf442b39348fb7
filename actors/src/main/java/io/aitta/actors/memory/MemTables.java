package io.aitta.actors.memory;

import io.aitta.actors.read.SnapshotHandle;
import io.aitta.core.memtable.ChunkPool;
import io.aitta.core.memtable.MemTable;

/** Makes what the memtable actor hands out. For that actor alone. */
public interface MemTables {
  /** A new, empty memtable, newer than all before. */
  MemTable next(long visibleNumber);

  /** A handle for a snapshot that the actor is about to list. */
  SnapshotHandle snapshot(long id, long number, long timeMillis, long leaseEndNanos);

  /**
   * Where a memtable takes its room from: a chunk is an eighth of it, so that a small one is not
   * full before its first entry.
   */
  static ChunkPool chunks(long memtableBytes) {
    long eighth = memtableBytes / 8 & ~7L;
    return new ChunkPool(
        (int) Math.max(ChunkPool.CHUNK_BYTES_MIN, Math.min(eighth, ChunkPool.CHUNK_BYTES_MAX)), 0);
  }
}
