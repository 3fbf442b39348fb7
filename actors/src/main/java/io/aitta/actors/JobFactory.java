package io.aitta.actors;

import io.aitta.actors.engine.StoreContext;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.compaction.CompactionChoice;
import io.aitta.sstable.compaction.FlushJob;
import io.aitta.sstable.compaction.LeveledOptions;
import io.aitta.sstable.compaction.MergeJob;
import io.aitta.sstable.compaction.MergeOptions;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.compaction.TableFiles;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.table.Compression;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.version.Version;

/** Makes the jobs of one store, by its settings. Safe on any thread. */
final class JobFactory {
  private static final int RESTART_INTERVAL = 16;

  private final TableCache tables;
  private final TableFiles files;
  private final TableOptions uncompressed;
  private final TableOptions compressed;
  private final LeveledOptions leveled;

  JobFactory(StoreContext store, TableCache tables, Manifest manifest) {
    StoreSettings settings = store.settings();
    this.tables = tables;
    this.files =
        new TableFiles(
            store.tableFiles(),
            settings.dataDirectory(),
            manifest::newFileNumber,
            store.seams().random(),
            store.background());
    this.uncompressed =
        new TableOptions(
            settings.blockBytes(), RESTART_INTERVAL, Compression.NONE, settings.filterBitsPerKey());
    this.compressed = uncompressed.withCompression(settings.tableCompression());
    this.leveled = settings.leveled();
  }

  /** The measures that the tree is kept in. */
  LeveledOptions leveled() {
    return leveled;
  }

  /** Writes a sealed memtable out. */
  FlushJob flush(MemTable sealed, SnapshotList snapshots) {
    return new FlushJob(
        files,
        tables,
        sealed.iterator(),
        sealed.rangeDeletes(),
        snapshots,
        uncompressed,
        MergeOptions.STEP_BYTES);
  }

  /** Carries out a merge that was chosen for {@code version}. */
  MergeJob merge(Version version, CompactionChoice.Merge merge, SnapshotList snapshots) {
    TableOptions options =
        merge.toLevel() >= leveled.compressedFromLevel() ? compressed : uncompressed;
    return new MergeJob(
        files, tables, version, merge, snapshots, MergeOptions.of(options, leveled));
  }
}
