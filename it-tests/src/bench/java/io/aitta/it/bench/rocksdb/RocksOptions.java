package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.UInt64AddOperator;

/** RocksDB's options, with what has to be closed after them. */
record RocksOptions(
    Options options, Cache cache, BloomFilter filter, UInt64AddOperator merging, boolean tuned)
    implements AutoCloseable {
  private static final double FILTER_BITS = 10;
  private static final int BACKGROUND_JOBS = 2;
  private static final int BLOCK_BYTES = 4 << 10;
  private static final int MEMTABLES = 4;
  private static final int TUNED_MEMTABLE_FACTOR = 2;
  private static final int RECYCLED_LOGS = 4;
  private static final int SHARD_BITS = 4;
  private static final long TUNED_BYTES_PER_SYNC = 1 << 20;
  private static final long DELETIONS_WINDOW = 1_000;
  private static final long DELETIONS_TRIGGER = 500;
  private static final int L0_SLOW = 20;
  private static final int L0_STOP = 36;

  static {
    RocksDB.loadLibrary();
  }

  @SuppressWarnings("resource") // closed with the record
  static RocksOptions of(EngineOptions given, boolean tuned) {
    Cache cache =
        tuned
            ? new HyperClockCache(given.cacheBytes(), 0, SHARD_BITS, false)
            : new LRUCache(given.cacheBytes());
    BloomFilter filter = new BloomFilter(FILTER_BITS);
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(filter)
            .setBlockCache(cache);
    int l0 = given.l0CompactTables();
    Options options =
        new Options()
            .setCreateIfMissing(true)
            .setCompressionType(
                given.compresses()
                    ? CompressionType.LZ4_COMPRESSION
                    : CompressionType.NO_COMPRESSION)
            .setWriteBufferSize(given.memtableBytes())
            .setMaxWriteBufferNumber(MEMTABLES)
            .setMaxBackgroundJobs(BACKGROUND_JOBS)
            .setLevel0FileNumCompactionTrigger(l0)
            .setLevel0SlowdownWritesTrigger(Math.max(L0_SLOW, 2 * l0))
            .setLevel0StopWritesTrigger(Math.max(L0_STOP, 3 * l0));
    if (tuned) {
      long memtableBytes = TUNED_MEMTABLE_FACTOR * given.memtableBytes();
      options
          .setWriteBufferSize(memtableBytes)
          .setMaxBytesForLevelBase(Math.max(options.maxBytesForLevelBase(), l0 * memtableBytes))
          .setEnablePipelinedWrite(true)
          .setRecycleLogFileNum(RECYCLED_LOGS)
          .setBytesPerSync(TUNED_BYTES_PER_SYNC)
          .setAvoidFlushDuringRecovery(true)
          .setMaxSubcompactions(BACKGROUND_JOBS);
      options.setTablePropertiesCollectorFactory(
          List.of(
              TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                  DELETIONS_WINDOW, DELETIONS_TRIGGER, 0)));
    }
    UInt64AddOperator merging = new UInt64AddOperator();
    options.setMergeOperator(merging);
    options.setTableFormatConfig(table);
    return new RocksOptions(options, cache, filter, merging, tuned);
  }

  /** Every option as RocksDB itself writes it down beside a store. */
  static SortedMap<String, String> described(EngineOptions given, boolean tuned) {
    SortedMap<String, String> described = new TreeMap<>(Comparator.naturalOrder());
    try {
      Path directory = Files.createTempDirectory("rocksdb-options");
      RocksStore.open(directory, of(given, tuned)).close();
      try (Stream<Path> files = Files.list(directory)) {
        Path newest =
            files
                .filter(file -> String.valueOf(file.getFileName()).startsWith("OPTIONS-"))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Files.readAllLines(newest).stream()
            .filter(line -> line.contains("=") && !line.startsWith("["))
            .map(line -> line.strip().split("=", 2))
            .forEach(option -> described.put(option[0], option[1]));
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      return described;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    options.close();
    merging.close();
    filter.close();
    cache.close();
  }
}
