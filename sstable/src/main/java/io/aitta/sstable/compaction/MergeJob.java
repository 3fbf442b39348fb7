package io.aitta.sstable.compaction;

import io.aitta.core.CorruptionException;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.level.LevelIterator;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * Does what a {@link CompactionChoice.Merge} says. Reads past the cache of blocks; where it keeps
 * blocks of the inputs, it gets those of the outputs that their entries went to. For one thread at
 * a time.
 */
public final class MergeJob extends CompactionJob {
  private final TableCache tables;
  private final Version version;
  private final CompactionChoice.Merge merge;
  private final OutputCuts cuts;

  /**
   * Touches no file; the first step does.
   *
   * @param version the one {@code merge} was chosen for, pinned until the job is over
   * @param snapshots taken at any moment, in one answer: what is newer than its visible number
   *     stays
   */
  public MergeJob(
      TableFiles files,
      TableCache tables,
      Version version,
      CompactionChoice.Merge merge,
      SnapshotList snapshots,
      MergeOptions options) {
    super(
        new TableOutputs(files, options.table(), merge.toLevel(), tables),
        snapshots,
        options.stepBytes());
    this.tables = tables;
    this.version = version;
    this.merge = merge;
    this.cuts = new OutputCuts(merge, options.tableBytes(), options.grandparentBytesMax());
  }

  public CompactionChoice.Merge merge() {
    return merge;
  }

  @Override
  InternalIterator openSource() {
    List<InternalIterator> sources = new ArrayList<>();
    if (merge.fromLevel() == 0) {
      for (TableMeta table : merge.upper()) {
        sources.add(new LevelIterator(List.of(table), tables, false));
      }
    } else {
      sources.add(new LevelIterator(merge.upper(), tables, false));
    }
    if (!merge.lower().isEmpty()) {
      sources.add(new LevelIterator(merge.lower(), tables, false));
    }
    return MergingIterator.of(sources);
  }

  @Override
  RangeDeletes openRangeDeletes() {
    List<RangeDeletes> sources = new ArrayList<>();
    for (TableMeta table : merge.inputs()) {
      if (table.rangeDeletes() > 0) {
        sources.add(tables.get(table).rangeDeletes());
      }
    }
    return RangeDeletes.merge(sources);
  }

  @Override
  OlderData olderData() {
    return OlderData.than(merge, version);
  }

  @Override
  boolean isCutBefore(byte[] key, int from, int length, long outputBytes) {
    return cuts.isBefore(key, from, length, outputBytes);
  }

  private List<Long> numbers() {
    return merge.inputs().stream().map(TableMeta::number).toList();
  }

  @Override
  JobResult result(TableOutputs written, JobResult.Counts counts) {
    long expected = 0;
    for (TableMeta table : merge.inputs()) {
      expected += table.entries();
    }
    if (counts.entriesRead() != expected) { // an input that ended early must never pass as its end
      throw new CorruptionException(
          TableCache.fileName(merge.upper().get(0).number()), // or one of those merged with it
          0,
          expected + " entries",
          counts.entriesRead() + " entries in tables " + numbers() + " together");
    }
    return new JobResult(merge.inputs(), written.finished(), counts);
  }
}
