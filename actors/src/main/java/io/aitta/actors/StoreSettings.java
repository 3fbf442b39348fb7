package io.aitta.actors;

import com.typesafe.config.Config;
import io.aitta.core.Durability;
import io.aitta.sstable.compaction.LeveledOptions;
import io.aitta.sstable.table.Compression;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * What a store is told before it opens. Bytes end in {@code Bytes}. Immutable.
 *
 * @param dataDirectory owned by one store
 * @param durability for writes that do not say
 * @param writeTimeout for writes that do not say
 * @param memtableBytes a memtable is sealed and flushed at this size
 * @param sealedMemtablesMax writers are held back while so many wait to be flushed
 * @param groupBytesMax the most one write call to the log carries, a larger batch aside
 * @param commitDelayMax how long a group that is to be synced waits at most for writers who were
 *     just answered; zero for never
 * @param logFileBytes a log file is rolled at this size
 * @param manifestBytes a manifest longer than this, and than its beginning doubled, is followed by
 *     a new one
 * @param tableBytes a table is cut at this size
 * @param blockBytes a block is cut at this size
 * @param filterBitsPerKey 0 for no filters
 * @param compression of tables in level 2 and below: {@code none}, {@code lz4} or {@code zstd}
 * @param directIo whether tables are written, and read by merges, around the system's page cache
 * @param cacheBytes for blocks
 * @param openFilesMax handles held at once
 * @param inFlightBytesMax writes admitted and not yet answered
 * @param getsInFlightMax reads admitted and not yet answered
 * @param snapshotLease after which a forgotten snapshot ends
 * @param snapshotsMax open at once
 * @param keyBytesMax longest key
 * @param valueBytesMax longest value
 * @param batchOperationsMax operations in one atomic batch
 * @param batchBytesMax bytes in one atomic batch
 * @param compactionThreads jobs at once
 * @param l0CompactTables level 0 is compacted at so many tables, or a few more: {@link
 *     #l0PatientTables}
 * @param l0SlowTables writers are held back from so many
 * @param l0StopTables writes are refused from so many
 * @param scrubBytesPerSecond read from tables in the background to check them; 0 for never
 * @param scrubInterval from the beginning of one such pass to that of the next
 */
public record StoreSettings(
    Path dataDirectory,
    Durability durability,
    Duration writeTimeout,
    long memtableBytes,
    int sealedMemtablesMax,
    int groupBytesMax,
    Duration commitDelayMax,
    long logFileBytes,
    long manifestBytes,
    long tableBytes,
    int blockBytes,
    int filterBitsPerKey,
    String compression,
    boolean directIo,
    long cacheBytes,
    int openFilesMax,
    long inFlightBytesMax,
    int getsInFlightMax,
    Duration snapshotLease,
    int snapshotsMax,
    int keyBytesMax,
    int valueBytesMax,
    int batchOperationsMax,
    long batchBytesMax,
    int compactionThreads,
    int l0CompactTables,
    int l0SlowTables,
    int l0StopTables,
    long scrubBytesPerSecond,
    Duration scrubInterval) {

  /** The settings under {@code aitta} of a host's configuration. */
  public static StoreSettings of(Config config) {
    return SettingsReader.read(config);
  }

  /**
   * Level 0 waits for so many tables while a merge would write mostly level 1 again: neither until
   * writers are slowed down, nor until they are stopped, when no more tables would come.
   */
  public int l0PatientTables() {
    int beforeSlow = l0CompactTables + Math.max(0, l0SlowTables - l0CompactTables) / 2;
    return Math.min(2 * l0CompactTables, Math.min(beforeSlow, l0StopTables));
  }

  /** {@link #compression}, which names one. */
  Compression tableCompression() {
    return Compression.valueOf(compression.toUpperCase(Locale.ROOT));
  }

  /** The measures that the tree is kept in. */
  LeveledOptions leveled() {
    LeveledOptions measures =
        LeveledOptions.of(memtableBytes, tableBytes)
            .withL0TablesMax(l0CompactTables, l0PatientTables());
    return tableCompression() == Compression.NONE ? measures.withoutCompression() : measures;
  }

  public StoreSettings withDataDirectory(Path directory) {
    return new StoreSettings(
        directory,
        durability,
        writeTimeout,
        memtableBytes,
        sealedMemtablesMax,
        groupBytesMax,
        commitDelayMax,
        logFileBytes,
        manifestBytes,
        tableBytes,
        blockBytes,
        filterBitsPerKey,
        compression,
        directIo,
        cacheBytes,
        openFilesMax,
        inFlightBytesMax,
        getsInFlightMax,
        snapshotLease,
        snapshotsMax,
        keyBytesMax,
        valueBytesMax,
        batchOperationsMax,
        batchBytesMax,
        compactionThreads,
        l0CompactTables,
        l0SlowTables,
        l0StopTables,
        scrubBytesPerSecond,
        scrubInterval);
  }
}
