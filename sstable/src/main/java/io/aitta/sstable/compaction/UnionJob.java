package io.aitta.sstable.compaction;

import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.table.TableReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges tables of which nobody knows the levels any more into one sorted level. Numbers decide:
 * the newest version of a key wins, wherever it stood; a version that stands in two tables, since
 * one was made of the other, counts once. Deletes stay. For one thread at a time.
 */
public final class UnionJob extends CompactionJob {
  private final List<TableReader> tables;
  private final long tableBytes;

  /**
   * @param tables open as long as the job is; whoever opened them closes them
   * @param toLevel 1 or above
   */
  public UnionJob(
      TableFiles files,
      List<TableReader> tables,
      SnapshotList snapshots,
      int toLevel,
      MergeOptions options) {
    super(new TableOutputs(files, options.table(), toLevel), snapshots, options.stepBytes());
    this.tables = List.copyOf(tables);
    this.tableBytes = options.tableBytes();
  }

  @Override
  InternalIterator openSource() {
    List<InternalIterator> sources = new ArrayList<>();
    tables.forEach(table -> sources.add(table.iterator(false)));
    return MergingIterator.of(sources);
  }

  @Override
  RangeDeletes openRangeDeletes() {
    List<RangeDeletes> sources = new ArrayList<>();
    tables.forEach(table -> sources.add(table.rangeDeletes()));
    return RangeDeletes.merge(sources);
  }

  @Override
  OlderData olderData() {
    return OlderData.anywhere();
  }

  @Override
  boolean isCutBefore(byte[] key, int from, int length, long outputBytes) {
    return outputBytes >= tableBytes;
  }

  @Override
  JobResult result(TableOutputs written, JobResult.Counts counts) {
    return new JobResult(List.of(), written.finished(), counts);
  }
}
