package io.aitta.sstable.compaction;

import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableOptions;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sealed memtable into one table of level 0, or none if there is nothing in it. Deletes
 * stay: what they delete may be in any table. If gets found much in the memtable, its blocks are in
 * the cache from the beginning: else each would have to be read from the table that was just
 * written. For one thread at a time.
 */
public final class FlushJob extends CompactionJob {
  private final InternalIterator entries;
  private final RangeDeletes rangeDeletes;

  /**
   * @param entries of the memtable, which gets no more; the job closes the cursor
   * @param rangeDeletes of the memtable
   * @param snapshots taken at any moment, in one answer
   * @param readers where blocks of what is read often go; null for nowhere
   */
  public FlushJob(
      TableFiles files,
      @Nullable TableCache readers,
      InternalIterator entries,
      RangeDeletes rangeDeletes,
      SnapshotList snapshots,
      TableOptions options,
      long stepBytes) {
    super(new TableOutputs(files, options, 0, readers), snapshots, stepBytes);
    this.entries = entries;
    this.rangeDeletes = rangeDeletes;
  }

  @Override
  InternalIterator openSource() {
    return entries;
  }

  @Override
  RangeDeletes openRangeDeletes() {
    return rangeDeletes;
  }

  @Override
  OlderData olderData() {
    return OlderData.anywhere();
  }

  @Override
  boolean isCutBefore(byte[] key, int from, int length, long outputBytes) {
    return false;
  }

  @Override
  public void abandon() throws IOException {
    entries.close(); // whether or not the job ever came to read
    super.abandon();
  }

  @Override
  JobResult result(TableOutputs written, JobResult.Counts counts) {
    return new JobResult(List.of(), written.finished(), counts);
  }
}
