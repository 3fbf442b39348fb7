package io.aitta.actors.background;

import io.aitta.sstable.compaction.JobResult;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;

/**
 * Tables that a job has just written are opened by that job, not by the first get that needs one. A
 * table that cannot be read fails the job, before any version names it. And the first read of a new
 * file changes its inode (the time of access): on a journaling file system that waits for a commit
 * under way, which took gets 100 ms and more beside a load.
 */
final class NewTables {
  private NewTables() {}

  /** On the executor that may block. Throws what {@link TableCache#get} throws. */
  static void open(JobResult made, TableCache tables) {
    for (TableMeta table : made.edit().build().added()) {
      tables.get(table);
    }
  }
}
